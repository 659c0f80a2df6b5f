//! The way to the server: retries of reads, the wait for a sign-in, decoding.

use std::pin::Pin;

use contract::api::Call;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    ApiError, Intent,
    backoff::Backoff,
    fetch::{Answer, Method, fetch},
    gate::Gate,
};

/// Reads are tried this often (contract 4.7 allows ten; a page that waits longer says nothing new).
const TRIES: u32 = 5;
/// First and longest pause between tries, in milliseconds (contract 4.7).
const BACKOFF: Backoff = Backoff::new(200, 5_000);

/// Sends requests with the session's cookie.
///
/// A 401 closes the gate and the request waits there for a new sign-in, then goes out again: it was
/// refused before anything was done, so writes too. Pages never see a 401.
#[derive(Clone, Copy)]
pub(crate) struct Client {
    gate: Gate,
    /// Whose page this is; empty until somebody is signed in.
    account: StoredValue<String>,
    /// Closed while this browser stands for another account than this page.
    own: Gate,
    /// Which that is.
    other: RwSignal<String>,
}

impl Client {
    /// A client that waits at this gate while nobody is signed in.
    pub(crate) fn new(gate: Gate) -> Self {
        Self {
            gate,
            account: StoredValue::new(String::new()),
            own: Gate::new(true),
            other: RwSignal::new(String::new()),
        }
    }

    /// Sends in the name of that account from now on.
    pub(crate) fn act_for(&self, account: &str) {
        self.account.set_value(account.to_owned());
    }

    /// In whose name it sends.
    pub(crate) fn account(&self) -> String {
        self.account.get_value()
    }

    /// Waits until the browser stands for this page's account.
    pub(crate) async fn signed_in(&self) {
        self.gate.pass().await;
        self.own.pass().await;
    }

    /// The account that this browser stands for, while that is another one than this page's.
    pub(crate) fn other_account(&self) -> Option<String> {
        (!self.own.is_open()).then(|| self.other.get())
    }

    /// The browser stands for this page's account again: what waits goes out.
    pub(crate) fn is_own_again(&self) {
        self.own.open();
    }

    /// Reads, again if that may help.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        let answer = self.exchange(Method::Get, path, None).await?;
        decode(Intent::Read, &answer)
    }

    /// Writes, once.
    pub(super) async fn write<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, ApiError> {
        let body = body.map(Value::to_string);
        let answer = self.exchange(method, path, body.as_deref()).await?;
        decode(Intent::Write, &answer)
    }

    /// Makes a call of the API: a read again if that may help, a write once.
    pub(super) async fn call<T: DeserializeOwned>(&self, call: &Call) -> Result<T, ApiError> {
        let body = call.body.as_ref().map(Value::to_string);
        let (target, body) = (call.target(), body.as_deref());
        let answer = self.exchange(call.method, &target, body);
        decode(intent(call.method), &answer.await?)
    }

    /// Boxed, so that the code of the exchange exists once and not per type that is read.
    fn exchange<'a>(
        &'a self,
        method: Method,
        path: &'a str,
        body: Option<&'a str>,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, ApiError>> + 'a>> {
        Box::pin(async move {
            let mut tries = 1;
            loop {
                self.signed_in().await;
                match attempt(method, path, body, &self.account()).await {
                    Ok(answer) => return Ok(answer),
                    // Nothing of this page may act or show for the other account. It was refused before
                    // anything was done, so it waits, and goes out when the browser is back.
                    Err(Refusal {
                        other_account: Some(other),
                        ..
                    }) => {
                        self.other.set(other);
                        self.own.close();
                    }
                    Err(refusal) if refusal.error.http == 401 => self.gate.close(),
                    Err(refusal) if refusal.may_pass() && tries < TRIES => {
                        let asked = refusal.retry_after.as_deref();
                        let pause = pause(tries, asked, js_sys::Math::random());
                        TimeoutFuture::new(pause).await;
                        tries += 1;
                    }
                    Err(refusal) => return Err(refusal.error),
                }
            }
        })
    }
}

/// An error and how long the server asks to wait.
pub(super) struct Refusal {
    pub(super) error: ApiError,
    retry_after: Option<String>,
    /// The account that this browser has switched to.
    other_account: Option<String>,
}

impl Refusal {
    /// A read that fails may pass later; a write is not repeated, since it may have happened.
    fn may_pass(&self) -> bool {
        self.error.intent == Intent::Read && self.error.is_transient()
    }
}

/// One try, without the gate: sign-in and sign-out use it, since a 401 is an answer to them. They are of the
/// browser and not of an account, which is empty then.
pub(super) async fn attempt(
    method: Method,
    path: &str,
    body: Option<&str>,
    account: &str,
) -> Result<Answer, Refusal> {
    let intent = intent(method);
    match fetch(method, path, body, account).await {
        Err(_) => Err(Refusal {
            error: ApiError::no_answer(intent),
            retry_after: None,
            other_account: None,
        }),
        Ok(answer) if (200..300).contains(&answer.http) => Ok(answer),
        Ok(answer) => Err(Refusal {
            error: ApiError::refused(intent, answer.http, &answer.body).named(answer.request_id),
            retry_after: answer.retry_after,
            other_account: answer.account.filter(|_| answer.http == 409),
        }),
    }
}

pub(super) fn intent(method: Method) -> Intent {
    if method == Method::Get {
        Intent::Read
    } else {
        Intent::Write
    }
}

pub(super) fn decode<T: DeserializeOwned>(intent: Intent, answer: &Answer) -> Result<T, ApiError> {
    serde_json::from_str(&answer.body).map_err(|error| {
        ApiError::unreadable(intent, answer.http, &error.to_string())
            .named(answer.request_id.clone())
    })
}

/// Milliseconds to wait after a failed try: what the server asks, else doubling with jitter.
fn pause(tries: u32, retry_after: Option<&str>, random: f64) -> u32 {
    match retry_after.and_then(|text| text.trim().parse::<u32>().ok()) {
        Some(seconds) => seconds.min(60) * 1_000 + BACKOFF.jitter(random),
        None => BACKOFF.pause(tries - 1, random),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_honoured_within_reason() {
        assert_eq!(pause(1, Some("2"), 0.0), 2_000);
        assert_eq!(pause(1, Some("86400"), 0.0), 60_000);
        assert_eq!(pause(1, Some("Wed, 21 Oct 2026 07:28:00 GMT"), 1.0), 200);
    }
}
