//! Edits by text: what they ask for, what they lose, what can be written where.

mod only_v1;

use proptest::prelude::*;
use serde_json::json;

use super::assist::{Offer, complete, explain};
use super::*;
use crate::api::Dialect::{self, V1beta2};
use crate::mask::normal;

fn loaded() -> Runner {
    serde_json::from_value(json!({
        "id": "uuid", "displayName": "Evals", "activeRevision": 3,
        "identity": { "runnerId": "r", "zone": "eu-north-09c", "clusterId": "c", "runnerGroupId": "g" },
        "managedSpec": {
            "releaseChannel": "RELEASE_CHANNEL_STABLE",
            "enforceResourceLimits": true,
            "maintenancePolicy": { "windows": [{ "cron": "0 3 * * *", "durationSeconds": 3600 }] },
            "overrides": {
                "nodeSelector": { "pool": "infra" }, "env": { "A": "1", "B": "2" },
                "tolerations": [{ "key": "gpu", "operator": "Exists" }],
            },
            "futureSwitch": { "on": true },
        },
        "profileBindings": [
            { "profileTemplateId": "a", "isDefault": true }, { "profileTemplateId": "b", "profileName": "big" },
        ],
    }))
    .unwrap()
}

fn mask(text: &str, form: Form) -> String {
    let loaded = loaded();
    let wanted = read(V1beta2, text, form, &loaded).unwrap_or_else(|e| panic!("{e:?} in {text}"));
    Dialect::V1beta2
        .update(&loaded, &wanted)
        .unwrap()
        .map_or_else(String::new, |update| update.mask.documented().join(","))
}

fn lost(text: &str, form: Form) -> Vec<String> {
    let loaded = loaded();
    let wanted = read(V1beta2, text, form, &loaded).unwrap();
    let found = losses(V1beta2, &loaded, &wanted);
    found.iter().map(|loss| loss.path.to_string()).collect()
}

#[test]
fn the_document_of_a_runner_changes_nothing() {
    let text = write(V1beta2, &loaded());
    assert_eq!(mask(&text, Form::Whole), "");
    assert!(
        !text.contains("display_name") && !text.contains("cluster_id"),
        "{text}"
    );
    assert_eq!(lost(&text, Form::Whole), [""; 0]);
    assert_eq!(switch(V1beta2, &text, Form::Patch, &loaded()).unwrap(), "");
    assert_eq!(mask("# nothing yet\n", Form::Patch), "");
    let patch = "# ours\nmanaged_spec:\n  release_channel: RELEASE_CHANNEL_RAPID # first\n";
    let whole = switch(V1beta2, patch, Form::Whole, &loaded()).unwrap();
    assert!(
        whole.contains("release_channel: RELEASE_CHANNEL_RAPID # first\n"),
        "{whole}"
    );
    assert_eq!(mask(&whole, Form::Whole), "managed_spec.release_channel");
    assert_eq!(lost(&whole, Form::Whole), [""; 0]);
    assert_eq!(
        switch(V1beta2, &whole, Form::Patch, &loaded()).unwrap(),
        patch
    );
}

#[test]
fn the_three_updates_of_the_documentation() {
    let channel = "managed_spec:\n  release_channel: RELEASE_CHANNEL_RAPID\n";
    assert_eq!(mask(channel, Form::Patch), "managed_spec.release_channel");
    let bindings = "profile_bindings:\n  - profile_template_id: \"a\"\n    is_default: true\n  - profile_template_id: \"c\"\n";
    assert_eq!(mask(bindings, Form::Patch), "profile_bindings");
    assert_eq!(lost(bindings, Form::Patch), ["profile_bindings[1]"]);
    let overrides = "managedSpec:\n  overrides:\n    env: {A: \"9\"}\n";
    assert_eq!(mask(overrides, Form::Patch), "managed_spec.overrides");
    assert_eq!(
        lost(overrides, Form::Patch),
        [
            "managed_spec.overrides.node_selector.pool",
            "managed_spec.overrides.tolerations[0]",
            "managed_spec.overrides.env.B",
        ]
    );
}

