//! What a token may do: as the API says, else as it lets on (contract 2, 6.3).
//!
//! The identity call is not described to its end and may be refused. Then reading a list shows whether the
//! token reads, and a create that cannot succeed, since it names nothing, whether it would be let through:
//! the API looks at the token before it looks at the body (contract 4.4).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use contract::wire::WhoAmI;
use http::{HeaderValue, Method, StatusCode, header};
use serde_json::Value;
use tokio::time::Instant;

use super::answer::{Answer, Failure};
use super::{Upstream, own, unsure};
use crate::person::{Person, Rights};
use crate::refusal::Refusal;
use crate::secret::{self, Hash};

const RUNNERS: &str = "/v1beta2/sandbox/managed-runners";

/// How long a probed right to write is believed. Nothing hangs on it but what the pages offer: the API
/// itself looks at each write.
const BELIEVED: Duration = Duration::from_mins(10);

/// How many tokens are remembered.
const MANY: usize = 1000;

/// Which tokens were let through to write, by their hash.
#[derive(Default)]
pub(super) struct Probes(Mutex<HashMap<Hash, (Rights, Instant)>>);

/// Whose the token is, from the answer of the identity call; none if it has no right to sandboxes.
///
/// # Errors
/// 503 when there is no telling.
pub(super) async fn person(
    upstream: &Upstream,
    whoami: Answer,
    token: &str,
) -> Result<Option<Person>, Refusal> {
    match whoami.status {
        StatusCode::OK => {
            let said: Value =
                serde_json::from_slice(&whoami.body).map_err(|error| unsure(&error.to_string()))?;
            let says_rights = said.get("permissions").is_some_and(|said| !said.is_null());
            let who: WhoAmI =
                serde_json::from_value(said).map_err(|error| unsure(&error.to_string()))?;
            if says_rights {
                return Ok(Person::of(who));
            }
            let rights = probe(upstream, token).await?;
            Ok(rights.map(|rights| named(who, rights, token)))
        }
        // The call is not for everybody; the sandboxes may be (contract 6.3).
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::NOT_IMPLEMENTED => {
            let rights = probe(upstream, token).await?;
            Ok(rights.map(|rights| named(WhoAmI::default(), rights, token)))
        }
        status => Err(unsure(&format!("it answered {status}"))),
    }
}

/// A person whom the API does not name is known by the token.
fn named(who: WhoAmI, rights: Rights, token: &str) -> Person {
    let mut principal = who.principal.uid;
    if principal.is_empty() && who.principal.org_uid.is_empty() {
        let [a, b, c, d, ..] = secret::hash(token);
        principal = format!("token-{a:02x}{b:02x}{c:02x}{d:02x}");
    }
    Person {
        principal,
        organization: who.principal.org_uid,
        rights,
    }
}

async fn probe(upstream: &Upstream, token: &str) -> Result<Option<Rights>, Refusal> {
    let hash = secret::hash(token);
    let path = format!("{RUNNERS}?pageSize=1");
    let read = upstream.read(&path, token).await;
    let read = read.map_err(|failure| unsure(&failure.to_string()))?;
    match read.status {
        StatusCode::OK if read.is_json() => {}
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            upstream.probes.open().remove(&hash);
            return Ok(None);
        }
        status => return Err(unsure(&format!("it answered {status} to a read"))),
    }
    if let Some((rights, at)) = upstream.probes.open().get(&hash)
        && at.elapsed() < BELIEVED
    {
        return Ok(Some(*rights));
    }
    let rights = match write(upstream, token).await {
        Ok(answer) if answer.status == StatusCode::BAD_REQUEST => Rights::Admin,
        _ => Rights::User,
    };
    let mut known = upstream.probes.open();
    if known.len() >= MANY {
        known.clear();
    }
    known.insert(hash, (rights, Instant::now()));
    Ok(Some(rights))
}

/// A create of nothing.
async fn write(upstream: &Upstream, token: &str) -> Result<Answer, Failure> {
    let mut call = own(Method::POST, RUNNERS, token)?;
    let json = HeaderValue::from_static("application/json");
    call.headers_mut().insert(header::CONTENT_TYPE, json);
    *call.body_mut() = Body::from("{}");
    upstream.send(call).await
}

impl Probes {
    fn open(&self) -> MutexGuard<'_, HashMap<Hash, (Rights, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::extract::Request;
    use axum::response::IntoResponse;
    use axum::{Json, Router};
    use serde_json::json;

    use super::*;

    /// An API that answers the three questions with these statuses, and counts the writes.
    fn api(whoami: u16, said: Value, read: u16, write: u16) -> (Upstream, Arc<AtomicUsize>) {
        let writes = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&writes);
        let answer = move |request: Request| {
            let (status, body) = match (request.method().as_str(), request.uri().path()) {
                (_, "/v1beta1/auth/whoami") => (whoami, said.clone()),
                ("GET", _) => (read, json!({})),
                _ => {
                    counted.fetch_add(1, Ordering::Relaxed);
                    (write, json!({}))
                }
            };
            let answer = (StatusCode::from_u16(status).unwrap(), Json(body)).into_response();
            async move { answer }
        };
        (Upstream::of(Router::new().fallback(answer)), writes)
    }

    #[tokio::test]
    async fn rights_that_are_not_said_are_tried() {
        let ada = json!({ "principal": { "uid": "ada", "orgUid": "acme" } });
        for (read, write, rights) in [
            (200, 400, Some(Rights::Admin)),
            (200, 403, Some(Rights::User)),
            (200, 500, Some(Rights::User)),
            (403, 400, None),
        ] {
            let (upstream, writes) = api(200, ada.clone(), read, write);
            for _ in 0..3 {
                let person = upstream.who_is("token").await;
                assert_eq!(person.as_ref().ok().map(|person| person.rights), rights);
            }
            let wanted = usize::from(rights.is_some());
            assert_eq!(writes.load(Ordering::Relaxed), wanted, "asked once");
        }
        let (upstream, _) = api(200, ada, 503, 400);
        assert_eq!(upstream.who_is("token").await.unwrap_err().http(), 503);
    }

    #[tokio::test]
    async fn what_the_api_says_is_not_tried() {
        let said = json!({ "principal": { "uid": "ada" }, "permissions": ["SANDBOX_USER"] });
        let (upstream, writes) = api(200, said, 200, 400);
        let person = upstream.who_is("token").await.unwrap();
        assert_eq!(person.rights, Rights::User);
        assert_eq!(writes.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn whom_the_api_does_not_name_is_known_by_the_token() {
        let (upstream, _) = api(404, json!({}), 200, 403);
        let one = upstream.who_is("one").await.unwrap();
        assert!(one.principal.starts_with("token-"), "{one:?}");
        assert_ne!(one.tenant(), upstream.who_is("two").await.unwrap().tenant());
    }

    #[tokio::test]
    async fn a_refused_token_is_nobodys() {
        let (upstream, writes) = api(401, json!({}), 200, 400);
        assert_eq!(upstream.who_is("token").await.unwrap_err().http(), 401);
        assert_eq!(writes.load(Ordering::Relaxed), 0);
    }
}
