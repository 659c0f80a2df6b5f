//! A runner full of secrets, and everything that a link sends of it.

use reqwest::Method;
use serde_json::{Value, json};

use super::{all, names};
use crate::fake_api::FakeApi;
use crate::served::{Served, done};

/// A runner in which everything that can be written holds a canary, by the name under which it may leave.
fn runner() -> Value {
    let secret = |name: &str| format!("canary-secret-{name}");
    json!({
        "id": secret("uuid"),
        "displayName": "canary-name",
        "identity": {
            "runnerId": "canary-name",
            "zone": "canary-place",
            "clusterId": secret("cluster-id"),
            "clusterName": "canary-place",
            "runnerGroupId": secret("group"),
            "news": secret("identity-news"),
        },
        "managementMode": "MANAGEMENT_MODE_MANAGED",
        "managedSpec": {
            "releaseChannel": "RELEASE_CHANNEL_RAPID",
            "overrides": {
                "nodeSelector": { secret("selector"): secret("selected") },
                "tolerations": [{ "key": secret("toleration"), "value": secret("tolerated") }],
                "resources": { "cpuRequest": secret("cpu"), "news": secret("resource-news") },
                "annotations": { secret("annotation"): secret("annotated") },
                "labels": { secret("label"): secret("labelled") },
                "env": { secret("env"): secret("value") },
                "args": [secret("arg")],
                "cpuRuntimeClass": secret("runtime"),
                "schedulerName": secret("scheduler"),
                "news": secret("override-news"),
            },
            "maintenancePolicy": {
                "windows": [{ "cron": "0 3 * * *", "durationSeconds": 3600, "news": secret("window-news") }],
                "exclusions": [{ "reason": secret("reason") }],
            },
            "news": secret("spec-news"),
        },
        "profileBindings": [{
            "profileTemplateId": secret("profile"),
            "profileName": secret("profile-name"),
            "isDefault": true,
            "overridesJson": json!({ "env": secret("binding") }).to_string(),
        }],
        "installStatus": "RUNNER_INSTALL_STATUS_FAILED",
        "installError": {
            "reason": "RUNNER_INSTALL_ERROR_REASON_INTERNAL",
            "message": "canary-error",
            "diagnosticDetail": secret("diagnostic"),
            "remediationHints": ["canary-error"],
            "news": secret("error-news"),
        },
        "connectionStatus": "RUNNER_CONNECTION_STATUS_DISCONNECTED",
        "activeConfigVersion": secret("config"),
        "activeProfileSpecVersion": secret("profile-spec"),
        "activeRevision": 1,
        "targetRevision": 2,
        "deploymentSpec": {
            "image": secret("image"),
            "serviceAccount": secret("account"),
            "gatewayServer": secret("gateway"),
            "args": [secret("deployed-arg")],
            "env": { secret("deployed-env"): secret("deployed-value") },
            "annotations": { "a": secret("deployed-annotation") },
        },
        "news": secret("news"),
    })
}

#[tokio::test]
async fn whatever_is_shown_nothing_else_leaves() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "canary-name", runner());
    let served = Served::before(&api).await;
    served.sign_in("ada").await;
    for bits in 0..32_u8 {
        let has = |bit: u8| bits & (1 << bit) != 0;
        let (errors, places, history, versions, aliases) = (has(0), has(1), has(2), has(3), has(4));
        let shows = json!({
            "errors": errors, "places": places, "history": history, "versions": versions,
        });
        let mut body = all();
        body["terms"]["shows"] = shows;
        if aliases {
            body["terms"]["aliases"] = json!({});
        }
        let link = served.share("ada", &body).await;
        let mut seen = served
            .shows(&link, |page| !names(page).is_empty())
            .await
            .to_string();
        // A heartbeat brings an update beside the page.
        let mut viewer = served.watch(&link).await;
        viewer.until_named("page").await;
        api.put(
            "acme",
            "canary-name",
            json!({ "updatedAt": format!("2026-11-23T09:30:{bits:02}Z") }),
        );
        viewer.until(|event| event.data["changed"].is_array()).await;
        seen += &viewer.seen;
        let badge = format!("{}/badge", link.id);
        let made = done(served.manage(Method::POST, &badge, "ada", &json!({})).await).await;
        let address = made["address"].as_str().unwrap();
        let address = &address[address.find("/console/").unwrap()..];
        let answer = served.request(Method::GET, address).send().await.unwrap();
        let picture = answer.text().await.unwrap();
        assert!(!picture.contains("canary"), "{picture}");
        done(
            served
                .manage(Method::DELETE, &link.id, "ada", &json!({}))
                .await,
        )
        .await;
        viewer.until_named("ended").await;
        seen += &viewer.seen;
        seen += &served.open(&link.authorization).await.text().await.unwrap();

        assert!(!seen.contains("secret"), "{bits:05b}: {seen}");
        assert_eq!(seen.contains("canary-name"), !aliases, "{bits:05b}: {seen}");
        assert_eq!(seen.contains("canary-place"), places, "{bits:05b}: {seen}");
        assert_eq!(seen.contains("canary-error"), errors, "{bits:05b}: {seen}");
        assert_eq!(
            seen.contains("RELEASE_CHANNEL_RAPID"),
            versions,
            "{bits:05b}: {seen}"
        );
        assert_eq!(seen.contains("standing"), history, "{bits:05b}: {seen}");
        assert!(!seen.contains("person-ada"), "{bits:05b}: {seen}");
    }
}