#[test]
fn what_is_removed_from_the_document_is_cleared_and_told() {
    let text = write(V1beta2, &loaded());
    let without = text.replace("  enforce_resource_limits: true\n", "");
    assert_ne!(text, without);
    assert_eq!(mask(&without, Form::Whole), "managed_spec");
    assert_eq!(
        lost(&without, Form::Whole),
        ["managed_spec.enforce_resource_limits"]
    );
    assert_eq!(lost("managed_spec: null\n", Form::Patch).len(), 7);
    assert_eq!(
        mask("profile_bindings: []\nidentity: {zone: z}\n", Form::Patch),
        "identity.zone,profile_bindings"
    );
}

#[test]
fn only_the_channel_has_the_stable_channel_for_a_default() {
    let mut loaded = loaded();
    let spec = loaded.managed_spec.get_or_insert_default();
    spec.unknown.insert("futureSwitch".into(), json!(false));
    let overrides = spec.overrides.get_or_insert_default();
    let text = "RELEASE_CHANNEL_STABLE".to_owned();
    overrides.env = [("CHANNEL".to_owned(), text.clone())].into();
    overrides.args = vec![text];
    let mut wanted = loaded.clone();
    wanted.managed_spec = None;
    let lost: Vec<_> = losses(V1beta2, &loaded, &wanted)
        .iter()
        .map(|loss| loss.path.to_string())
        .collect();
    for path in [
        "managed_spec.overrides.env.CHANNEL",
        "managed_spec.overrides.args[0]",
        "managed_spec.futureSwitch",
    ] {
        assert!(lost.contains(&path.to_owned()), "{path} in {lost:?}");
    }
    assert!(!lost.contains(&"managed_spec.release_channel".to_owned()));
}

#[test]
fn what_would_be_lost_is_carried_along() {
    for (text, form) in [
        (
            "# why\nmanaged_spec:\n  overrides:   # ours\n    env:\n      A: \"9\" # nine\n",
            Form::Patch,
        ),
        (
            "profile_bindings:\n  - profile_template_id: c\n    is_default: true\n",
            Form::Patch,
        ),
        ("managed_spec:\n  overrides: {}\n", Form::Patch),
        (
            "managed_spec:\n  maintenance_policy: null\nprofile_bindings: []\n",
            Form::Patch,
        ),
        ("identity:\n  zone: eu-north-09c\n", Form::Whole),
    ] {
        let mut text = text.to_owned();
        for _ in 0..20 {
            let wanted = read(V1beta2, &text, form, &loaded()).unwrap();
            let Some(loss) = losses(V1beta2, &loaded(), &wanted).into_iter().next() else {
                break;
            };
            text = keep(V1beta2, &text, &loss);
        }
        assert_eq!(lost(&text, form), [""; 0], "{text}");
        for comment in ["# why", "# nine"] {
            assert_eq!(text.contains(comment), text.contains("\"9\""), "{text}");
        }
    }
}

#[test]
fn names_that_differ_in_their_case_are_two() {
    let mut loaded = loaded();
    let env = |runner: &mut Runner, name: &str, value: &str| {
        let overrides = &mut runner.managed_spec.get_or_insert_default().overrides;
        let env = &mut overrides.get_or_insert_default().env;
        env.insert(name.to_owned(), value.to_owned());
    };
    env(&mut loaded, "http_proxy", "lower");
    let text = "managed_spec:\n  overrides:\n    env:\n      HTTP_PROXY: upper # ours\n";
    let wanted = read(V1beta2, text, Form::Patch, &loaded).unwrap();
    let lost = losses(V1beta2, &loaded, &wanted);
    let lost: Vec<_> = lost
        .iter()
        .filter(|loss| loss.path.to_string().ends_with("http_proxy"))
        .collect();
    let kept = keep(V1beta2, text, lost[0]);
    assert!(
        kept.contains("HTTP_PROXY: upper # ours") && kept.contains("http_proxy: lower"),
        "{kept}"
    );
    let mut other = read(V1beta2, &kept, Form::Patch, &loaded).unwrap();
    env(&mut other, "Http_Proxy", "third");
    let told = retell(V1beta2, &kept, Form::Patch, &loaded, &other);
    assert!(
        told.contains("upper # ours") && told.contains("Http_Proxy: third"),
        "{told}"
    );
}

