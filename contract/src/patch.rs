//! Patches: documents that name only what they change (contract 3.6, 9).
//!
//! Missing is untouched, null clears, and an empty object or list is a value of its own. `overrides`,
//! `maintenance_policy` and `profile_bindings` are replaced whole, as the API does it; inside
//! `managed_spec` only the keys present change, so that a patch never resets its neighbours.

use serde_json::{Map, Value};

use crate::api::Dialect;
use crate::document::{
    Access, Kind, Message, Path, Problem, ProblemKind, Segment, camel_keys, check, snake,
};
use crate::edit::roots;
use crate::model::Runner;

/// The runner that a patch asks for.
///
/// # Errors
/// Every unknown key, wrong type and field that no update can change.
pub fn wanted(dialect: Dialect, loaded: &Runner, patch: &Value) -> Result<Runner, Vec<Problem>> {
    applied(dialect, loaded, loaded, patch)
}

/// The runner that a whole document asks for: what can be changed and is not in it is cleared.
///
/// # Errors
/// As for a patch.
pub fn whole(dialect: Dialect, loaded: &Runner, document: &Value) -> Result<Runner, Vec<Problem>> {
    let mut bare = loaded.clone();
    for part in roots(dialect) {
        part.put(&mut bare, &Runner::default());
    }
    // What has no place in such a document stays.
    for part in dialect.others() {
        if part.differs(loaded, &Runner::default(), &[]) {
            part.put(&mut bare, loaded);
        }
    }
    applied(dialect, loaded, &bare, document)
}

fn applied(
    dialect: Dialect,
    loaded: &Runner,
    base: &Runner,
    patch: &Value,
) -> Result<Runner, Vec<Problem>> {
    let has = serde_json::to_value(loaded).unwrap_or_default();
    let mut problems = problems(dialect, patch);
    // What a newer server gave may go back as it came.
    problems.retain(|problem| {
        let is_unknown = matches!(problem.kind, ProblemKind::UnknownKey { .. });
        !(is_unknown && is_in(&has, &problem.path.0))
    });
    if !problems.is_empty() {
        return Err(problems);
    }
    let failed = |_| {
        let kind = ProblemKind::WrongType {
            expected: "a runner",
            found: "something else",
        };
        vec![Problem {
            path: Path::default(),
            kind,
        }]
    };
    let mut document = serde_json::to_value(base).map_err(failed)?;
    let patch = camel_keys(patch.clone(), dialect.model());
    merge(dialect, &mut document, patch, "");
    let mut runner: Runner = serde_json::from_value(document).map_err(failed)?;
    runner.unreadable.clone_from(&base.unreadable);
    Ok(runner)
}

/// Puts a patch into a document. What leads to parts is merged, the parts themselves are replaced.
fn merge(dialect: Dialect, document: &mut Value, patch: Value, at: &str) {
    let Value::Object(patch) = patch else {
        return;
    };
    for (key, value) in patch {
        let place = below(at, &key);
        let leads_on = dialect.edited().iter().any(|part| {
            let rest = part.place().strip_prefix(&place);
            rest.is_some_and(|rest| rest.starts_with('.'))
        });
        if leads_on && value.is_object() {
            merge(dialect, &mut document[&key], value, &place);
        } else {
            document[&key] = value;
        }
    }
}

/// The place of a key of JSON.
fn below(at: &str, key: &str) -> String {
    match at {
        "" => snake(key),
        at => format!("{at}.{}", snake(key)),
    }
}

/// Whether there is something at a place; in lists, in any item.
fn is_in(value: &Value, path: &[Segment]) -> bool {
    match (path, value) {
        ([], _) => true,
        ([Segment::Index(_), rest @ ..], Value::Array(items)) => {
            items.iter().any(|item| is_in(item, rest))
        }
        ([Segment::Key(key), rest @ ..], Value::Object(object)) => object
            .iter()
            .any(|(name, value)| (name == key || snake(name) == *key) && is_in(value, rest)),
        _ => false,
    }
}

fn problems(dialect: Dialect, patch: &Value) -> Vec<Problem> {
    let shape = dialect.model();
    let mut problems = check(patch, shape);
    let Value::Object(object) = camel_keys(patch.clone(), shape) else {
        return problems;
    };
    fixed(dialect, &object, shape, "", &mut problems);
    problems
}

