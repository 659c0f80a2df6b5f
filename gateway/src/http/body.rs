//! Reads a request's body within limits of size and time.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use contract::model::Code;
use http::{HeaderMap, Method, StatusCode, header};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;

use super::{ACCOUNT, Refusal};

/// How long the body of a request may take to arrive; an extension of every request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyTimeout(pub(crate) Duration);

/// The whole body, whatever it is.
pub(crate) struct RawBody(pub(crate) Bytes);

/// The whole body, which is JSON by its content type if there is any.
pub(crate) struct CheckedBody(pub(crate) Bytes);

/// A body of JSON.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        check_encoding(request.headers())?;
        let timeout = request.extensions().get::<BodyTimeout>();
        let timeout = timeout.map_or(Duration::MAX, |timeout| timeout.0);
        read(request.into_body(), timeout).await.map(Self)
    }
}

impl<S: Send + Sync> FromRequest<S> for CheckedBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let (method, headers) = (request.method().clone(), request.headers().clone());
        let RawBody(body) = RawBody::from_request(request, state).await?;
        check_content_type(&method, &headers, &body)?;
        Ok(Self(body))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let CheckedBody(body) = CheckedBody::from_request(request, state).await?;
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            // The parser quotes values: a passphrase is not to come back.
            let message = format!(
                "the body cannot be read at line {}, column {}: a field is missing, unknown or of the wrong type",
                error.line(),
                error.column()
            );
            Refusal::new(Code::InvalidArgument, message)
        })
    }
}

/// A form of another site can send a body, but not as JSON (CVE-2024-22424).
///
/// # Errors
/// 415, naming what is taken.
pub(crate) fn check_content_type(
    method: &Method,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), Refusal> {
    let has_body =
        matches!(*method, Method::POST | Method::PATCH | Method::PUT) || !body.is_empty();
    if has_body && !is_json(headers) {
        return Err(Refusal::with_http(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::InvalidArgument,
            "send the body as Content-Type: application/json",
        ));
    }
    Ok(())
}

/// The same for a page of the console, whose request may have no body: then a header that forms and beacons of
/// other sites cannot send shows whose it is.
///
/// # Errors
/// 415, naming what is taken.
pub(crate) fn check_page_body(
    method: &Method,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), Refusal> {
    if body.is_empty() && headers.contains_key(ACCOUNT) {
        return Ok(());
    }
    check_content_type(method, headers, body)
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(Ok(value)) = types.next().map(http::HeaderValue::to_str) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    types.next().is_none() && essence.eq_ignore_ascii_case("application/json")
}

/// The largest body, in bytes. A runner with every field used is a few kilobytes.
const LIMIT: usize = 1 << 20;

/// How much more is read and thrown away, so that a client that is still sending comes to read the
/// refusal instead of finding the connection reset.
const DISCARDED: usize = 16 << 20;

/// Refuses a body that would have to be unpacked first: nobody can tell how large it becomes.
///
/// # Errors
/// 415, naming what is taken (RFC 9110, 15.5.16).
fn check_encoding(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    if encodings.all(|encoding| encoding == "identity") {
        return Ok(());
    }
    Err(Refusal::with_http(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::InvalidArgument,
        "send the body without Content-Encoding",
    ))
}

/// Reads the whole body, which may take so long to arrive.
///
/// # Errors
/// 413 above [`LIMIT`], 408 when it takes too long, 400 when it breaks off.
async fn read(body: Body, within: Duration) -> Result<Bytes, Refusal> {
    tokio::time::timeout(within, collect(body))
        .await
        .unwrap_or_else(|_| {
            Err(Refusal::with_http(
                StatusCode::REQUEST_TIMEOUT,
                Code::DeadlineExceeded,
                format!("the body did not arrive within {} s", within.as_secs()),
            ))
        })
}

async fn collect(mut body: Body) -> Result<Bytes, Refusal> {
    let mut collected = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            let message = "the body ended too early";
            return Err(Refusal::new(Code::InvalidArgument, message));
        };
        let Some(data) = frame.data_ref() else {
            continue;
        };
        length += data.len();
        if length <= LIMIT {
            collected.extend_from_slice(data);
        } else if length > LIMIT + DISCARDED {
            break;
        }
    }
    if length > LIMIT {
        return Err(Refusal::with_http(
            StatusCode::PAYLOAD_TOO_LARGE,
            Code::InvalidArgument,
            format!("the body is larger than {} KiB", LIMIT >> 10),
        ));
    }
    Ok(collected.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITHIN: Duration = Duration::from_secs(15);

    #[tokio::test]
    async fn the_limit_is_the_largest_body() {
        let read = async |size| read(Body::from(vec![b' '; size]), WITHIN).await;
        assert_eq!(read(LIMIT).await.unwrap().len(), LIMIT);
        assert_eq!(read(LIMIT + 1).await.unwrap_err().http(), 413);
        assert_eq!(read(40 << 20).await.unwrap_err().http(), 413);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_given_up() {
        struct Silence;
        impl http_body::Body for Silence {
            type Data = Bytes;
            type Error = std::convert::Infallible;
            fn poll_frame(
                self: std::pin::Pin<&mut Self>,
                _: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
                std::task::Poll::Pending
            }
        }
        let refusal = read(Body::new(Silence), WITHIN).await.unwrap_err();
        assert_eq!(refusal.http(), 408);
    }

    fn check(method: Method, types: &[&str], body: &[u8]) -> bool {
        let mut request = http::Request::builder().method(method);
        for value in types {
            request = request.header(header::CONTENT_TYPE, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        check_content_type(&parts.method, &parts.headers, body).is_ok()
    }

    #[test]
    fn only_json_is_a_body() {
        for good in [
            "application/json",
            "application/json; charset=utf-8",
            "Application/JSON",
        ] {
            assert!(check(Method::POST, &[good], b"{}"), "{good}");
        }
        for bad in [
            "text/plain",
            "text/plain; application/json",
            "application/x-www-form-urlencoded",
            "application/jsonp",
            "",
        ] {
            assert!(!check(Method::POST, &[bad], b"{}"), "{bad}");
        }
        assert!(!check(Method::PATCH, &[], b""));
        assert!(!check(Method::DELETE, &["text/plain"], b"{}"));
        assert!(!check(
            Method::POST,
            &["application/json", "text/plain"],
            b"{}"
        ));
        assert!(check(Method::DELETE, &[], b""));
        assert!(check(Method::GET, &["text/plain"], b""));
    }
}
