use super::*;
use crate::document::{PROFILE_FILE, PROFILE_OVERRIDES, RUNNER};
use crate::policy::POLICY;

/// What is typed at the mark, and what can be written there.
fn at(shape: &'static Message, text: &str) -> (String, Vec<String>) {
    let cursor = text.find('|').unwrap();
    let text = text.replace('|', "");
    let offer = complete(shape, &text, cursor);
    (
        text[offer.start..cursor].to_owned(),
        offer.found.into_iter().map(|found| found.text).collect(),
    )
}

fn offers(shape: &'static Message, text: &str, expected: &str) {
    let (_, found) = at(shape, text);
    assert!(found.iter().any(|one| one == expected), "{text}: {found:?}");
}

fn told(shape: &'static Message, text: &str) -> Option<String> {
    let cursor = text.find('|').unwrap();
    let (path, _) = explain(shape, &text.replace('|', ""), cursor)?;
    Some(path)
}

#[test]
fn a_profile_has_its_fields_and_those_of_its_blocks() {
    offers(&PROFILE_FILE, "disp|", "display_name: ");
    offers(&PROFILE_FILE, "spec:\n  res|", "resource_defaults:");
    offers(
        &PROFILE_FILE,
        "spec:\n  resource_defaults:\n    cpu|",
        "cpu_limit: ",
    );
    offers(
        &PROFILE_FILE,
        "spec:\n  namespace:\n    name|",
        "namespacePrefix: ",
    );
    offers(
        &PROFILE_FILE,
        "spec:\n  namespace:\n    strategy: per|",
        "per-profile",
    );
    let modes = "spec:\n  network:\n    egress:\n      modes:\n        closed:\n          ";
    offers(&PROFILE_FILE, &format!("{modes}t|"), "type: ");
    offers(&PROFILE_FILE, &format!("{modes}type: |"), "allowlist");
    let mode = told(&PROFILE_FILE, &format!("{modes}type: no|ne"));
    let path = "spec.network.egress.modes.closed.type";
    assert_eq!(mode.as_deref(), Some(path));
    assert_eq!(
        at(&PROFILE_FILE, "id|").1.iter().find(|t| *t == "id: "),
        None
    );
}

