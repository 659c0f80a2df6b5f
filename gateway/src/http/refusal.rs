//! Every refusal of the gateway: an HTTP status with a `google.rpc.Status` body (contract 4.1).

use axum::response::{IntoResponse, Response};
use contract::model::{Code, FieldViolation, Status};
use http::{HeaderName, HeaderValue, StatusCode, header};

/// By which a page says whose page it is, and a refusal whose the browser's session is by now.
pub(crate) const ACCOUNT: HeaderName = HeaderName::from_static("runner-console-account");

/// Why a request is not answered as asked.
#[derive(Debug)]
pub(crate) struct Refusal {
    http: StatusCode,
    status: Status,
    /// The methods that the path has, with 405 (RFC 9110, 15.5.6).
    allow: Option<HeaderValue>,
    /// When to come again, in seconds, with 429 (RFC 9110, 10.2.3).
    retry_after: Option<u32>,
    /// Whose the browser's session is, when it is not whose the request took it for.
    account: Option<Box<HeaderValue>>,
}

impl Refusal {
    /// With the HTTP status that belongs to the code (contract 4.2).
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        let http = StatusCode::from_u16(code.http()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::with_http(http, code, message)
    }

    /// With an HTTP status for which gRPC has no code of its own.
    pub(crate) fn with_http(http: StatusCode, code: Code, message: impl Into<String>) -> Self {
        Self {
            http,
            status: Status::new(code, message),
            allow: None,
            account: None,
            retry_after: None,
        }
    }

    /// 400 for a field of the body.
    pub(crate) fn invalid(field: &str, description: String) -> Self {
        let violation = FieldViolation {
            field: field.to_owned(),
            description,
        };
        let status = Status::bad_request(&[violation]);
        Self {
            status,
            ..Self::new(Code::InvalidArgument, "")
        }
    }

    /// Says when to come again, in seconds.
    pub(crate) fn retry_after(self, seconds: u64) -> Self {
        Self {
            retry_after: Some(u32::try_from(seconds).unwrap_or(u32::MAX)),
            ..self
        }
    }

    /// 404 for a path that nothing is at.
    pub(crate) fn unknown_path() -> Self {
        Self::new(Code::NotFound, "there is nothing at this path")
    }

    /// 405, naming the methods that there are.
    pub(crate) fn method(allowed: &str) -> Self {
        let message = format!("this path allows only {allowed}");
        Self {
            allow: HeaderValue::from_str(allowed).ok(),
            ..Self::with_http(StatusCode::METHOD_NOT_ALLOWED, Code::Unimplemented, message)
        }
    }

    /// 409 for a page whose browser has switched to that account.
    pub(crate) fn switched(account: &str) -> Self {
        let message = "this browser has switched to another account; reload the page";
        Self {
            account: HeaderValue::from_str(account).ok().map(Box::new),
            ..Self::new(Code::Aborted, message)
        }
    }

    /// 500 for a fault of ours. The cause goes to the log and not to the client.
    pub(crate) fn fault(what: &str, cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error = cause, "{what}");
        Self::new(Code::Internal, what)
    }

    /// Why, for people.
    pub(crate) fn message(&self) -> &str {
        &self.status.message
    }

    /// The HTTP status.
    pub(crate) fn http(&self) -> StatusCode {
        self.http
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.http, axum::Json(self.status)).into_response();
        if let Some(allow) = self.allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        if let Some(seconds) = self.retry_after {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if let Some(account) = self.account {
            response.headers_mut().insert(ACCOUNT, *account);
        }
        if self.http == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
