//! What a write through the console replaced, so that people can see it and revert it.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::Millis;
use crate::model::{ProfileTemplate, Runner};

/// `GET /console/changes/{id}`: what one write replaced. Kept for a month; 404 afterwards.
///
/// Values of the environment are kept as fingerprints only. Where the present value is still the one that
/// was replaced, it stands in the document; where it is not, the present one does, and `missing` says so.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Change {
    /// Its number.
    pub id: i64,
    /// When it was done.
    pub at: Millis,
    /// By whom: the principal's `uid` (contract 6.3).
    pub by: String,
    /// What was changed: a runner's or a profile's UUID, else as [`object_of`] names it. A runner ID may be used again
    /// by another runner.
    pub object: String,
    /// Mask paths as they were sent, e.g. `managedSpec.overrides` (contract 3.1, 5.3).
    pub paths: Vec<String>,
    /// The replaced parts as they were, in the API's JSON; what was not set is null.
    pub before: Value,
    /// The same parts as the API answered them.
    pub after: Value,
    /// Places whose value before the write is not kept, dotted.
    pub missing: Vec<String>,
}

/// `GET /console/changes?profile=ID`: what was changed of a profile, the newest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Changes {
    /// Without what was replaced: `before` and `after` are null.
    pub changes: Vec<Change>,
}

impl Change {
    /// Whether it is that runner that was changed, in whichever dialect it was and is read.
    pub fn is_of(&self, runner: &Runner) -> bool {
        let document = serde_json::json!(runner);
        self.object == runner.id || self.object == without_uuid(&document)
    }

    /// The runner as this write left it and as it found it, where everything beside the replaced parts is as
    /// it is now. Between them and the present runner lies what others did to the same parts since.
    ///
    /// # Errors
    /// When what is kept cannot be read as a runner.
    pub fn of_runner(&self, now: &Runner) -> Result<(Runner, Runner), serde_json::Error> {
        Ok((self.with(&self.after, now)?, self.with(&self.before, now)?))
    }

    /// The same of a profile.
    ///
    /// # Errors
    /// When what is kept cannot be read as a profile.
    pub fn of_profile(
        &self,
        now: &ProfileTemplate,
    ) -> Result<(ProfileTemplate, ProfileTemplate), serde_json::Error> {
        Ok((self.with(&self.after, now)?, self.with(&self.before, now)?))
    }

    fn with<T: Serialize + DeserializeOwned>(
        &self,
        parts: &Value,
        now: &T,
    ) -> Result<T, serde_json::Error> {
        let mut document = serde_json::to_value(now)?;
        for path in &self.paths {
            put(
                &mut document,
                path,
                at(parts, path).cloned().unwrap_or_default(),
            );
        }
        serde_json::from_value(document)
    }
}

/// What tells an object of the model from others: its UUID; else, since v1 gives none, its runner ID and when it was
/// created.
pub fn object_of(document: &Value) -> String {
    match document["id"].as_str() {
        Some(id) if !id.is_empty() => id.to_owned(),
        _ => without_uuid(document),
    }
}

fn without_uuid(document: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let created: Option<jiff::Timestamp> = text(&document["createdAt"]).parse().ok();
    let created = created.map_or(0, jiff::Timestamp::as_millisecond);
    format!("{}@{created}", text(&document["identity"]["runnerId"]))
}

/// The values at these dotted JSON paths, within their parents; null for what is not set.
pub fn parts_at<'a>(document: &Value, paths: impl IntoIterator<Item = &'a str>) -> Value {
    let mut parts = Value::Object(Map::new());
    for path in paths {
        put(
            &mut parts,
            path,
            at(document, path).cloned().unwrap_or_default(),
        );
    }
    parts
}

fn at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.')
        .try_fold(document, |value, key| value.get(key))
}

fn put(document: &mut Value, path: &str, value: Value) {
    let mut place = document;
    for key in path.split('.') {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        place = &mut place[key];
    }
    *place = value;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn runner(document: Value) -> Runner {
        serde_json::from_value(document).unwrap()
    }

    fn change(paths: &[&str], before: &Value, after: &Value) -> Change {
        Change {
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            before: parts_at(before, paths.iter().copied()),
            after: parts_at(after, paths.iter().copied()),
            ..Change::default()
        }
    }

    #[test]
    fn only_the_replaced_parts_go_back() {
        let before = json!({
            "identity": {"runnerId": "a", "zone": "us-east-04a"},
            "managedSpec": {"releaseChannel": "RELEASE_CHANNEL_STABLE", "overrides": {"args": ["-v"]}},
        });
        let after = json!({
            "identity": {"runnerId": "a", "zone": "us-east-04a"},
            "managedSpec": {"releaseChannel": "RELEASE_CHANNEL_RAPID", "overrides": null},
        });
        let paths = ["managedSpec.releaseChannel", "managedSpec.overrides"];
        let change = change(&paths, &before, &after);
        let mut now = after.clone();
        now["identity"]["zone"] = json!("us-west-01a");
        let (left, found) = change.of_runner(&runner(now.clone())).unwrap();
        assert_eq!(left, runner(now));
        let mut expected = before;
        expected["identity"]["zone"] = json!("us-west-01a");
        assert_eq!(found, runner(expected));
    }

    #[test]
    fn what_was_not_set_is_cleared_again() {
        let after =
            json!({"managedSpec": {"maintenancePolicy": {"windows": []}, "futureField": 7}});
        let change = change(
            &["managedSpec.maintenancePolicy"],
            &json!({"managedSpec": null}),
            &after,
        );
        let (_, found) = change.of_runner(&runner(after)).unwrap();
        let spec = found.managed_spec.unwrap();
        assert_eq!(spec.maintenance_policy, None);
        assert_eq!(spec.unknown["futureField"], 7, "beside the part");
    }

    #[test]
    fn a_change_is_of_its_runner_in_both_dialects() {
        let created = "2026-11-09T10:12:44Z";
        let shown = |id: &str, created: &str| json!({ "id": id, "createdAt": created, "identity": { "runnerId": "a" } });
        let of = |document: &Value| Change {
            object: object_of(document),
            ..Change::default()
        };
        let (beta, v1) = (
            shown("0f5d9a8e", created),
            shown("", "2026-11-09T11:12:44+01:00"),
        );
        assert!(of(&beta).is_of(&runner(beta.clone())));
        assert!(of(&v1).is_of(&runner(v1.clone())) && of(&v1).is_of(&runner(beta.clone())));
        let again = runner(shown("77", "2026-11-10T10:12:44Z"));
        assert!(!of(&beta).is_of(&again) && !of(&v1).is_of(&again));
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        let change = change(
            &["identity.zone"],
            &json!({"identity": {"zone": [1]}}),
            &json!({}),
        );
        assert!(change.of_runner(&Runner::default()).is_err());
    }
}