#[test]
fn everything_is_carried_along_but_a_default_that_moves() {
    let text = "# why\nmanaged_spec:\n  overrides:\n    env:\n      A: \"9\"\nprofile_bindings:\n  \
        - profile_template_id: c\n    is_default: true\n";
    let kept = keep_all(V1beta2, text, Form::Patch, &loaded());
    assert_eq!(lost(&kept, Form::Patch), ["profile_bindings[1].is_default"]);
    let wanted = read(V1beta2, &kept, Form::Patch, &loaded()).unwrap();
    let defaults = wanted.profile_bindings.iter().filter(|b| b.is_default);
    let ids: Vec<_> = defaults.map(|b| b.profile_template_id.as_str()).collect();
    assert_eq!((ids, wanted.profile_bindings.len()), (vec!["c"], 3));
    let overrides = wanted.managed_spec.unwrap().overrides.unwrap();
    assert_eq!(
        (overrides.env["A"].as_str(), overrides.env["B"].as_str()),
        ("9", "2")
    );
    assert_eq!(overrides.tolerations.len(), 1);
    assert!(kept.starts_with("# why\n"), "{kept}");

    let text = "profile_bindings:\n  - profile_template_id: c\n";
    let kept = keep_all(V1beta2, text, Form::Patch, &loaded());
    assert_eq!(lost(&kept, Form::Patch), [""; 0], "{kept}");
    assert_eq!(
        keep_all(V1beta2, "managed_spec: [", Form::Patch, &loaded()),
        "managed_spec: ["
    );
}

#[test]
fn what_no_update_can_change_is_told_at_its_line() {
    let problems = read(
        V1beta2,
        "install_status: READY\nidentity:\n  cluster_id: x\ndisplay_name: y\nmanaged_spec:\n  overides: {}\n",
        Form::Patch,
        &loaded(),
    )
    .unwrap_err();
    let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert!(
        told.iter()
            .any(|m| m == "line 1, column 1: install_status is read-only: remove it"),
        "{told:?}"
    );
    assert!(
        told.iter().any(|m| m
            .starts_with("line 3, column 3: identity.cluster_id cannot be changed after creation")),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|m| m.starts_with("line 4, column 1: display_name cannot be changed")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|m| m.ends_with("did you mean overrides?")),
        "{told:?}"
    );
    assert!(read(V1beta2, "a: 1\n---\nb: 1", Form::Patch, &loaded()).is_err());
    assert!(
        read(V1beta2, "spec: {}", Form::Whole, &loaded()).unwrap_err()[0]
            .message
            .contains("API v1")
    );
}