#[test]
fn json_is_completed_in_its_own_marks() {
    for (text, typed, expected) in [
        ("{\n  dis|", "dis", r#""display_name": "#),
        (r#"{"dis|"#, "dis", r#"display_name": "#),
        (r#"{"dis|"}"#, "dis", "display_name"),
        (r#"{"spec": {"run|"#, "run", r#"runtime_class": "#),
        (
            r#"{"spec": {"namespace": {"strategy": |"#,
            "",
            r#""per-user""#,
        ),
        (
            r#"{"spec": {"namespace": {"strategy": "per|"}}}"#,
            "per",
            "per-user",
        ),
        (
            r#"{"labels": {"a": "b,:{\"", "c": "d"}, "spec": {"tags": ["x", "y"], "|"#,
            "",
            r#"node_selector": "#,
        ),
    ] {
        let (begun, found) = at(&PROFILE_FILE, text);
        assert_eq!(begun, typed, "{text}");
        assert!(found.iter().any(|one| one == expected), "{text}: {found:?}");
    }
    offers(
        &RUNNER,
        r#"{"profile_bindings": [{"profile_template_id": "a"}, {"is_default": t|"#,
        "true",
    );
    offers(
        &PROFILE_OVERRIDES,
        r#"{"resourceDefaults": {"cpu|"#,
        r#"cpuLimit": "#,
    );
    offers(
        &PROFILE_OVERRIDES,
        "resourceDefaults:\n  cpu|",
        "cpuLimit: ",
    );
    assert_eq!(at(&PROFILE_FILE, r#"{"labels": {"|"#).1, [""; 0]);
}

#[test]
fn a_key_is_not_offered_where_it_is_already() {
    let spec = "managed_spec:\n  release_channel: x\n  |\n  # more\n\n  overrides:\n    env: {}\n";
    let window = "managed_spec:\n  maintenance_policy:\n    windows:\n      - cron: a\n        |\n      - duration_seconds: 60\n";
    let group =
        "constraints:\n  resources:\n    max_cpu: \"1\"\n    |\n    maxMemory: 1Gi\n  image: {}\n";
    let rules = "constraints:\n  network:\n    allowed_egress:\n    - any: true\n      ports:\n        - port: 1\n    - |\n      cidr: {}\n";
    let own = "constraints:\n  resources:\n    max_c|pu: \"1\"\n";
    let top = "identity: {}\n---\ndisplay_name: a\n|\n---\nmanaged_spec: {}\n";
    let json = r#"{"constraints": {"resources": {"maxCpu": "a\"}", "|", "max_memory": {"min_cpu": 1}}, "image": {}}}"#;
    let bare = "{\"constraints\": {\n  \"image\": {},\n  res|\n  \"security\": {}\n}}";
    for (shape, text, gone, there) in [
        (
            &RUNNER,
            spec,
            &["release_channel", "overrides"][..],
            "maintenance_policy",
        ),
        (&RUNNER, window, &["cron"], "duration_seconds"),
        (&POLICY, group, &["max_cpu", "max_memory"], "min_cpu"),
        (&POLICY, rules, &["cidr"], "any"),
        (&POLICY, own, &[], "max_cpu"),
        (&RUNNER, top, &["display_name"], "managed_spec"),
        (&POLICY, json, &["max_cpu", "max_memory"], "min_cpu"),
        (&POLICY, bare, &["image", "security"], "resources"),
    ] {
        let (_, found) = at(shape, text);
        let offered = |key: &str| {
            let bare = |one: &String| one.trim_matches(['"', ':', ' ']) == key;
            found.iter().any(bare)
        };
        assert!(offered(there), "{there} in {text}: {found:?}");
        for key in gone {
            assert!(!offered(key), "{key} in {text}: {found:?}");
        }
    }
}

#[test]
fn json_is_explained_by_what_is_under_the_pointer() {
    let told = |text: &str| told(&PROFILE_FILE, text);
    let path = Some("spec.resource_defaults.cpu_limit".to_owned());
    for text in [
        r#"{"spec": {"resource_defaults": {"cpu_|limit": "1", "x": 1}}}"#,
        r#"{"spec": {"resource_defaults": {|"cpu_limit": "1"}}}"#,
        r#"{"spec": {"resource_defaults": {"cpu_limit": "|1", "x": 1}}}"#,
    ] {
        assert_eq!(told(text), path, "{text}");
    }
    assert_eq!(told("{\n|  \n}"), None);
}

#[test]
fn a_document_is_its_own() {
    let json = "display_name: a\n---\n{\"dis|\"}\n---\nmanaged_spec:\n  re: x\n";
    offers(&RUNNER, json, "display_name");
    let yaml = "{\"display_name\": \"a\"}\n---\nmanaged_spec:\n  rel|";
    offers(&RUNNER, yaml, "release_channel: ");
    offers(&RUNNER, "---\nmanaged_spec:\n  rel|", "release_channel: ");
}

#[test]
fn a_value_is_written_as_the_place_wants_it() {
    let value = |text: &str| {
        let at = text.find('|').unwrap();
        complete(&RUNNER, &text.replace('|', ""), at).value("\"uuid\"")
    };
    let key = "profile_bindings";
    assert_eq!(
        value(&format!("{key}:\n  - profile_template_id: |")),
        "\"uuid\""
    );
    let json = |rest: &str| format!(r#"{{"{key}": [{{"profile_template_id": {rest}"#);
    assert_eq!(value(&json("|")), "\"uuid\"");
    assert_eq!(value(&json("\"|\"")), "uuid");
    assert_eq!(value(&json("\"|")), "uuid\"");
}
