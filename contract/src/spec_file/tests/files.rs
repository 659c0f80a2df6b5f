//! Runners and profiles, read from and written to files.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::document::{RUNNER, camel_keys};
use crate::mask::normal;
use crate::model::{
    MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow, ManagedSpec, Overrides,
    ProfileBinding, ProfileSpec, ProfileTemplate, ReleaseChannel, Runner, Scaling, Timestamp,
};
use crate::spec_file::{
    Diagnostic, Document, parse, read_profile, read_runner, write_profile, write_runner,
    write_runner_json,
};

fn document(text: &str) -> Document {
    parse(text)
        .unwrap_or_else(|e| panic!("{e} in {text}"))
        .remove(0)
}

fn shown(problems: Vec<Diagnostic>) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn shape_problems_stand_where_they_are() {
    let text = "identity:\n  zone: 5\nmanagedSpec:\n  overrides:\n    tolerations:\n      - efect: NoSchedule\ninstall_status: READY\nrunnerId: a\n";
    assert_eq!(
        shown(read_runner(&document(text)).unwrap_err()),
        [
            "line 2, column 3: identity.zone: expected text, found a number: put it in quotes",
            "line 6, column 9: managed_spec.overrides.tolerations[0].efect: unknown key, did you mean effect?",
            "line 7, column 1: install_status is read-only: remove it",
            "line 8, column 1: runner_id does not belong in the file: give the ID separately, as the command's argument",
        ]
    );
    assert!(read_runner(&document("- a")).is_err());
}

#[test]
fn a_v1_file_is_said_to_be_one() {
    for text in ["a: 1\npolicy: {}\n", "a: 1\nspec: ~\n"] {
        let problems = shown(read_runner(&document(text)).unwrap_err());
        assert_eq!(problems.len(), 1);
        assert!(
            problems[0].starts_with("line 2, column 1: "),
            "{problems:?}"
        );
        assert!(problems[0].contains("API v1"), "{problems:?}");
    }
}

fn full() -> Runner {
    let mut runner = Runner {
        id: "4f7c".into(),
        display_name: "Evaluation: #1".into(),
        target_revision: 3,
        ..Default::default()
    };
    runner.identity.runner_id = "helsinki-evals".into();
    runner.identity.zone = "eu-north-09c".into();
    runner.managed_spec = Some(ManagedSpec {
        maintenance_policy: Some(MaintenancePolicy {
            windows: vec![MaintenanceWindow {
                cron: "30 3 * * TUE".into(),
                duration_seconds: 5400,
                ..Default::default()
            }],
            ..Default::default()
        }),
        ..Default::default()
    });
    runner.profile_bindings = vec![ProfileBinding {
        profile_template_id: "c41c2a80-6c0e-4a53-8d58-2e0a0c7a1f10".into(),
        is_default: true,
        ..Default::default()
    }];
    runner.unknown.insert("futureStatus".into(), json!("x"));
    runner
}

#[test]
fn files_are_written_as_the_cli_reads_them() {
    let text = "\
display_name: \"Evaluation: #1\"
identity:
  zone: eu-north-09c
managed_spec:
  maintenance_policy:
    windows:
      - cron: \"30 3 * * TUE\"
        duration_seconds: 5400
profile_bindings:
  - profile_template_id: \"c41c2a80-6c0e-4a53-8d58-2e0a0c7a1f10\"
    is_default: true
";
    assert_eq!(write_runner(&full()), text);
    assert_eq!(write_runner(&Runner::default()), "{}\n");
}

#[test]
fn unknown_fields_inside_are_written() {
    let mut runner = full();
    let unknown =
        json!({ "camelKey": [1, [2, "\u{2028}"], { "a": {} }], "k".repeat(2000): "v", "<<": "x" });
    let spec = runner.managed_spec.as_mut().unwrap();
    spec.unknown.insert("futureField".into(), unknown.clone());
    for text in [write_runner(&runner), write_runner_json(&runner)] {
        let value = document(&text).value;
        assert_eq!(value["managed_spec"]["futureField"], unknown, "{text}");
        assert_eq!(value.get("futureStatus"), None);
    }
}

