use contract::console::RunnerSummary;
use contract::console::notify::Dimension;
use contract::model::Runner;
use serde_json::json;

use super::*;

const CANARY: &str = "CANARY";

fn sketch(when: serde_json::Value) -> Sketch {
    let sketch = json!({ "name": "Prod", "when": when, "channels": ["c"] });
    serde_json::from_value(sketch).unwrap()
}

fn composed(when: serde_json::Value, kind: Kind, cause: Option<Cause>, ids: &[&str]) -> Content {
    let sketch = sketch(when);
    let subject = |id: &&str| Subject {
        id: (*id).to_owned(),
        since: Millis(5),
        what: String::new(),
    };
    let subjects: Vec<_> = ids.iter().map(subject).collect();
    let link = |_: &str| Some(("Status".to_owned(), Millis(9)));
    let composer = Composer {
        origin: "https://console.example",
        rule_id: "r",
        sketch: &sketch,
        runner: &|id| (id != "gone").then(full),
        link: &link,
    };
    composer.content(kind, cause, &subjects)
}

/// A runner with a canary in every field that a message does not name.
fn full() -> Known {
    let runner = json!({
        "id": CANARY, "displayName": CANARY,
        "identity": { "runnerId": CANARY, "zone": "us-east", "clusterId": CANARY, "clusterName": "prod-1",
                      "runnerGroupId": CANARY },
        "annotations": { "a": CANARY },
        "profileBindings": [{ "profileTemplateId": CANARY, "profileName": CANARY }],
        "managedSpec": { "overrides": {
            "labels": { "a": CANARY }, "annotations": { "a": CANARY },
            "env": { "A": CANARY } } },
        "installStatus": "RUNNER_INSTALL_STATUS_FAILED",
        "installError": { "message": "no node", "remediationHints": ["add a node", CANARY],
                          "diagnosticDetail": CANARY, "reason": CANARY },
        "news": CANARY,
    });
    let runner: Runner = serde_json::from_value(runner).unwrap();
    let summary = RunnerSummary::of(&runner, contract::console::Maintenance::AnyTime);
    let hints = runner.install_error.unwrap().remediation_hints;
    Known {
        summary,
        hints,
        ..Known::default()
    }
}

#[test]
fn who_needs_attention_is_told_why() {
    let attention = || json!({ "kind": "needsAttention" });
    let one = composed(attention(), Kind::Alarm, None, &["alpha"]);
    assert_eq!(one.title, "alpha: needs attention");
    let runner = &one.runners[0];
    assert_eq!(
        [&runner.what, &runner.error, &runner.hint],
        ["the install failed", "no node", "add a node"]
    );
    let two = composed(attention(), Kind::Alarm, None, &["alpha", "beta"]);
    assert_eq!(two.title, "2 runners: need attention");
    let over = composed(attention(), Kind::Recovered, None, &["alpha"]);
    assert_eq!([&over.runners[0].what, &over.runners[0].error], ["", ""]);
}

#[test]
fn only_what_is_named_leaves() {
    for when in [
        json!({ "kind": "installFailed" }),
        json!({ "kind": "needsAttention" }),
        json!({ "kind": "changed" }),
        json!({ "kind": "silent", "after": 300 }),
    ] {
        for kind in [Kind::Alarm, Kind::Flapping, Kind::Recovered, Kind::Happened] {
            let content = composed(when.clone(), kind, None, &["alpha", "gone"]);
            let text = serde_json::to_string(&content).unwrap();
            assert!(!text.contains(CANARY), "{text}");
        }
    }
    let failed = composed(
        json!({ "kind": "installFailed" }),
        Kind::Alarm,
        None,
        &["alpha"],
    );
    let runner = &failed.runners[0];
    let told = [&runner.zone, &runner.cluster, &runner.error, &runner.hint];
    assert_eq!(told, ["us-east", "prod-1", "no node", "add a node"]);
    let silent = composed(
        json!({ "kind": "silent", "after": 300 }),
        Kind::Alarm,
        None,
        &["alpha"],
    );
    assert_eq!(
        (
            silent.runners[0].error.as_str(),
            silent.runners[0].hint.as_str()
        ),
        ("", "")
    );
}

#[test]
fn the_title_says_what_it_is_about() {
    let zone = || {
        Some(Cause {
            dimension: Dimension::Zone,
            value: "us-east".to_owned(),
        })
    };
    for (when, kind, cause, ids, title) in [
        (
            json!({ "kind": "installFailed" }),
            Kind::Alarm,
            None,
            &["alpha"][..],
            "alpha: the install failed",
        ),
        (
            json!({ "kind": "silent", "after": 300 }),
            Kind::Alarm,
            zone(),
            &["alpha", "beta"],
            "2 runners of zone us-east: READY, but silent for 5 minutes",
        ),
        (
            json!({ "kind": "installing", "after": 3600 }),
            Kind::Recovered,
            None,
            &["alpha"],
            "Resolved: alpha: installing for 1 hour",
        ),
        (
            json!({ "kind": "blind" }),
            Kind::Alarm,
            None,
            &[""],
            "The console: cannot read the API",
        ),
        (
            json!({ "kind": "shareEnding", "before": 7200 }),
            Kind::Alarm,
            None,
            &["l"],
            "The link “Status”: expires within 2 hours",
        ),
        (
            json!({ "kind": "installFailed" }),
            Kind::Flapping,
            None,
            &["alpha"],
            "alpha: the install failed, again and again",
        ),
    ] {
        assert_eq!(composed(when, kind, cause, ids).title, title);
    }
}

#[test]
fn a_long_list_is_counted_and_an_odd_name_stays_one_segment() {
    let ids: Vec<String> = (0..60).map(|number| format!("r{number}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let content = composed(json!({ "kind": "installFailed" }), Kind::Alarm, None, &ids);
    assert_eq!((content.runners.len(), content.more), (50, 10));
    let odd = composed(
        json!({ "kind": "installFailed" }),
        Kind::Alarm,
        None,
        &["a/../b?c"],
    );
    assert_eq!(odd.link, "https://console.example/runners/a%2F..%2Fb%3Fc");
}

#[test]
fn a_message_says_where_its_rule_is_paused() {
    let page = "https://console.example/notifications/r";
    let told = composed(json!({ "kind": "blind" }), Kind::Alarm, None, &[""]);
    assert_eq!(told.silence_link, page);
    assert_eq!(told.silence, format!("To pause the rule “Prod”: {page}"));
    // What an older build wrote says it in words alone.
    let mut old = serde_json::to_value(&told).unwrap();
    old.as_object_mut().unwrap().remove("silenceLink");
    let old: Content = serde_json::from_value(old).unwrap();
    assert_eq!(old.silence_link, "");
}
