//! Nothing leaves but what a message names.

use serde_json::json;

use super::Stage;

#[tokio::test]
async fn no_field_leaves_that_is_not_named() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    stage.rule(&channel, json!({})).await;
    let canary = "CANARY";
    stage.api.put(
        "acme",
        "alpha",
        json!({
            "displayName": canary,
            "annotations": { "a": canary },
            "identity": { "runnerId": "alpha", "zone": "us-east-04a", "clusterName": "alpha",
                          "clusterId": canary, "runnerGroupId": canary },
            "managedSpec": { "overrides": {
                "env": { "A": canary },
                "labels": { canary: canary }, "annotations": { canary: canary } } },
            "profileBindings": [{ "profileTemplateId": canary, "profileName": canary }],
            "installStatus": "RUNNER_INSTALL_STATUS_FAILED",
            "installError": { "message": "no node fits", "reason": canary,
                              "remediationHints": ["add a node", canary], "diagnosticDetail": canary },
            "lastSeenVersion": canary,
        }),
    );
    let received = stage.receiver.wait_for(1).await;
    let text = String::from_utf8(received[0].body.to_vec()).unwrap();
    assert!(
        text.contains("no node fits") && text.contains("add a node"),
        "{text}"
    );
    assert!(!text.contains(canary), "{text}");
    for value in received[0].headers.values() {
        assert!(
            !value
                .as_bytes()
                .windows(6)
                .any(|part| part == canary.as_bytes())
        );
        // No credential goes along.
        assert!(!value.as_bytes().windows(3).any(|part| part == b"ada"));
    }
}