#[test]
fn what_can_be_written_depends_on_the_place() {
    let at = |text: &str| {
        let cursor = text.find('|').unwrap();
        let text = text.replace('|', "");
        let Offer { start, found, .. } = complete(&RUNNER, &text, cursor);
        (
            text[start..cursor].to_owned(),
            found.into_iter().map(|c| c.text).collect::<Vec<_>>(),
        )
    };
    let (typed, found) = at("man|");
    assert_eq!(typed, "man");
    assert!(found.contains(&"managed_spec:".to_owned()), "{found:?}");
    assert!(!found.contains(&"install_status: ".to_owned()), "{found:?}");
    let (typed, found) =
        at("managed_spec:\n  overrides:\n    env:\n      A: b\n  release_channel: RELEASE|");
    assert_eq!(typed, "RELEASE");
    assert_eq!(found, ["RELEASE_CHANNEL_STABLE", "RELEASE_CHANNEL_RAPID"]);
    for text in [
        "managed_spec:\n  overrides:\n    tolerations:\n      - key: a\n        eff|",
        "managed_spec:\n  overrides:\n    tolerations:\n    - key: a\n      eff|",
        "managed_spec:\n  overrides:\n    tolerations:\n    - |",
        "managedSpec:\n  overrides:\n\n    # note\n    tolerations:\n    - key: a\n    - eff|",
    ] {
        assert!(
            at(text).1.contains(&"effect: ".to_owned()),
            "{text}: {:?}",
            at(text)
        );
    }
    assert_eq!(
        at("profile_bindings:\n- is_default: |").1,
        ["true", "false"]
    );
    assert!(
        at("managed_spec:\n  overrides:\n    env:\n      |")
            .1
            .is_empty()
    );
    assert!(at("# man|").1.is_empty());
    let text = "managed_spec:\n  maintenance_policy:\n    windows:\n      - cron: x\n";
    let (path, field) = explain(&RUNNER, text, text.find("ron").unwrap()).unwrap();
    assert_eq!(
        (path.as_str(), field.json),
        ("managed_spec.maintenance_policy.windows.cron", "cron")
    );
    assert!(explain(&RUNNER, text, text.len()).is_none());
}

fn runners() -> impl Strategy<Value = Runner> {
    let texts = || prop::collection::btree_map("[a-bA-B_]{1,2}", "[xyz: #-]{0,3}", 0..3);
    (texts(), texts(), any::<[bool; 4]>(), prop::collection::btree_set("[p-s]", 1..4), "[a-z]{1,4}").prop_map(
        |(env, labels, [rapid, flag, policy, future], bindings, zone)| {
            let first = bindings.iter().next().cloned();
            serde_json::from_value(json!({
                "identity": { "runnerId": "r", "zone": zone, "clusterId": "c" },
                "managedSpec": {
                    "releaseChannel": if rapid { "RELEASE_CHANNEL_RAPID" } else { "RELEASE_CHANNEL_STABLE" },
                    "enforceResourceLimits": flag,
                    "maintenancePolicy": policy.then(|| json!({ "windows": [{ "cron": "0 3 * * *", "durationSeconds": 60 }] })),
                    "overrides": { "env": env, "labels": labels },
                    "futureSwitch": future,
                },
                "profileBindings": bindings.iter().map(|id| json!({
                    "profileTemplateId": id, "isDefault": Some(id) == first.as_ref(),
                })).collect::<Vec<_>>(),
            }))
            .unwrap()
        },
    )
}

