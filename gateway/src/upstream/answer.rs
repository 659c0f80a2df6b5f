//! What comes back from the API, or why nothing does.

use std::time::Duration;

use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use contract::model::Code;
use http::{HeaderMap, StatusCode, header};

use crate::http::Refusal;

/// The longest time that a `Retry-After` makes us wait.
const LONGEST_WAIT: Duration = Duration::from_mins(10);

/// A whole answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// Whether it says that it is JSON.
    pub(crate) fn is_json(&self) -> bool {
        is_json(&self.headers)
    }

    /// For how long not to ask again, where it says so in seconds (RFC 9110, 10.2.3). Dates are not read:
    /// clocks differ.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let seconds = self.headers.get(header::RETRY_AFTER)?.to_str().ok()?;
        let wait = Duration::from_secs(seconds.trim().parse().ok()?);
        Some(wait.min(LONGEST_WAIT))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (self.status, self.headers, self.body).into_response()
    }
}

/// Whether the headers of an answer announce JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE);
    let value = value.and_then(|value| value.to_str().ok());
    value.is_some_and(|value| {
        let essence = value.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    })
}

/// No answer of the API. The messages are for people, and say nothing of the network's inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// No connection, or it broke before an answer came.
    #[error("the API could not be reached")]
    Unreachable,
    /// Likewise, where a proxy stands in between.
    #[error("the API could not be reached through the proxy that HTTPS_PROXY names")]
    ProxyUnreachable,
    /// It took too long.
    #[error("the API did not answer in time")]
    TimedOut,
    /// The connection broke before the answer was complete.
    #[error("the connection to the API was lost before its response was complete")]
    Cut,
    /// The answer is larger than any that we know of.
    #[error("the API's response is too large")]
    TooLarge,
    /// The answer is compressed, although that was not asked for.
    #[error("the API's response has an encoding that was not requested")]
    Encoded,
    /// A redirect is no answer of the API, and following one could lead a token astray.
    #[error("the API answered with a redirect ({0}), which is not followed; check --upstream")]
    Redirect(u16),
}

impl Failure {
    /// HTTP status of the answer that was none; 0 when there was not even that.
    pub(crate) fn http(self) -> u16 {
        match self {
            Self::Redirect(status) => status,
            _ => 0,
        }
    }

    /// In a word, for figures.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::ProxyUnreachable => "proxy unreachable",
            Self::TimedOut => "timed out",
            Self::Cut => "cut",
            Self::TooLarge => "too large",
            Self::Encoded => "encoded",
            Self::Redirect(_) => "redirect",
        }
    }

    /// Whether asking again soon may help.
    pub(crate) fn is_passing(self) -> bool {
        matches!(
            self,
            Self::Unreachable | Self::ProxyUnreachable | Self::TimedOut | Self::Cut
        )
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        let message = failure.to_string();
        match failure {
            Failure::Unreachable | Failure::ProxyUnreachable => {
                Self::new(Code::Unavailable, message)
            }
            Failure::TimedOut => Self::new(Code::DeadlineExceeded, message),
            Failure::Cut | Failure::TooLarge | Failure::Encoded | Failure::Redirect(_) => {
                Self::with_http(StatusCode::BAD_GATEWAY, Code::Unavailable, message)
            }
        }
    }
}
