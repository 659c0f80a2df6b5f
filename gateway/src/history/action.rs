//! What a request through the API's paths does to a runner, and recording it once it is done.

use contract::api::{self, Change, Dialect};
use contract::console::{Happening, Millis};
use contract::mask::FieldMask;
use contract::part::Part;
use http::{Method, request::Parts};
use jiff::Timestamp;

use super::History;
use super::attribution::Expected;
use super::fingerprint::named;
use super::store::NewEntry;
use crate::http::RequestPath;
use crate::settings::secret;

/// A change of a runner, as a request asks for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Action(Change);

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
        let method = match request.method {
            Method::POST => api::Method::Post,
            Method::PATCH => api::Method::Patch,
            Method::DELETE => api::Method::Delete,
            _ => return None,
        };
        let segments: Vec<&str> = path.segments().iter().map(String::as_str).collect();
        let request = api::Request {
            method,
            segments: &segments,
            query: request.uri.query().unwrap_or_default(),
            body,
        };
        request.change().map(Self)
    }

    fn key(&self) -> &str {
        let (Change::Create(key)
        | Change::Edit(key, _)
        | Change::Upgrade(key)
        | Change::Delete(key)) = &self.0;
        key
    }

    fn expected(&self) -> Option<Expected> {
        match &self.0 {
            Change::Create(_) => Some(Expected::Creation),
            Change::Edit(_, mask) => Some(Expected::Change(mask.clone())),
            Change::Upgrade(_) | Change::Delete(_) => None,
        }
    }

    /// The parts that it replaces, if it does.
    pub(crate) fn mask(&self) -> Option<&FieldMask> {
        match &self.0 {
            Change::Edit(_, mask) => Some(mask),
            Change::Create(_) | Change::Upgrade(_) | Change::Delete(_) => None,
        }
    }

    fn done(&self, by: String, change: Option<i64>, groups: &[String]) -> Happening {
        match &self.0 {
            Change::Create(_) => Happening::Created { by: Some(by) },
            Change::Edit(_, mask) => Happening::Edited {
                by,
                mask: named(mask, groups),
                change,
            },
            Change::Upgrade(_) => Happening::UpgradeRequested { by },
            Change::Delete(_) => Happening::DeleteRequested { by },
        }
    }
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
            let number = self.attribution.begin(organization, key, expected, now);
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
    /// It was done, by that person of that organization. `runner_id` is what the key stands for, `change` the
    /// number of what is kept of it, `groups` the places of the policy that it changed, if they are known.
    pub(crate) async fn done(
        self,
        organization: &str,
        by: String,
        runner_id: String,
        change: Option<i64>,
        groups: &[String],
    ) {
        let now = Timestamp::now();
        if let Some(Noted { number, id }) = self.edit {
            self.history.attribution.succeed(number, organization, now);
            self.history.conclude(&id, Some((organization, now))).await;
        }
        let entry = NewEntry {
            runner_id,
            at: Millis::from(now),
            what: self.action.done(by, change, groups),
        };
        self.history.put(organization, vec![entry]).await;
    }

    /// It was not done, as far as is known: what the poller took for it was done by someone else.
    pub(crate) async fn failed(self) {
        if let Some(Noted { number, id }) = self.edit {
            let seen = self.history.attribution.fail(number);
            self.history.restore(seen).await;
            self.history.conclude(&id, None).await;
        }
    }

    /// Whether it replaces the policy.
    pub(crate) fn replaces_policy(&self) -> bool {
        let policy = Part::Policy.place();
        self.action.mask().is_some_and(|mask| mask.replaces(policy))
    }

    /// The runner that it concerns, as the request named it.
    pub(crate) fn key(&self) -> &str {
        self.action.key()
    }
}

/// The runner ID in an answer of the API.
pub(crate) fn answered_id(body: &[u8]) -> Option<String> {
    // Both dialects have it at the same place.
    let runner = Dialect::default().runner(serde_json::from_slice(body).ok()?);
    Some(runner.ok()?.identity.runner_id).filter(|runner_id| !runner_id.is_empty())
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
    fn a_request_is_read_as_the_api_reads_it() {
        let path = format!("{}/a%20b", Dialect::default().runners());
        let delete = of(Method::DELETE, &path, "");
        assert_eq!(delete, Some(Action(Change::Delete("a b".to_owned()))));
        assert_eq!(of(Method::GET, &path, ""), None);
        assert_eq!(of(Method::PUT, &path, "{}"), None);
    }
}
