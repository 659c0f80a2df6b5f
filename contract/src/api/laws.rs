//! The laws of documents, masks and files, for every dialect.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::Dialect;
use crate::mask::normal;
use crate::model::Runner;
use crate::part::Part;
use crate::spec_file::parse;

fn dialect() -> impl Strategy<Value = Dialect> {
    prop::sample::select(Dialect::ALL.to_vec())
}

/// JSON of any shape under the keys of both dialects, and under others.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        ".{0,4}".prop_map(Value::from),
        Just(json!("2026-11-20T16:40:51Z")),
        Just(json!({})),
        Just(json!(null)),
    ];
    let keys = prop::sample::select(vec![
        "identity",
        "runnerId",
        "zone",
        "managedSpec",
        "spec",
        "overrides",
        "env",
        "scaling",
        "policy",
        "etag",
        "displayName",
        "createTime",
        "createdAt",
        "updateTime",
        "lastHeartbeatAt",
        "installError",
        "occurTime",
        "occurredAt",
        "dataPlane",
        "disabled",
        "volumes",
        "profileBindings",
        "activeRevision",
        "laterField",
    ]);
    let value = leaf.prop_recursive(3, 24, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            object(keys.clone(), inner),
        ]
    });
    prop_oneof![4 => object(top(), value.clone()), 1 => value]
}

fn top() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "identity",
        "displayName",
        "managedSpec",
        "spec",
        "policy",
        "etag",
        "createTime",
        "createdAt",
        "installError",
        "profileBindings",
        "activeRevision",
        "dataPlaneStatus",
        "laterField",
    ])
}

fn object(
    keys: impl Strategy<Value = &'static str>,
    value: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    prop::collection::vec((keys, value), 0..6).prop_map(|pairs| {
        let pairs = pairs
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        Value::Object(pairs.collect::<Map<_, _>>())
    })
}

/// A runner in all that any dialect can say.
fn runner() -> impl Strategy<Value = Runner> {
    let opaque = || {
        prop::option::of(prop_oneof![
            Just(json!({})),
            Just(json!({ "enabled": true }))
        ])
    };
    let text = || "[a-z]{0,3}";
    let spec = (
        opaque(),
        opaque(),
        any::<bool>(),
        any::<bool>(),
        text(),
        any::<bool>(),
    );
    (text(), text(), spec, opaque(), any::<bool>()).prop_map(
        |(name, group, spec, policy, later)| {
            let (volumes, data_plane, enforce, rapid, env, flag) = spec;
            let mut runner = Runner {
                display_name: name,
                policy,
                etag: Some(json!("W/1")),
                ..Runner::default()
            };
            runner.identity.runner_id = "r".into();
            runner.identity.zone = "eu".into();
            runner.identity.runner_group_id = group;
            let spec = runner.managed_spec.get_or_insert_default();
            spec.tenant_metrics.clone_from(&volumes);
            spec.image_pull = volumes
                .as_ref()
                .map(|_| json!({ "policy": "SANDBOX_IMAGE_PULL_POLICY_ALWAYS" }));
            spec.volumes = volumes;
            spec.data_plane = data_plane.map(|plane| {
                if plane == json!({}) {
                    return json!({ "disabled": {} });
                }
                let said =
                    json!({ "sourceRanges": ["10.0.0.0/8"], "annotations": { "aB_c": "d" } });
                json!({ "loadBalancer": said })
            });
            spec.enforce_resource_limits = enforce;
            spec.allow_privileged_profile_annotations = flag && later;
            if rapid {
                spec.release_channel = crate::model::ReleaseChannel::Rapid;
            }
            spec.overrides.get_or_insert_default().env = [("A".to_owned(), env)].into();
            if later {
                runner
                    .unknown
                    .insert("laterField".into(), json!({ "kept": [1] }));
            }
            runner
        },
    )
}

