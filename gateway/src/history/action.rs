//! What a request through the API's paths does to a runner, and noting it once it is done.

use contract::console::{Happening, Millis};
use contract::mask::FieldMask;
use contract::wire::Runner;
use http::{Method, request::Parts};
use jiff::Timestamp;
use serde_json::Value;

use super::History;
use super::edits::Expected;
use super::store::NewEntry;
use crate::query::Query;
use crate::request_path::RequestPath;
use crate::secret;

/// A change of a runner, as a request asks for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    /// Makes the runner of that ID.
    Create(String),
    /// Replaces these parts of a runner, named by its ID or UUID.
    Edit(String, FieldMask),
    /// Applies the available update.
    Upgrade(String),
    /// Deletes it.
    Delete(String),
}

/// A change that is on its way.
pub(crate) struct Pending {
    history: History,
    action: Action,
    edit: Option<Noted>,
}

/// An edit that the poller is to know of, here and at other gateways.
struct Noted {
    number: u64,
    id: String,
}

impl Action {
    /// Of a request; none if it changes no runner. One that the API will refuse may be none too.
    pub(crate) fn of(request: &Parts, path: &RequestPath, body: &[u8]) -> Option<Self> {
        let segments: Vec<&str> = path.segments().iter().map(String::as_str).collect();
        let ["v1beta2", "sandbox", "managed-runners", rest @ ..] = segments.as_slice() else {
            return None;
        };
        match (&request.method, rest) {
            (&Method::POST, []) => {
                let body: Value = serde_json::from_slice(body).ok()?;
                let id = either(&body, "runnerId", "runner_id")?.as_str()?;
                Some(Self::Create(id.to_owned()))
            }
            (&Method::PATCH, [key]) => {
                let body: Value = serde_json::from_slice(body).ok()?;
                let mask = either(&body, "updateMask", "update_mask");
                let mask = match mask.filter(|mask| !mask.is_null()) {
                    Some(mask) => FieldMask::parse(Some(mask)),
                    None => FieldMask::parse_text(&asked_mask(request)?),
                };
                Some(Self::Edit((*key).to_owned(), mask.ok()?))
            }
            (&Method::DELETE, [key]) => Some(Self::Delete((*key).to_owned())),
            (&Method::POST, [key, "apply-update"]) => Some(Self::Upgrade((*key).to_owned())),
            _ => None,
        }
    }

    fn key(&self) -> &str {
        match self {
            Self::Create(key) | Self::Edit(key, _) | Self::Upgrade(key) | Self::Delete(key) => key,
        }
    }

    fn expected(&self) -> Option<Expected> {
        match self {
            Self::Create(_) => Some(Expected::Creation),
            Self::Edit(_, mask) => Some(Expected::Change(mask.clone())),
            Self::Upgrade(_) | Self::Delete(_) => None,
        }
    }

    fn done(&self, by: String) -> Happening {
        match self {
            Self::Create(_) => Happening::Created { by: Some(by) },
            Self::Edit(_, mask) => Happening::Edited {
                by,
                mask: mask.documented().into_iter().map(Into::into).collect(),
            },
            Self::Upgrade(_) => Happening::UpgradeRequested { by },
            Self::Delete(_) => Happening::DeleteRequested { by },
        }
    }
}

fn either<'a>(body: &'a Value, camel: &str, snake: &str) -> Option<&'a Value> {
    body.get(camel).or_else(|| body.get(snake))
}

fn asked_mask(request: &Parts) -> Option<String> {
    let names = ["updateMask", "update_mask"];
    let query = Query::parse(request.uri.query(), &names).ok()?;
    names
        .iter()
        .find_map(|name| query.get(name))
        .map(str::to_owned)
}

