//! Patches: documents that name only what they change (contract 3.6, 9).
//!
//! Missing is untouched, null clears, and an empty object or list is a value of its own. `overrides`,
//! `maintenance_policy` and `profile_bindings` are replaced whole, as the API does it; inside
//! `managed_spec` only the keys present change, so that a patch never resets its neighbours.

use serde_json::Value;

use crate::wire::Runner;
use crate::wire::schema::{
    Access, Path, Problem, ProblemKind, RUNNER, Segment, camel_keys, check, snake,
};

/// What an update may name at the top level and inside the identity.
const MUTABLE: [&str; 3] = ["identity", "managedSpec", "profileBindings"];
const MUTABLE_IDENTITY: [&str; 2] = ["zone", "runnerGroupId"];

/// The runner that a patch asks for.
///
/// # Errors
/// Every unknown key, wrong type and field that no update can change.
pub fn wanted(loaded: &Runner, patch: &Value) -> Result<Runner, Vec<Problem>> {
    applied(loaded, loaded, patch)
}

/// The runner that a whole document asks for: what can be changed and is not in it is cleared.
///
/// # Errors
/// As for a patch.
pub fn whole(loaded: &Runner, document: &Value) -> Result<Runner, Vec<Problem>> {
    let mut bare = loaded.clone();
    bare.identity.zone.clear();
    bare.identity.runner_group_id.clear();
    bare.managed_spec = None;
    bare.profile_bindings.clear();
    applied(loaded, &bare, document)
}

fn applied(loaded: &Runner, base: &Runner, patch: &Value) -> Result<Runner, Vec<Problem>> {
    let has = serde_json::to_value(loaded).unwrap_or_default();
    let mut problems = problems(patch);
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
    if let Value::Object(patch) = camel_keys(patch.clone(), &RUNNER) {
        for (key, value) in patch {
            match (key.as_str(), value) {
                ("identity" | "managedSpec", Value::Object(below)) => {
                    for (name, value) in below {
                        document[&key][&name] = value;
                    }
                }
                (_, value) => document[&key] = value,
            }
        }
    }
    serde_json::from_value(document).map_err(failed)
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

fn problems(patch: &Value) -> Vec<Problem> {
    let mut problems = check(patch, &RUNNER);
    let Value::Object(object) = camel_keys(patch.clone(), &RUNNER) else {
        return problems;
    };
    let read_only = |path| Problem {
        path,
        kind: ProblemKind::OutputOnly,
    };
    for (key, value) in &object {
        let Some(field) = RUNNER.field(key) else {
            continue;
        };
        let path = Path::default().key(field.yaml());
        if field.access != Access::Output && !MUTABLE.contains(&key.as_str()) {
            problems.push(read_only(path));
        } else if key == "identity" {
            for name in value
                .as_object()
                .into_iter()
                .flat_map(|identity| identity.keys())
            {
                if !MUTABLE_IDENTITY.contains(&name.as_str()) {
                    problems.push(read_only(path.key(snake(name))));
                }
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::mask::update;

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
        let update = update(&loaded, &wanted(&loaded, &patch).unwrap()).unwrap()?;
        Some((update.mask.to_json(), update.body["runner"].clone()))
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
        let update = update(&loaded, &wanted).unwrap().unwrap();
        assert_eq!(update.mask.documented(), ["managed_spec.overrides"]);
        assert_eq!(
            update.body["runner"],
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
        let unlike_null =
            wanted(&loaded(), &json!({ "managed_spec": { "overrides": {} } })).unwrap();
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
        let mut messages: Vec<_> = wanted(&loaded(), &patch)
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
