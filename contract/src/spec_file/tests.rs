use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::wire::{MaintenancePolicy, MaintenanceWindow, ManagedSpec, Overrides, ProfileBinding};

fn one(text: &str) -> Value {
    parse(text).unwrap().remove(0).value
}

fn refused(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn scalars_are_those_of_yaml_1_2() {
    let text = "a: NO\nb: on\nc: 1_000\nd: ~\ne: True\nf: 0x1F\ng: 0o17\nh: 1.5e3\ni: '5'\nj: 007\nk: !!str 5";
    assert_eq!(
        one(text),
        json!({ "a": "NO", "b": "on", "c": "1_000", "d": null, "e": true, "f": 31, "g": 15, "h": 1500.0,
            "i": "5", "j": 7, "k": "5" })
    );
    assert!(refused("a: 12345678901234567890123").contains("put it in quotes"));
    assert!(refused("a: .inf").contains("does not fit"));
}

#[test]
fn what_cannot_be_read_right_is_refused_with_its_place() {
    assert_eq!(
        refused("a: 1\nb: 2\na: 3"),
        "line 3, column 1: the key a is there twice, first in line 1"
    );
    assert!(refused("base: &b {x: 1}\nc:\n  <<: *b").starts_with("line 3, column 3: merge keys"));
    assert!(refused("? [a]\n: 1").contains("a key must be text"));
    assert!(refused("a: !own 1").contains("tags"));
    assert!(refused("a: [1, 2").starts_with("line "));
    assert!(refused("a:\n\t- b").starts_with("line 2"));
    assert!(refused("").contains("empty"));
}

#[test]
fn limits_hold_before_anything_is_built() {
    let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (name, below) in ('b'..='j').zip('a'..) {
        let aliases = vec![format!("*{below}"); 10].join(",");
        bomb = format!("{bomb}{name}: &{name} [{aliases}]\n");
    }
    assert!(bomb.len() < 1024, "{}", bomb.len());
    assert!(refused(&bomb).contains("values, aliases included"));
    for bracket in ["[", "{a: ", "- ", "? "] {
        // The parser has a limit of its own for what it looks ahead; either refuses.
        assert!(parse(&bracket.repeat(100_000)).is_err(), "{bracket}");
    }
    let nested = refused(&format!("{}{}", "[".repeat(70), "]".repeat(70)));
    assert!(nested.contains("deeper than"), "{nested}");
    assert!(refused(&"x".repeat(MAX_BYTES + 1)).contains("longer than"));
    assert!(refused("a: &a [*a]").contains("holds it"));
}

#[test]
fn marks_line_ends_anchors_and_several_documents() {
    assert_eq!(one("\u{feff}a: 1\r\nb: x\r\n"), json!({ "a": 1, "b": "x" }));
    assert_eq!(one("a: &x [1]\nb: *x"), json!({ "a": [1], "b": [1] }));
    assert_eq!(parse("a: 1\n---\na: 2\n").unwrap().len(), 2);
    assert_eq!(
        one(r#"{"runnerId": "a", "n": [1, true, null]}"#),
        json!({ "runnerId": "a", "n": [1, true, null] })
    );
}

#[test]
fn shape_problems_stand_where_they_are() {
    let text = "identity:\n  zone: 5\nmanagedSpec:\n  overrides:\n    tolerations:\n      - efect: NoSchedule\ninstall_status: READY\n";
    let problems = read_runner(&parse(text).unwrap()[0]).unwrap_err();
    let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "line 2, column 3: identity.zone: expected text, found a number: put it in quotes",
            "line 6, column 9: managed_spec.overrides.tolerations[0].efect: unknown key, did you mean effect?",
            "line 7, column 1: install_status is read-only: remove it",
        ]
    );
}

#[test]
fn pairs_of_json_escapes_are_one_character() {
    let text = r#"{"displayName": "\ud83d\ude80 \\ud83d evals"}"#;
    assert_eq!(
        one(text),
        json!({ "displayName": "\u{1F680} \\ud83d evals" })
    );
    let twice = refused(r#"{"a": "\ud83d\ude80", "a": 1}"#);
    assert!(twice.contains("twice"), "{twice}");
    assert_eq!(one(r"a: '\ud83d\ude80'"), json!({ "a": r"\ud83d\ude80" }));
}

#[test]
fn a_v1_file_is_said_to_be_one() {
    let problems = read_runner(&parse("policy: {}\n").unwrap()[0]).unwrap_err();
    assert!(problems[0].message.contains("v1 format"));
}

fn full() -> Runner {
    let mut runner = Runner {
        display_name: "Evaluation: #1".into(),
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
}

proptest! {
    #[test]
    fn reading_never_panics(text in "[ \\PC\n\t:{}\\[\\]&*!|>'\"#,?-]{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn what_is_written_reads_back(
        name in any::<String>(), zone in "\\PC{0,8}", args in prop::collection::vec(any::<String>(), 0..4),
        env in prop::collection::btree_map("\\PC{1,6}", any::<String>(), 0..4),
    ) {
        let mut runner = full();
        runner.display_name = name;
        runner.identity.zone = zone;
        if let Some(spec) = &mut runner.managed_spec {
            spec.overrides = Some(Overrides { env, args, ..Default::default() });
            spec.unknown.insert("futureField".into(), json!({ "a": [1, [2]], "b": {} }));
        }
        let mut expected = runner.clone();
        expected.identity.runner_id.clear();
        for text in [write_runner(&runner), write_runner_json(&runner)] {
            let documents = parse(&text);
            prop_assert!(documents.is_ok(), "{:?} in {}", documents, text);
            let back = read_unknown(&documents.unwrap()[0]);
            prop_assert_eq!(crate::mask::normal(&back), crate::mask::normal(&expected), "{}", text);
        }
    }
}

/// Reads a document without refusing unknown keys, to see that they are written.
fn read_unknown(document: &Document) -> Runner {
    serde_json::from_value(camel_keys(document.value.clone(), &RUNNER)).unwrap()
}
