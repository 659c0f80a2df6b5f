//! The laws of masks, for arbitrary pairs of runners.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::api::Dialect;
use crate::document::{RUNNER, prune};
use crate::model::{ManagedSpec, Overrides, ProfileBinding, ReleaseChannel, Runner, Toleration};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z]{1,3}", ".{0,3}"]
}

fn map() -> impl Strategy<Value = crate::model::TextMap> {
    prop::collection::btree_map("[a-z]{1,2}", text(), 0..3)
}

fn unknown() -> impl Strategy<Value = serde_json::Map<String, Value>> {
    let value = prop_oneof![
        Just(json!(null)),
        Just(json!({"deep": [1]})),
        text().prop_map(|t| json!(t))
    ];
    prop::collection::vec((Just("futureField".to_owned()), value), 0..2)
        .prop_map(|pairs| pairs.into_iter().collect())
}

fn overrides() -> impl Strategy<Value = Option<Overrides>> {
    let some = (
        map(),
        map(),
        prop::collection::vec(text(), 0..2),
        text(),
        unknown(),
    )
        .prop_map(|(env, labels, args, key, unknown)| Overrides {
            env,
            labels,
            args,
            tolerations: vec![Toleration {
                key,
                ..Default::default()
            }],
            unknown,
            ..Default::default()
        });
    prop::option::of(some)
}

fn spec() -> impl Strategy<Value = Option<ManagedSpec>> {
    let channel = prop_oneof![
        Just(ReleaseChannel::Unspecified),
        Just(ReleaseChannel::Stable),
        Just(ReleaseChannel::Rapid)
    ];
    let some = (
        channel,
        overrides(),
        any::<bool>(),
        any::<bool>(),
        unknown(),
    )
        .prop_map(
            |(release_channel, overrides, allow, enforce, unknown)| ManagedSpec {
                release_channel,
                overrides,
                allow_privileged_profile_annotations: allow,
                enforce_resource_limits: enforce,
                unknown,
                ..Default::default()
            },
        );
    prop::option::of(some)
}

fn bindings() -> impl Strategy<Value = Vec<ProfileBinding>> {
    prop::collection::btree_map("[a-c]", (text(), any::<bool>()), 0..3).prop_map(|bindings| {
        bindings
            .into_iter()
            .map(|(id, (name, is_default))| ProfileBinding {
                profile_template_id: id,
                profile_name: name,
                is_default,
                ..Default::default()
            })
            .collect()
    })
}

/// Runners that share what is fixed and differ in what an update may change.
fn runner() -> impl Strategy<Value = Runner> {
    (text(), text(), spec(), bindings()).prop_map(
        |(zone, group, managed_spec, profile_bindings)| {
            let mut runner = Runner {
                managed_spec,
                profile_bindings,
                ..Default::default()
            };
            runner.identity.runner_id = "r".into();
            runner.identity.zone = zone;
            runner.identity.runner_group_id = group;
            runner
                .unknown
                .insert("endpointRoutes".into(), json!(["kept"]));
            runner
        },
    )
}

proptest! {
    #[test]
    fn applying_the_computed_mask_gives_what_was_wanted(loaded in runner(), wanted in runner()) {
        let applied = smallest(Dialect::V1beta2, &loaded, &wanted).apply(&loaded, &wanted);
        prop_assert_eq!(normal(&applied), normal(&wanted));
    }

    #[test]
    fn what_is_sent_gives_what_was_wanted(loaded in runner(), wanted in runner()) {
        let Ok(Some(update)) = Dialect::V1beta2.update(&loaded, &wanted) else {
            prop_assert_eq!(normal(&loaded), normal(&wanted));
            return Ok(());
        };
        let sent = update.calls[0].body.clone().unwrap();
        let body: Runner = serde_json::from_value(sent["runner"].clone()).unwrap();
        let mask = FieldMask::parse(Some(&sent["updateMask"])).unwrap();
        prop_assert_eq!(&mask, &update.mask);
        prop_assert_eq!(normal(&mask.apply(&loaded, &body)), normal(&wanted));
    }

    #[test]
    fn a_mask_names_no_path_that_did_not_change(loaded in runner(), wanted in runner()) {
        let mask = smallest(Dialect::V1beta2, &loaded, &wanted);
        for left_out in mask.paths() {
            let less: FieldMask = mask.paths().filter(|path| *path != left_out).collect();
            prop_assert_ne!(normal(&less.apply(&loaded, &wanted)), normal(&wanted));
        }
    }

    #[test]
    fn nothing_changed_is_nothing_sent(runner in runner()) {
        prop_assert_eq!(Dialect::V1beta2.update(&runner, &runner).unwrap(), None);
    }

    #[test]
    fn what_could_not_be_read_is_never_replaced(loaded in runner(), wanted in runner()) {
        let mut loaded = loaded;
        loaded.unreadable = vec![crate::document::Path::of_printed("managed_spec.overrides.args[1]")];
        match Dialect::V1beta2.update(&loaded, &wanted) {
            Ok(Some(update)) => prop_assert!(!update.mask.replaces("managed_spec.overrides.args[1]")),
            Ok(None) => {}
            Err(error) => {
                let mask = smallest(Dialect::V1beta2, &loaded, &wanted);
                prop_assert!(mask.replaces("managed_spec.overrides.args"));
                prop_assert!(error.to_string().contains("managed_spec.overrides.args[1]"));
            }
        }
    }

    #[test]
    fn decoding_and_encoding_lose_nothing(runner in runner()) {
        let value = json!(runner);
        let back: Runner = serde_json::from_value(value.clone()).unwrap();
        prop_assert_eq!(&back, &runner);
        prop_assert_eq!(json!(back), value.clone());
        let pruned: Runner = serde_json::from_value(prune(value, &RUNNER)).unwrap();
        prop_assert_eq!(normal(&pruned), normal(&runner));
    }
}
