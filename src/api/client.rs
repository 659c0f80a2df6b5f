//! The way to the server: retries of reads, the wait for a sign-in, decoding.

use std::{future::pending, pin::Pin};

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    ApiError, Intent,
    fetch::{Answer, Method, fetch},
    gate::Gate,
};
use crate::paths::Route;

/// Reads are tried this often (contract 4.7 allows ten; a page that waits longer says nothing new).
const TRIES: u32 = 5;
/// First and longest pause between tries, in milliseconds (contract 4.7).
const PAUSE: (f64, f64) = (200.0, 5_000.0);

/// Sends requests with the session's cookie.
///
/// A 401 closes the gate and the request waits there for a new sign-in, then goes out again: it was
/// refused before anything was done, so writes too. Pages never see a 401.
#[derive(Clone, Copy)]
pub(crate) struct Client {
    gate: Gate,
    /// Whose page this is; empty until somebody is signed in.
    account: StoredValue<String>,
}

impl Client {
    /// A client that waits at this gate while nobody is signed in.
    pub(crate) fn new(gate: Gate) -> Self {
        Self {
            gate,
            account: StoredValue::new(String::new()),
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

    /// Waits until somebody is signed in.
    pub(crate) async fn signed_in(&self) {
        self.gate.pass().await;
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
                self.gate.pass().await;
                match attempt(method, path, body, &self.account()).await {
                    Ok(answer) => return Ok(answer),
                    Err(refusal) if refusal.is_of_another_account => {
                        start_over();
                        // Nothing of this page may act or show for the other account.
                        return pending().await;
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
    /// This browser has switched to another account.
    is_of_another_account: bool,
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
    let intent = if method == Method::Get {
        Intent::Read
    } else {
        Intent::Write
    };
    match fetch(method, path, body, account).await {
        Err(_) => Err(Refusal {
            error: ApiError::no_answer(intent),
            retry_after: None,
            is_of_another_account: false,
        }),
        Ok(answer) if (200..300).contains(&answer.http) => Ok(answer),
        Ok(answer) => Err(Refusal {
            error: ApiError::refused(intent, answer.http, &answer.body).named(answer.request_id),
            retry_after: answer.retry_after,
            is_of_another_account: answer.http == 409 && answer.account.is_some(),
        }),
    }
}

/// Loads the page anew as that of the account that the browser has switched to.
fn start_over() {
    // The browser refuses only addresses that are none.
    window().location().replace(&Route::Fleet.href()).ok();
}

pub(super) fn decode<T: DeserializeOwned>(intent: Intent, answer: &Answer) -> Result<T, ApiError> {
    serde_json::from_str(&answer.body).map_err(|error| {
        ApiError::unreadable(intent, answer.http, &error.to_string())
            .named(answer.request_id.clone())
    })
}

/// Milliseconds to wait after a failed try: what the server asks, else doubling with jitter.
fn pause(tries: u32, retry_after: Option<&str>, random: f64) -> u32 {
    let asked = retry_after.and_then(|text| text.trim().parse::<u32>().ok());
    let millis = match asked {
        Some(seconds) => f64::from(seconds.min(60)) * 1_000.0 + random * PAUSE.0,
        None => (PAUSE.0 * f64::from(1 << (tries - 1).min(8))).min(PAUSE.1) * (0.5 + random / 2.0),
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 61,000"
    )]
    let millis = millis as u32;
    millis
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_five_seconds() {
        let longest: Vec<u32> = (1..=8).map(|tries| pause(tries, None, 1.0)).collect();
        assert_eq!(longest, [200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
        assert_eq!(pause(1, None, 0.0), 100);
    }

    #[test]
    fn retry_after_is_honoured_within_reason() {
        assert_eq!(pause(1, Some("2"), 0.0), 2_000);
        assert_eq!(pause(1, Some("86400"), 0.0), 60_000);
        assert_eq!(pause(1, Some("Wed, 21 Oct 2026 07:28:00 GMT"), 1.0), 200);
    }
}
