use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::edit::assist;
use crate::spec_file::write_profile;

fn profile(value: Value) -> ProfileTemplate {
    serde_json::from_value(value).unwrap()
}

fn wrong(text: &str, loaded: Option<&ProfileTemplate>) -> Vec<String> {
    let found = read(text, loaded).expect_err(text);
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn everything_wrong_is_told_at_its_line_and_in_order() {
    let text = "description: a
spec:
  container_image: \"a b\"
  container_imag: x
  instance_types: many
  resource_defaults:
    cpu_request: \"4\"
    cpu_limit: lots
  network: [1]
display_name: \"\"
id: x
";
    let found = wrong(text, None);
    let lines: Vec<_> = found
        .iter()
        .map(|told| told.split(',').next().unwrap())
        .collect();
    assert_eq!(
        lines,
        [
            "line 3", "line 4", "line 5", "line 8", "line 9", "line 10", "line 11"
        ],
        "{found:#?}"
    );
    assert!(
        found[0].contains("spec.container_image: must not contain spaces"),
        "{found:#?}"
    );
    assert!(
        found[1].contains("did you mean container_image?"),
        "{found:#?}"
    );
    assert!(found[5].contains("display_name: is required"), "{found:#?}");
    // What is missing altogether is told where it would stand.
    assert_eq!(wrong("description: a", None).len(), 2);
    assert_eq!(
        wrong("display_name: 5\nspec: {}", None),
        ["line 1, column 1: display_name: expected text, found a number: put it in quotes"]
    );
    let two = wrong("display_name: a\n---\ndisplay_name: b\n", None);
    assert_eq!(
        two,
        ["line 3, column 1: expected one profile, found 2 documents"]
    );
    let embedded = wrong(
        "display_name: a\nspec:\n  network_config_json: '[]'\n",
        None,
    );
    assert!(
        embedded[0].starts_with("line 3, column 3: spec.network_config_json"),
        "{embedded:?}"
    );
    for text in ["", "a: [", "- x", "{}", "null"] {
        assert!(read(text, None).is_err(), "{text}");
    }
}

#[test]
fn json_is_read_as_yaml_is() {
    let text = r#"{"displayName": "a", "spec": {"network": {"egress": {"default": "x"}}}}"#;
    let profile = read(text, None).unwrap();
    let spec = profile.spec.unwrap();
    assert_eq!(spec.network_config_json, r#"{"egress":{"default":"x"}}"#);
}

#[test]
fn the_name_is_fixed_and_what_a_newer_server_knows_stays() {
    let loaded =
        profile(json!({ "displayName": "a", "spec": { "tags": ["x"], "later": { "on": true } } }));
    let text = write_profile(&loaded);
    assert_eq!(read(&text, Some(&loaded)), Ok(loaded.clone()));
    assert!(wrong(&text, None)[0].contains("spec.later: unknown key"));
    let renamed = wrong(
        &text.replace("display_name: a", "# ours\ndisplay_name: b"),
        Some(&loaded),
    );
    assert_eq!(
        renamed,
        ["line 2, column 1: display_name is fixed: leave it as a, or create another profile"]
    );
}

#[test]
fn what_is_lost_is_told_and_kept() {
    let loaded = profile(json!({
        "displayName": "a", "description": "old", "labels": { "owner": "x" },
        "spec": {
            "tags": ["one", "two"],
            "resourceDefaults": { "cpuLimit": "1" },
            "networkConfigJson": r#"{"egress":{"default":"d","modes":{"d":{"type":"none"}},"news":1}}"#,
        },
    }));
    let text = "# ours\ndisplay_name: a\ndescription: new\nspec:\n  tags: # mine\n    - two\n";
    let lost = |text: &str| {
        let found = losses(&loaded, &read(text, Some(&loaded)).unwrap());
        found
            .into_iter()
            .map(|loss| loss.path.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        lost(text),
        [
            "labels.owner",
            "spec.resource_defaults.cpu_limit",
            "spec.tags[0]",
            "spec.network.egress.default",
            "spec.network.egress.modes.d.type",
            "spec.network.egress.news",
        ]
    );
    let mut kept = text.to_owned();
    for loss in losses(&loaded, &read(text, Some(&loaded)).unwrap()) {
        kept = keep(&kept, &loss);
    }
    assert_eq!(lost(&kept), [""; 0], "{kept}");
    assert!(
        kept.starts_with("# ours\ndisplay_name: a\ndescription: new\n"),
        "{kept}"
    );
    assert!(
        kept.contains("  tags: # mine\n    - two\n    - one\n"),
        "{kept}"
    );
}

#[test]
fn two_changes_come_together() {
    let base = profile(json!({ "displayName": "a", "description": "one", "spec": {} }));
    let theirs = ProfileTemplate {
        description: "theirs".into(),
        ..base.clone()
    };
    let mut mine = ProfileTemplate {
        description: "mine".into(),
        ..base.clone()
    };
    mine.labels.insert("a".into(), "b".into());
    let (merged, conflicts) = merge(&base, &theirs, &mine, &[]);
    assert_eq!(merged, mine);
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].path.to_string(), "description");
    let (merged, _) = merge(&base, &theirs, &mine, &[conflicts[0].path.clone()]);
    assert_eq!(
        (merged.description.as_str(), merged.labels.len()),
        ("theirs", 1)
    );
    assert_eq!(
        retell(
            "# ours\ndisplay_name: a # x\ndescription: mine\nspec: {}\n",
            &merged
        ),
        "# ours\ndisplay_name: a # x\ndescription: theirs\nlabels:\n  a: b\nspec: {}\n"
    );
}

fn profiles() -> impl Strategy<Value = ProfileTemplate> {
    let texts = || prop::collection::btree_map("[a-c]{1,2}", "[xyz]{1,3}", 0..3);
    let blocks = prop::collection::vec(
        prop::sample::select(vec![
            "",
            r#"{"strategy":"per-user","later":[1,2.5]}"#,
            r#"{"egress":{"default":"a b","modes":{"a b":{"type":"none"}}}}"#,
            r#"{"maxReplicas":1,"max_replicas":2}"#,
        ]),
        3,
    );
    (
        texts(),
        texts(),
        blocks,
        "[a-z #:]{0,8}",
        prop::collection::vec("[a-z]{1,3}", 0..3),
    )
        .prop_map(|(labels, node_selector, blocks, description, mut tags)| {
            tags.sort();
            tags.dedup();
            profile(json!({
                "displayName": "name", "description": description, "labels": labels,
                "spec": {
                    "nodeSelector": node_selector, "tags": tags, "namespaceConfigJson": blocks[0],
                    "networkConfigJson": blocks[1], "podTemplateJson": blocks[2],
                },
            }))
        })
}

proptest! {
    #[test]
    fn a_text_says_what_was_written(loaded in profiles(), wanted in profiles()) {
        let text = write_profile(&wanted);
        prop_assert_eq!(&read(&text, Some(&loaded)).unwrap(), &wanted, "{}", text);
        let told = retell(&write_profile(&loaded), &wanted);
        prop_assert_eq!(&read(&told, Some(&loaded)).unwrap(), &wanted, "{}", told);
        prop_assert_eq!(&merge(&loaded, &loaded, &wanted, &[]).0, &wanted);
        prop_assert_eq!(&merge(&loaded, &wanted, &loaded, &[]).0, &wanted);
        let mut kept = text;
        for loss in losses(&loaded, &wanted) {
            kept = keep(&kept, &loss);
            let now = losses(&loaded, &read(&kept, Some(&loaded)).unwrap());
            prop_assert!(!now.contains(&loss), "{:?} in {}", loss, kept);
        }
    }

    #[test]
    fn every_prefix_is_survived(loaded in profiles(), as_json in any::<bool>()) {
        let text = if as_json { format!("{:#}", document(&loaded)) } else { write_profile(&loaded) };
        for (end, _) in text.char_indices() {
            let prefix = &text[..end];
            if let Err(problems) = read(prefix, Some(&loaded)) {
                let places: Vec<_> = problems.iter().map(|told| (told.line, told.column)).collect();
                prop_assert!(!places.is_empty() && places.is_sorted(), "{:?} in {}", places, prefix);
                prop_assert!(places.iter().all(|(line, _)| (1..=prefix.lines().count() + 1).contains(line)));
            }
            assist::complete(&PROFILE_FILE, prefix, end);
            assist::explain(&PROFILE_FILE, &text, end);
        }
        prop_assert!(read(&text, Some(&loaded)).is_ok(), "{}", text);
    }
}