proptest! {
    /// Nothing is lost on the way into the model and back, under whatever key it stands: neither what the
    /// dialect knows nor what it does not. A field of another type is named instead.
    #[test]
    fn there_and_back_is_the_same(dialect in dialect(), document in anything()) {
        let Ok(runner) = dialect.runner(document.clone()) else {
            prop_assert!(!document.is_object());
            return Ok(());
        };
        let back = dialect.document(&runner);
        prop_assert_eq!(dialect.runner(back.clone()).map(|again| dialect.document(&again)).ok(), Some(back.clone()));
        if runner.unreadable.is_empty() {
            let missing = missing(&document, &back);
            prop_assert!(missing.is_empty(), "{:?} of {} is not in {}", missing, document, back);
        }
    }

    #[test]
    fn a_page_of_anything_is_survived(dialect in dialect(), rows in prop::collection::vec(anything(), 0..3)) {
        for list in ["runners", "managedRunners"] {
            let page = dialect.page(json!({ list: rows }).to_string().as_bytes());
            let objects = rows.iter().filter(|row| row.is_object()).count();
            // A list in which nothing is a runner is no empty fleet.
            prop_assert_eq!(page.is_err(), objects == 0 && !rows.is_empty());
            prop_assert_eq!(page.map_or(0, |page| page.runners.len()), objects);
        }
    }

    /// What a server that follows the contract makes of the calls is what was wanted.
    #[test]
    fn what_is_sent_gives_what_was_wanted(dialect in dialect(), loaded in runner(), wanted in runner()) {
        let Ok(update) = dialect.update(&loaded, &wanted) else {
            // Refused: something differs that no part of this dialect holds.
            let mut reached = loaded.clone();
            for part in dialect.parts() {
                part.put(&mut reached, &wanted);
            }
            let cleared = loaded.policy.is_some() && wanted.policy.is_none();
            let apart = dialect.others().any(|part| part.differs(&loaded, &wanted, &[]));
            let at_stake = dialect.others().any(|part| part.differs(&loaded, &Runner::default(), &[]));
            prop_assert!(cleared || apart || at_stake || normal(&reached) != normal(&wanted));
            return Ok(());
        };
        let mut server = loaded.clone();
        for call in update.iter().flat_map(|update| &update.calls) {
            let sent = call.body.clone().unwrap();
            let (mask, document) = match dialect {
                Dialect::V1beta2 => (sent.get("updateMask").cloned(), sent["runner"].clone()),
                Dialect::V1 => (Some(json!(call.query[0].1)), sent),
            };
            let asked = dialect.runner(document).unwrap();
            server = dialect.mask(mask.as_ref()).unwrap().apply(&server, &asked);
        }
        let others: Vec<Part> = dialect.others().collect();
        for part in others {
            prop_assert!(!part.differs(&server, &loaded, &[]), "{:?} was touched", part);
        }
        prop_assert_eq!(normal(&server), normal(&wanted_of(&loaded, &wanted)));
    }

    #[test]
    fn nothing_changed_is_nothing_sent(dialect in dialect(), runner in runner()) {
        prop_assert_eq!(dialect.update(&runner, &runner).unwrap(), None);
    }

    /// A file says what it was written from, and is written the same again.
    #[test]
    fn a_file_reads_back(dialect in dialect(), runner in runner()) {
        let runner = dialect.without_others(&runner);
        let text = dialect.file(&runner);
        let documents = parse(&text).unwrap();
        let read = dialect.read_file(&documents[0]).unwrap();
        prop_assert_eq!(dialect.file(&read.runner), text);
    }

    /// A create says everything that a caller may set, and the answer to it is read as the same.
    #[test]
    fn a_create_says_what_is_set(dialect in dialect(), runner in runner()) {
        let request = crate::model::CreateRunner { runner_id: "r".into(), runner: runner.clone() };
        let body = dialect.create(&request, "id").body.unwrap();
        let body = if dialect == Dialect::V1beta2 { body["runner"].clone() } else { body };
        let read = dialect.runner(body).unwrap();
        let runner = dialect.without_others(&runner);
        for part in dialect.parts() {
            let alike = *part == Part::Policy && runner.policy.is_none();
            let (read, runner) = (&read, &runner);
            prop_assert!(alike || !part.differs(&normal(read), &normal(runner), dialect.parts()));
        }
    }
}

/// What fields of the server's own a runner keeps through an update.
fn wanted_of(loaded: &Runner, wanted: &Runner) -> Runner {
    Runner {
        unknown: loaded.unknown.clone(),
        ..wanted.clone()
    }
}

/// Leaves of a document that another lacks or has otherwise. Null is absent; a number in quotes is a number; times
/// and unset fields may be spelled out.
fn missing(one: &Value, other: &Value) -> Vec<String> {
    match (one, other) {
        (Value::Null, _) => Vec::new(),
        (Value::Object(one), Value::Object(other)) => one
            .iter()
            .flat_map(|(key, value)| {
                let there = other.get(key).unwrap_or(&Value::Null);
                let found = missing(value, there).into_iter();
                found
                    .map(|path| format!("{key}.{path}"))
                    .collect::<Vec<_>>()
            })
            .collect(),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => one
            .iter()
            .zip(other)
            .flat_map(|(one, other)| missing(one, other))
            .collect(),
        (Value::String(text), Value::Number(number)) if *text == number.to_string() => Vec::new(),
        (one, other) if one == other => Vec::new(),
        // An unspecified constant is spelled out.
        (Value::String(text), Value::String(other))
            if text.is_empty() && other.ends_with("_UNSPECIFIED") =>
        {
            Vec::new()
        }
        (one, _) => vec![one.to_string()],
    }
}