#[test]
fn profiles_have_blocks() {
    let text = "\
display_name: gpu
spec:
  runtime_class: gvisor
  namespace:
    strategy: per-org
  network:
    egress:
      default: web
      modes:
        - futureKey: 1.5
  pod: {}
";
    let profile = read_profile(&document(text)).unwrap();
    let spec = profile.spec.clone().unwrap();
    assert_eq!(spec.namespace_config_json, r#"{"strategy":"per-org"}"#);
    assert_eq!(
        spec.network_config_json,
        r#"{"egress":{"default":"web","modes":[{"futureKey":1.5}]}}"#
    );
    assert_eq!(spec.pod_template_json, "{}");
    assert_eq!(write_profile(&profile), text);

    let inherits = "display_name: a\nspec: {}\n";
    assert_eq!(
        write_profile(&read_profile(&document(inherits)).unwrap()),
        inherits
    );
}

#[test]
fn what_a_block_cannot_hold_stays_a_string() {
    for json in [
        "not json",
        "[1]",
        r#"{"a":99999999999999999999}"#,
        r#"{"a":1,"a":2}"#,
        "{}} #",
    ] {
        let profile = ProfileTemplate {
            spec: Some(ProfileSpec {
                pod_template_json: json.into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let text = write_profile(&profile);
        assert_eq!(read_profile(&document(&text)).unwrap(), profile, "{text}");
    }
}

#[test]
fn problems_of_profiles_stand_where_they_are() {
    let text = "id: x\nspec:\n  network: {}\n  networkConfigJson: '{}'\n  pod: 5\n  networc: {}\n";
    assert_eq!(
        shown(read_profile(&document(text)).unwrap_err()),
        [
            "line 1, column 1: id is read-only: remove it",
            "line 3, column 3: spec.network and spec.network_config_json are the same setting: remove one",
            "line 5, column 3: spec.pod: expected an object",
            "line 6, column 3: spec.networc: unknown key",
        ]
    );
}

prop_compose! {
    pub(in crate::spec_file) fn runners()(
        display_name in any::<String>(), zone in any::<String>(), group in "\\PC{0,4}", rapid in any::<bool>(),
        cron in any::<String>(), reason in any::<String>(), replicas in any::<i32>(), overrides_json in any::<String>(),
        args in prop::collection::vec(any::<String>(), 0..4),
        env in prop::collection::btree_map(any::<String>(), any::<String>(), 0..4),
        labels in prop::collection::btree_map("[a<~:? -]{0,3}", "[-0-9.eE~:#?_ Nantruox]{0,5}", 0..4),
    ) -> Runner {
        let mut runner = full();
        runner.display_name = display_name;
        runner.identity.zone = zone;
        runner.identity.runner_group_id = group;
        runner.profile_bindings[0].overrides_json = overrides_json;
        let spec = runner.managed_spec.get_or_insert_default();
        spec.release_channel = if rapid { ReleaseChannel::Rapid } else { ReleaseChannel::Unspecified };
        let policy = spec.maintenance_policy.get_or_insert_default();
        policy.windows[0].cron = cron;
        policy.exclusions = vec![MaintenanceExclusion {
            start_time: Some(Timestamp::new("2026-12-20T00:00:00Z")), reason, ..Default::default()
        }];
        let scaling = Some(Scaling { replicas, ..Default::default() });
        spec.overrides = Some(Overrides { labels, env, args, scaling, ..Default::default() });
        runner
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(runner in runners()) {
        let mut expected: Value = json!(runner);
        for output in ["id", "targetRevision", "futureStatus"] {
            expected.as_object_mut().unwrap().remove(output);
        }
        let mut expected: Runner = serde_json::from_value(camel_keys(expected, &RUNNER)).unwrap();
        expected.identity.runner_id.clear();
        for text in [write_runner(&runner), write_runner_json(&runner)] {
            let back = read_runner(&document(&text));
            prop_assert_eq!(back.map(|back| normal(&back)), Ok(normal(&expected)), "{}", text);
        }
    }
}
