//! Texts of runners that are sent in v1: what v1 alone has is in them, in every presence (contract-v1 0, 2.3).

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{loaded, runners};
use crate::api::Dialect::{V1, V1beta2};
use crate::edit::{Form, keep, losses, merge, read, retell, switch, write, write_patch};
use crate::mask::normal;
use crate::model::Runner;
use crate::part::Part;

fn with_all_of_v1() -> Runner {
    let mut runner = loaded();
    let spec = runner.managed_spec.get_or_insert_default();
    spec.volumes = Some(json!({ "enabled": true, "csiDriverAllowlist": ["b", "a"] }));
    spec.tenant_metrics = Some(json!({ "enabled": false }));
    spec.data_plane = Some(json!({ "clusterIp": { "annotations": { "Team": "a", "x_y": "b" } } }));
    runner
}

fn v1_mask(text: &str, form: Form, loaded: &Runner) -> String {
    let wanted = read(V1, text, form, loaded).unwrap_or_else(|e| panic!("{e:?} in {text}"));
    V1.update(loaded, &wanted)
        .unwrap()
        .map_or_else(String::new, |update| update.calls[0].query[0].1.clone())
}

#[test]
fn what_v1_alone_has_is_in_the_document_and_goes_by_its_own_mask() {
    let runner = with_all_of_v1();
    let text = write(V1, &runner);
    for line in [
        "display_name: Evals\n",
        "    enabled: true\n",
        "  tenant_metrics: {}\n",
        "    cluster_ip:\n",
        "        x_y: b\n",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert_eq!(v1_mask(&text, Form::Whole, &runner), "");
    // v1beta2 has none of it, and keeps it.
    let old = write(V1beta2, &runner);
    assert!(
        !old.contains("volumes") && !old.contains("display_name"),
        "{old}"
    );
    assert_eq!(read(V1beta2, &old, Form::Whole, &runner).unwrap(), runner);
    let refused = read(
        V1beta2,
        "managed_spec: {volumes: {}}",
        Form::Patch,
        &loaded(),
    );
    assert!(refused.unwrap_err()[0].message.contains("unknown key"));

    let without = text
        .replace("  tenant_metrics: {}\n", "")
        .replace("Evals", "Lab");
    assert_eq!(
        v1_mask(&without, Form::Whole, &runner),
        "display_name,spec.tenant_metrics"
    );
    let patch = "# why\nmanaged_spec:\n  image_pull:\n    policy: SANDBOX_IMAGE_PULL_POLICY_ALWAYS # always\n";
    assert_eq!(v1_mask(patch, Form::Patch, &runner), "spec.image_pull");
    let whole = switch(V1, patch, Form::Whole, &runner).unwrap();
    assert!(
        whole.contains("POLICY_ALWAYS # always\n") && whole.contains("cluster_ip"),
        "{whole}"
    );
    assert_eq!(switch(V1, &whole, Form::Patch, &runner).unwrap(), patch);
    let flag = "managed_spec: {enforce_resource_limits: false}\n";
    assert_eq!(
        v1_mask(flag, Form::Patch, &runner),
        "spec.enforce_resource_limits"
    );
}

#[test]
fn a_fields_change_leaves_comments_of_the_text_alone() {
    let runner = with_all_of_v1();
    let text =
        write(V1, &runner).replace("  volumes:\n", "  volumes: # by Ada\n    # since June\n");
    let mut wanted = read(V1, &text, Form::Whole, &runner).unwrap();
    let spec = wanted.managed_spec.get_or_insert_default();
    spec.volumes = Some(json!({ "enabled": true }));
    spec.data_plane = Some(json!({ "disabled": {} }));
    let told = retell(V1, &text, Form::Whole, &runner, &wanted);
    for line in [
        "  volumes: # by Ada\n",
        "    # since June\n",
        "disabled: {}",
    ] {
        assert!(told.contains(line), "{line} in {told}");
    }
    assert!(!told.contains("cluster_ip"), "{told}");
    assert_eq!(
        normal(&read(V1, &told, Form::Whole, &runner).unwrap()),
        normal(&wanted)
    );
}

#[test]
fn another_choice_of_the_data_plane_is_a_change_and_two_peoples_are_a_conflict() {
    let base = with_all_of_v1();
    let choose = |member: &str| {
        let mut runner = base.clone();
        runner.managed_spec.get_or_insert_default().data_plane = Some(json!({ member: {} }));
        runner
    };
    let (mine, theirs) = (choose("disabled"), choose("loadBalancer"));
    assert_eq!(losses(V1, &base, &mine), []);
    let mut none = base.clone();
    none.managed_spec.get_or_insert_default().data_plane = None;
    assert_eq!(losses(V1, &base, &none).len(), 2);
    let gone = losses(V1, &mine, &none);
    assert_eq!(gone.len(), 1, "that it is empty says something");
    let text = keep(V1, &write(V1, &none), &gone[0]);
    assert_eq!(
        losses(V1, &mine, &read(V1, &text, Form::Whole, &mine).unwrap()),
        []
    );

    let (merged, conflicts) = merge(V1, &base, &theirs, &mine, &[]);
    let paths: Vec<_> = conflicts.iter().map(|c| c.path.to_string()).collect();
    assert_eq!(paths, ["managed_spec.data_plane"]);
    let data_plane = |runner: &Runner| runner.managed_spec.clone().unwrap().data_plane;
    assert_eq!(data_plane(&merged), data_plane(&mine));
    let (merged, _) = merge(V1, &base, &theirs, &mine, &[conflicts[0].path.clone()]);
    assert_eq!(data_plane(&merged), data_plane(&theirs));
}

/// What v1 alone has, in all its presences.
fn only_v1() -> impl Strategy<Value = [Option<Value>; 4]> {
    let maybe = |values: Vec<Value>| prop::option::of(prop::sample::select(values));
    let texts = || prop::collection::btree_map("[a-cA-C_]{1,3}", "[xyz: #-]{0,3}", 0..3);
    let plane = (texts(), 0..5_usize).prop_map(|(texts, which)| match which {
        0 => None,
        1 => Some(json!({ "disabled": {} })),
        2 => Some(json!({ "clusterIp": { "annotations": texts } })),
        3 => Some(
            json!({ "loadBalancer": { "annotations": texts, "sourceRanges": ["10.0.0.0/8"] } }),
        ),
        _ => Some(json!({ "custom": { "advertisedUri": "https://a.example" } })),
    });
    (
        maybe(vec![
            json!({}),
            json!({ "enabled": true }),
            json!({ "enabled": false, "csiDriverAllowlist": ["a"] }),
        ]),
        maybe(vec![json!({}), json!({ "image": "a" })]),
        maybe(vec![
            json!({}),
            json!({ "policy": "SANDBOX_IMAGE_PULL_POLICY_ALWAYS" }),
        ]),
        plane,
    )
        .prop_map(|(volumes, metrics, pull, plane)| [volumes, metrics, pull, plane])
}

fn give(runner: &mut Runner, parts: [Option<Value>; 4]) {
    let spec = runner.managed_spec.get_or_insert_default();
    for (part, value) in Part::ONLY_V1.into_iter().zip(parts) {
        *part.as_it_came(spec).unwrap() = value;
    }
}

proptest! {
    #[test]
    fn in_v1_either_form_says_the_same_with_every_presence(
        mut loaded in runners(), mut wanted in runners(), had in only_v1(), want in only_v1(), name in "[a-z]{0,3}",
    ) {
        give(&mut loaded, had);
        give(&mut wanted, want);
        // Neither can be changed in v1.
        wanted.identity.clone_from(&loaded.identity);
        wanted.profile_bindings.clone_from(&loaded.profile_bindings);
        let future = loaded.managed_spec.clone().unwrap().unknown;
        wanted.managed_spec.as_mut().unwrap().unknown = future;
        wanted.display_name = name;
        let whole = write(V1, &wanted);
        let patch = write_patch(V1, &loaded, &wanted);
        let asked = normal(&read(V1, &whole, Form::Whole, &loaded).unwrap());
        prop_assert_eq!(&asked, &normal(&wanted), "{}", whole);
        prop_assert_eq!(&normal(&read(V1, &patch, Form::Patch, &loaded).unwrap()), &asked, "{}", patch);
        let told = retell(V1, &write(V1, &loaded), Form::Whole, &loaded, &wanted);
        prop_assert_eq!(&normal(&read(V1, &told, Form::Whole, &loaded).unwrap()), &asked, "{}", told);
        let mut server = loaded.clone();
        if let Some(update) = V1.update(&loaded, &asked).unwrap() {
            let call = &update.calls[0];
            let mask = V1.mask(Some(&json!(call.query[0].1))).unwrap();
            server = mask.apply(&server, &V1.runner(call.body.clone().unwrap()).unwrap());
        }
        prop_assert_eq!(&normal(&server), &asked);
        prop_assert_eq!(&normal(&merge(V1, &loaded, &loaded, &wanted, &[]).0), &asked);
        prop_assert_eq!(&normal(&merge(V1, &loaded, &wanted, &loaded, &[]).0), &asked);
        let mut text = patch;
        for loss in losses(V1, &loaded, &wanted) {
            text = keep(V1, &text, &loss);
            let now = losses(V1, &loaded, &read(V1, &text, Form::Patch, &loaded).unwrap());
            prop_assert!(!now.contains(&loss), "{:?} in {}", loss, text);
        }
    }
}