/// Finds the fields that are set once, at creation, above the parts that an update replaces.
fn fixed(
    dialect: Dialect,
    object: &Map<String, Value>,
    message: &Message,
    at: &str,
    problems: &mut Vec<Problem>,
) {
    for (key, value) in object {
        let Some(field) = message.field(key) else {
            continue;
        };
        let place = below(at, key);
        if field.access == Access::Output || roots(dialect).any(|part| part.holds(&place)) {
            continue;
        }
        match (field.kind, value) {
            (Kind::Message(message), Value::Object(object)) if field.access == Access::Update => {
                fixed(dialect, object, message, &place, problems);
            }
            (Kind::Message(_), _) if field.access == Access::Update => {}
            _ => problems.push(Problem {
                path: Path::of_printed(&place),
                kind: ProblemKind::OutputOnly,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn loaded() -> Runner {
        serde_json::from_value(json!({
            "identity": { "runnerId": "r", "zone": "eu-north-09c", "clusterId": "c", "clusterName": "n" },
            "managedSpec": {
                "releaseChannel": "RELEASE_CHANNEL_STABLE",
                "maintenancePolicy": { "windows": [{ "cron": "0 3 * * *", "durationSeconds": 3600 }] },
                "overrides": { "nodeSelector": { "pool": "infra" }, "env": { "A": "1", "B": "2" } },
                "futureSwitch": { "on": true },
            },
            "profileBindings": [
                { "profileTemplateId": "a", "isDefault": true }, { "profileTemplateId": "b" },
            ],
            "endpointRoutes": ["kept"],
        }))
        .unwrap()
    }

    /// The mask and the runner part of what a patch sends; none where it changes nothing.
    fn sent(patch: Value) -> Option<(String, Value)> {
        let loaded = loaded();
        let wanted = wanted(Dialect::V1beta2, &loaded, &patch).unwrap();
        let update = Dialect::V1beta2.update(&loaded, &wanted).unwrap()?;
        let body = update.calls[0].body.as_ref().unwrap();
        let mask = body["updateMask"].as_str().unwrap().to_owned();
        Some((mask, body["runner"].clone()))
    }

    #[test]
    fn a_channel_alone_never_names_the_managed_spec() {
        let (mask, body) =
            sent(json!({ "managed_spec": { "release_channel": "RELEASE_CHANNEL_RAPID" } }))
                .unwrap();
        assert_eq!(mask, "managedSpec.releaseChannel");
        assert_eq!(
            body,
            json!({ "managedSpec": { "releaseChannel": "RELEASE_CHANNEL_RAPID" } })
        );
    }

    #[test]
    fn one_changed_override_carries_its_siblings() {
        let loaded = loaded();
        let mut wanted = loaded.clone();
        let overrides = wanted
            .managed_spec
            .as_mut()
            .unwrap()
            .overrides
            .as_mut()
            .unwrap();
        overrides.env.insert("B".into(), "3".into());
        let update = Dialect::V1beta2.update(&loaded, &wanted).unwrap().unwrap();
        assert_eq!(update.mask.documented(), ["managed_spec.overrides"]);
        assert_eq!(
            update.calls[0].body.as_ref().unwrap()["runner"],
            json!({ "managedSpec": { "overrides":
                { "nodeSelector": { "pool": "infra" }, "env": { "A": "1", "B": "3" } } } })
        );
    }

    #[test]
    fn null_empty_and_missing_are_three_things() {
        assert_eq!(sent(json!({ "managed_spec": {} })), None);
        let null = sent(json!({ "managed_spec": { "overrides": null } })).unwrap();
        assert_eq!(
            null,
            (
                "managedSpec.overrides".into(),
                json!({ "managedSpec": { "overrides": null } })
            )
        );
        let unlike_null = wanted(
            Dialect::V1beta2,
            &loaded(),
            &json!({ "managed_spec": { "overrides": {} } }),
        )
        .unwrap();
        assert!(unlike_null.managed_spec.unwrap().overrides.is_some());
    }

    #[test]
    fn zone_case_and_reordered_bindings_are_no_change() {
        assert_eq!(
            sent(json!({ "identity": { "zone": "EU-NORTH-09C" } })),
            None
        );
        assert_eq!(
            sent(json!({ "profile_bindings": [
                { "profile_template_id": "b" },
                { "profile_template_id": "a", "is_default": true, "profile_name": "" },
            ]})),
            None
        );
    }

    #[test]
    fn a_flag_sends_the_complete_managed_spec_unknown_keys_included() {
        let (mask, body) =
            sent(json!({ "managed_spec": { "enforce_resource_limits": true } })).unwrap();
        assert_eq!(mask, "managedSpec");
        let spec = &body["managedSpec"];
        assert_eq!(spec["enforceResourceLimits"], json!(true));
        assert_eq!(spec["futureSwitch"], json!({ "on": true }));
        assert_eq!(spec["overrides"]["env"], json!({ "A": "1", "B": "2" }));
        assert_eq!(
            spec["maintenancePolicy"]["windows"][0]["cron"],
            json!("0 3 * * *")
        );
    }

    #[test]
    fn a_flag_and_a_child_together_give_the_parent() {
        let patch = json!({ "managed_spec":
            { "enforce_resource_limits": true, "release_channel": "RELEASE_CHANNEL_RAPID" } });
        assert_eq!(sent(patch).unwrap().0, "managedSpec");
    }

    #[test]
    fn what_no_update_can_change_is_refused_by_name() {
        let patch = json!({
            "display_name": "new", "identity": { "cluster_id": "x" }, "install_status": "READY",
            "managed_spec": { "overides": {} },
        });
        let mut messages: Vec<_> = wanted(Dialect::V1beta2, &loaded(), &patch)
            .unwrap_err()
            .iter()
            .map(Problem::message)
            .collect();
        messages.sort();
        assert_eq!(
            messages,
            [
                "display_name is read-only: remove it",
                "identity.cluster_id is read-only: remove it",
                "install_status is read-only: remove it",
                "managed_spec.overides: unknown key, did you mean overrides?",
            ]
        );
    }
}
