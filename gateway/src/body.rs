//! Reads a request's body within limits of size and time.

use std::time::Duration;

use axum::body::{Body, Bytes};
use contract::wire::Code;
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;

use crate::refusal::Refusal;

/// The largest body, in bytes. A runner with every field used is a few kilobytes.
pub(crate) const LIMIT: usize = 1 << 20;

/// How much more is read and thrown away, so that a client that is still sending comes to read the
/// refusal instead of finding the connection reset.
const PATIENCE_BYTES: usize = 16 << 20;

/// Refuses a body that would have to be unpacked first: nobody can tell how large it becomes.
///
/// # Errors
/// 415, naming what is taken (RFC 9110, 15.5.16).
pub(crate) fn check_encoding(headers: &HeaderMap) -> Result<(), Refusal> {
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
pub(crate) async fn read(body: Body, patience: Duration) -> Result<Bytes, Refusal> {
    tokio::time::timeout(patience, collect(body))
        .await
        .unwrap_or_else(|_| {
            Err(Refusal::with_http(
                StatusCode::REQUEST_TIMEOUT,
                Code::DeadlineExceeded,
                format!("the body did not arrive within {} s", patience.as_secs()),
            ))
        })
}

async fn collect(mut body: Body) -> Result<Bytes, Refusal> {
    let mut collected = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            let message = "the body broke off before its end";
            return Err(Refusal::new(Code::InvalidArgument, message));
        };
        let Some(data) = frame.data_ref() else {
            continue;
        };
        length += data.len();
        if length <= LIMIT {
            collected.extend_from_slice(data);
        } else if length > LIMIT + PATIENCE_BYTES {
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

    const PATIENCE: Duration = Duration::from_secs(15);

    #[tokio::test]
    async fn the_limit_is_the_largest_body() {
        let read = async |size| read(Body::from(vec![b' '; size]), PATIENCE).await;
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
        let refusal = read(Body::new(Silence), PATIENCE).await.unwrap_err();
        assert_eq!(refusal.http(), 408);
    }
}