#[test]
fn changes_of_two_people_come_together() {
    let change = |text: &str| read(V1beta2, text, Form::Patch, &loaded()).unwrap();
    let env = |a: &str, more: &str| {
        format!(
            "managed_spec:\n  overrides:\n    node_selector: {{pool: infra}}\n    env: {{A: \"{a}\", B: \"2\"{more}}}\n"
        )
    };
    let mine = change(&env("mine", ", M: m"));
    let theirs = change(&(env("theirs", ", T: t") + "identity: {zone: us-east-04a}\n"));
    let (merged, conflicts) = merge(V1beta2, &loaded(), &theirs, &mine, &[]);
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        conflicts[0].path.to_string(),
        "managed_spec.overrides.env.A"
    );
    assert_eq!(
        (&conflicts[0].base, &conflicts[0].theirs),
        (&json!("1"), &json!("theirs"))
    );
    assert_eq!(merged.identity.zone, "us-east-04a");
    let overrides = |runner: &Runner| runner.managed_spec.clone().unwrap().overrides.unwrap();
    let env = overrides(&merged).env;
    assert_eq!(
        json!(env),
        json!({ "A": "mine", "B": "2", "M": "m", "T": "t" })
    );
    assert!(
        overrides(&merged).tolerations.is_empty(),
        "both took them away"
    );
    let (merged, _) = merge(
        V1beta2,
        &loaded(),
        &theirs,
        &mine,
        &[conflicts[0].path.clone()],
    );
    assert_eq!(overrides(&merged).env["A"], "theirs");
    // The text follows, comments and all.
    let text = "# mine\nmanaged_spec:\n  overrides: # ours\n    env:\n      A: mine\n";
    let told = retell(V1beta2, text, Form::Patch, &theirs, &merged);
    assert!(
        told.starts_with("# mine\nmanaged_spec:\n  overrides: # ours\n"),
        "{told}"
    );
    assert_eq!(read(V1beta2, &told, Form::Patch, &theirs).unwrap(), merged);
    assert_eq!(
        retell(V1beta2, text, Form::Patch, &theirs, &theirs),
        "# mine\n"
    );
}

proptest! {
    #[test]
    fn either_form_says_the_same(loaded in runners(), mut wanted in runners()) {
        let future = loaded.managed_spec.clone().unwrap().unknown;
        wanted.managed_spec.as_mut().unwrap().unknown = future;
        let whole = write(V1beta2, &wanted);
        let patch = write_patch(V1beta2, &loaded, &wanted);
        let asked = normal(&read(V1beta2, &whole, Form::Whole, &loaded).unwrap());
        prop_assert_eq!(&asked, &normal(&wanted));
        prop_assert_eq!(&normal(&read(V1beta2, &patch, Form::Patch, &loaded).unwrap()), &asked, "{}", patch);
        // What is sent, applied by the server, gives what was asked, and moves nothing else.
        let after = match Dialect::V1beta2.update(&loaded, &asked).unwrap() {
            None => loaded.clone(),
            Some(update) => {
                let body = serde_json::from_value(update.calls[0].body.as_ref().unwrap()["runner"].clone()).unwrap();
                update.mask.apply(&loaded, &body)
            }
        };
        prop_assert_eq!(&normal(&after), &asked);
        // Nobody else changed anything, or the same.
        prop_assert_eq!(&normal(&merge(V1beta2, &loaded, &loaded, &wanted, &[]).0), &asked);
        prop_assert_eq!(&normal(&merge(V1beta2, &loaded, &wanted, &loaded, &[]).0), &asked);
        let told = retell(V1beta2, &whole, Form::Whole, &loaded, &loaded);
        prop_assert_eq!(normal(&read(V1beta2, &told, Form::Whole, &loaded).unwrap()), normal(&loaded));
        // Whatever is kept is not lost any more.
        let mut text = patch;
        for loss in losses(V1beta2, &loaded, &wanted) {
            text = keep(V1beta2, &text, &loss);
            let now = losses(V1beta2, &loaded, &read(V1beta2, &text, Form::Patch, &loaded).unwrap());
            prop_assert!(!now.contains(&loss), "{:?} in {}", loss, text);
        }
    }

    #[test]
    fn every_prefix_is_survived(runner in runners(), form in prop::sample::select(vec![Form::Whole, Form::Patch])) {
        let text = write(V1beta2, &runner);
        for (end, _) in text.char_indices() {
            let prefix = &text[..end];
            if let Err(problems) = read(V1beta2, prefix, form, &runner) {
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    prop_assert!((1..=prefix.lines().count() + 1).contains(&problem.line), "{problem} in {prefix}");
                    prop_assert!(problem.column >= 1 && !problem.message.is_empty());
                }
            }
            complete(&RUNNER, prefix, end);
            explain(&RUNNER, &text, end);
        }
        prop_assert!(read(V1beta2, &text, form, &runner).is_ok());
    }
}
