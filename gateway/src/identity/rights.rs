//! What a token may do: as the API says, else as it lets on (contract 2, 6.3).
//!
//! The identity call is not described to its end and may be refused. Then reading a list shows whether the
//! token reads, and a create that cannot succeed, since it names nothing, whether it would be let through:
//! the API looks at the token before it looks at the body (contract 4.4). Who does not want such creates in
//! the API's records switches them off: then a token counts as one that may write until a write is refused.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::api::Dialect;
use contract::model::{Code, WhoAmI};
use http::StatusCode;
use serde_json::Value;
use tokio::time::Instant;

use super::{Person, Rights};
use crate::http::Refusal;
use crate::settings::secret::{self, Hash};
use crate::upstream::{Answer, Upstream, bearer};

/// How long a detected right to write is trusted. Only what the pages offer depends on it: the API
/// itself looks at each write.
const BELIEVED: Duration = Duration::from_mins(10);

/// How many tokens are remembered.
const KNOWN_TOKENS: usize = 1000;

/// What was found out about tokens, by their hash.
pub(super) struct FoundRights {
    /// Whether a create of nothing is sent to find out.
    probes: bool,
    known: Mutex<HashMap<Hash, (Rights, Instant)>>,
}

impl FoundRights {
    pub(super) fn new(probes: bool) -> Self {
        Self {
            probes,
            known: Mutex::default(),
        }
    }

    /// Asks whose a token is.
    ///
    /// # Errors
    /// 401 when the token is not accepted, 403 when it has no right to sandboxes, 503 when there is no
    /// telling.
    pub(super) async fn ask(&self, upstream: &Upstream, token: &str) -> Result<Person, Refusal> {
        let unaccepted = || {
            let message = "this token is not accepted; check that it is complete and not revoked";
            Refusal::new(Code::Unauthenticated, message)
        };
        // A token that no header can carry is nobody's.
        bearer(token).ok_or_else(unaccepted)?;
        let whoami = upstream.read("/v1beta1/auth/whoami", token).await;
        let whoami = whoami.map_err(|failure| unsure(&failure.to_string()))?;
        if whoami.status == StatusCode::UNAUTHORIZED {
            return Err(unaccepted());
        }
        let person = self.person(upstream, whoami, token).await?;
        person.ok_or_else(|| {
            let message = "this token has no access to sandboxes; ask an administrator of the organization for SANDBOX_USER or SANDBOX_ADMIN";
            Refusal::new(Code::PermissionDenied, message)
        })
    }

    /// Whose the token is, from the answer of the identity call; none if it has no right to sandboxes.
    async fn person(
        &self,
        upstream: &Upstream,
        whoami: Answer,
        token: &str,
    ) -> Result<Option<Person>, Refusal> {
        match whoami.status {
            StatusCode::OK => {
                let said: Value = serde_json::from_slice(&whoami.body)
                    .map_err(|error| unsure(&error.to_string()))?;
                let says_rights = said.get("permissions").is_some_and(|said| !said.is_null());
                let who: WhoAmI =
                    serde_json::from_value(said).map_err(|error| unsure(&error.to_string()))?;
                if says_rights {
                    return Ok(Person::of(who));
                }
                let rights = self.probe(upstream, token).await?;
                Ok(rights.map(|rights| named(who, rights, token)))
            }
            // The call is not for everybody; the sandboxes may be (contract 6.3).
            StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::NOT_IMPLEMENTED => {
                let rights = self.probe(upstream, token).await?;
                Ok(rights.map(|rights| named(WhoAmI::default(), rights, token)))
            }
            status => Err(unsure(&format!("it answered {status}"))),
        }
    }