impl History {
    /// A change is about to be sent.
    pub(crate) async fn begin(&self, action: Action, organization: Option<&str>) -> Pending {
        let now = Timestamp::now();
        let mut edit = None;
        if let Some(expected) = action.expected() {
            let (key, id) = (action.key(), secret::random()[..16].to_owned());
            let told = self.announce(&id, organization, key, &expected, now);
            told.await;
            let number = self.edits.begin(organization, key, expected, now);
            edit = Some(Noted { number, id });
        }
        Pending {
            history: self.clone(),
            action,
            edit,
        }
    }
}

impl Pending {
    /// It was done, by that person of that organization. `runner_id` is what the key stands for.
    pub(crate) async fn done(self, organization: &str, by: String, runner_id: String) {
        let now = Timestamp::now();
        if let Some(Noted { number, id }) = self.edit {
            self.history.edits.succeed(number, organization, now);
            self.history.conclude(&id, Some((organization, now))).await;
        }
        let entry = NewEntry {
            runner_id,
            at: Millis::from(now),
            what: self.action.done(by),
        };
        self.history.put(organization, vec![entry]).await;
    }

    /// It was not done, as far as is known. What the poller took for it was somebody else's doing.
    pub(crate) async fn failed(self) {
        if let Some(Noted { number, id }) = self.edit {
            let seen = self.history.edits.fail(number);
            self.history.restore(seen).await;
            self.history.conclude(&id, None).await;
        }
    }

    /// The runner that it concerns, as the request named it.
    pub(crate) fn key(&self) -> &str {
        self.action.key()
    }
}

/// The runner ID in an answer of the API.
pub(crate) fn answered_id(body: &[u8]) -> Option<String> {
    let runner: Runner = serde_json::from_slice(body).ok()?;
    Some(runner.identity.runner_id).filter(|runner_id| !runner_id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: Method, uri: &str, body: &str) -> Option<Action> {
        let request = http::Request::builder().method(method).uri(uri);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let path = RequestPath::parse(parts.uri.path()).unwrap();
        Action::of(&parts, &path, body.as_bytes())
    }

    #[test]
    fn masks_are_read_in_every_spelling() {
        let mask = FieldMask::parse_text("managed_spec.release_channel,identity.zone").unwrap();
        let edit = Some(Action::Edit("a".to_owned(), mask));
        let path = "/v1beta2/sandbox/managed-runners/a";
        for body in [
            r#"{"updateMask": "managedSpec.releaseChannel,identity.zone"}"#,
            r#"{"update_mask": " identity.zone, managed_spec.release_channel "}"#,
            r#"{"updateMask": {"paths": ["identity.zone", "managedSpec.releaseChannel"]}}"#,
        ] {
            assert_eq!(of(Method::PATCH, path, body), edit, "{body}");
        }
        for name in ["updateMask", "update_mask"] {
            let path = format!("{path}?{name}=identity.zone%2Cmanaged_spec.release_channel");
            assert_eq!(of(Method::PATCH, &path, "{}"), edit, "{path}");
        }
        assert_eq!(of(Method::PATCH, path, r#"{"updateMask": "*"}"#), None);
        assert_eq!(of(Method::PATCH, path, "{"), None);
    }

    #[test]
    fn only_changes_of_runners_are_actions() {
        let runners = "/v1beta2/sandbox/managed-runners";
        let create = of(Method::POST, runners, r#"{"runner_id": "a"}"#);
        assert_eq!(create, Some(Action::Create("a".to_owned())));
        let upgrade = of(Method::POST, &format!("{runners}/a/apply-update"), "");
        assert_eq!(upgrade, Some(Action::Upgrade("a".to_owned())));
        let delete = of(Method::DELETE, &format!("{runners}/a%20b"), "");
        assert_eq!(delete, Some(Action::Delete("a b".to_owned())));
        for (method, path) in [
            (Method::GET, "/v1beta2/sandbox/managed-runners/a"),
            (Method::DELETE, "/v1beta2/sandbox/profile-templates/a"),
            (Method::POST, "/v1beta2/sandbox/managed-runners"),
        ] {
            assert_eq!(of(method, path, "{}"), None, "{path}");
        }
    }
}