    async fn probe(&self, upstream: &Upstream, token: &str) -> Result<Option<Rights>, Refusal> {
        let hash = secret::hash(token);
        let runners = Dialect::default().runners();
        let path = format!("{runners}?pageSize=1");
        let read = upstream.read(&path, token).await;
        let read = read.map_err(|failure| unsure(&failure.to_string()))?;
        match read.status {
            StatusCode::OK if read.is_json() => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                self.open().remove(&hash);
                return Ok(None);
            }
            StatusCode::NOT_FOUND | StatusCode::NOT_IMPLEMENTED => {
                return of_v1(upstream, token).await;
            }
            status => return Err(unsure(&format!("it answered {status} to a read"))),
        }
        if let Some((rights, at)) = self.open().get(&hash)
            && at.elapsed() < BELIEVED
        {
            return Ok(Some(*rights));
        }
        if !self.probes {
            return Ok(Some(Rights::Admin));
        }
        // A create of nothing.
        let rights = match upstream.post(runners, token, "{}").await {
            Ok(answer) if answer.status == StatusCode::BAD_REQUEST => Rights::Admin,
            _ => Rights::User,
        };
        self.learn(hash, rights);
        Ok(Some(rights))
    }

    /// A write with this token was refused.
    pub(super) fn refused(&self, token: &str) {
        self.learn(secret::hash(token), Rights::User);
    }

    fn learn(&self, hash: Hash, rights: Rights) {
        let mut known = self.open();
        if known.len() >= KNOWN_TOKENS {
            known.clear();
        }
        known.insert(hash, (rights, Instant::now()));
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Hash, (Rights, Instant)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a token may do where nothing but v1 is served: it lets administrators in and nobody else, so nothing has to be
/// tried (contract-v1 0).
async fn of_v1(upstream: &Upstream, token: &str) -> Result<Option<Rights>, Refusal> {
    let path = format!("{}?pageSize=1", Dialect::V1.runners());
    let read = upstream.read(&path, token).await;
    let read = read.map_err(|failure| unsure(&failure.to_string()))?;
    match read.status {
        StatusCode::OK if read.is_json() => Ok(Some(Rights::Admin)),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Ok(None),
        status => Err(unsure(&format!("it answered {status} to a read"))),
    }
}

fn unsure(why: &str) -> Refusal {
    tracing::warn!("the API does not say who the caller is: {why}");
    let message = "the API does not say who the caller is; try again in a moment";
    Refusal::new(Code::Unavailable, message)
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::extract::Request;
    use axum::response::IntoResponse;
    use axum::{Json, Router};
    use serde_json::json;

    use super::super::Callers;
    use super::*;

    /// An API that answers the three questions with these statuses, and counts the writes.
    fn api(whoami: u16, said: Value, read: u16, write: u16) -> (Callers, Arc<AtomicUsize>) {
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
        let upstream = Upstream::of(Router::new().fallback(answer));
        (Callers::new(upstream, Duration::ZERO, true), writes)
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
            let (callers, writes) = api(200, ada.clone(), read, write);
            for _ in 0..3 {
                let person = callers.ask("token").await;
                assert_eq!(person.as_ref().ok().map(|person| person.rights), rights);
            }
            let wanted = usize::from(rights.is_some());
            assert_eq!(writes.load(Ordering::Relaxed), wanted, "asked once");
        }
        let (callers, _) = api(200, ada, 503, 400);
        assert_eq!(callers.ask("token").await.unwrap_err().http(), 503);
    }

    #[tokio::test(start_paused = true)]
    async fn without_probes_a_right_is_learnt_at_the_first_refused_write() {
        let ada = json!({ "principal": { "uid": "ada", "orgUid": "acme" } });
        let (callers, writes) = api(200, ada, 200, 403);
        let callers = callers.probing(false);
        let rights = async || callers.ask("token").await.unwrap().rights;
        assert_eq!(rights().await, Rights::Admin);
        assert_eq!(writes.load(Ordering::Relaxed), 0, "nothing is sent");
        callers.write_refused("token");
        assert_eq!(rights().await, Rights::User);
        assert_eq!(callers.ask("other").await.unwrap().rights, Rights::Admin);
        tokio::time::advance(BELIEVED).await;
        assert_eq!(
            rights().await,
            Rights::Admin,
            "it may have been given since"
        );
    }

    #[tokio::test]
    async fn where_v1_is_alone_its_list_tells_without_a_try() {
        for (v1, expected) in [(200, Ok(Rights::Admin)), (403, Err(403)), (404, Err(503))] {
            let answer = move |request: Request| {
                let is_v1 = request.uri().path() == Dialect::V1.runners();
                let status = if is_v1 && request.method() == "GET" {
                    v1
                } else {
                    404
                };
                let answer = (StatusCode::from_u16(status).unwrap(), Json(json!({})));
                async move { answer.into_response() }
            };
            let upstream = Upstream::of(Router::new().fallback(answer));
            let person = Callers::new(upstream, Duration::ZERO, true)
                .ask("token")
                .await;
            let found = person.map(|person| person.rights);
            assert_eq!(found.map_err(|refusal| refusal.http().as_u16()), expected);
        }
    }

    #[tokio::test]
    async fn what_the_api_says_is_not_tried() {
        let said = json!({ "principal": { "uid": "ada" }, "permissions": ["SANDBOX_USER"] });
        let (callers, writes) = api(200, said, 200, 400);
        let person = callers.ask("token").await.unwrap();
        assert_eq!(person.rights, Rights::User);
        assert_eq!(writes.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn whom_the_api_does_not_name_is_known_by_the_token() {
        let (callers, _) = api(404, json!({}), 200, 403);
        let one = callers.ask("one").await.unwrap();
        assert!(one.principal.starts_with("token-"), "{one:?}");
        assert_ne!(
            one.organization_key(),
            callers.ask("two").await.unwrap().organization_key()
        );
    }

    #[tokio::test]
    async fn a_refused_token_is_nobodys() {
        let (callers, writes) = api(401, json!({}), 200, 400);
        assert_eq!(callers.ask("token").await.unwrap_err().http(), 401);
        assert_eq!(writes.load(Ordering::Relaxed), 0);
    }

    /// An API that answers everything like this.
    fn answering(status: u16, body: &'static str) -> Callers {
        let status = StatusCode::from_u16(status).unwrap();
        let answer = move || async move { (status, body).into_response() };
        let upstream = Upstream::of(Router::new().fallback(answer));
        Callers::new(upstream, Duration::ZERO, true)
    }

    #[tokio::test]
    async fn the_caller_is_whom_the_api_names() {
        let body = r#"{"principal": {"uid": "ada", "orgUid": "acme"}, "permissions": ["SANDBOX_USER"], "new": 1}"#;
        let person = answering(200, body).ask("token").await.unwrap();
        let expected = Person {
            principal: "ada".to_owned(),
            organization: "acme".to_owned(),
            rights: Rights::User,
        };
        assert_eq!(person, expected);
    }

    #[tokio::test]
    async fn without_a_clear_answer_nobody_is_let_in() {
        for (status, body, http) in [
            (401, "{}", 401),
            (
                200,
                r#"{"principal": {"uid": "ada"}, "permissions": []}"#,
                403,
            ),
            (200, "<html>", 503),
            (200, r#"{"permissions": 7}"#, 503),
            (204, "", 503),
            (302, "", 503),
            (500, "{}", 503),
        ] {
            let refusal = answering(status, body).ask("token").await.unwrap_err();
            assert_eq!(refusal.http(), http, "{status} {body}");
        }
        let refusal = answering(200, "{}").ask("not\na token").await;
        assert_eq!(refusal.unwrap_err().http(), 401);
    }
}
