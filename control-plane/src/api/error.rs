//! Errors as callers see them: always a `google.rpc.Status` (contract 4.1).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::model::{Code, Status};

use crate::refusal::Refusal;

/// Why a call was not done.
#[derive(Debug)]
pub(crate) enum ApiError {
    Refused(Refusal),
    /// The caller's fault, with an HTTP status that the gRPC code does not imply.
    RefusedAs(StatusCode, Status),
}

pub(crate) type ApiResult<T> = Result<T, ApiError>;

impl<E: Into<Refusal>> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (http, status) = match self {
            Self::Refused(Refusal::Status(status)) => {
                let http = StatusCode::from_u16(status.http());
                (http.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), status)
            }
            Self::RefusedAs(http, status) => (http, status),
            Self::Refused(Refusal::Failed(error)) => {
                tracing::error!(%error, "a call failed");
                let status = Status::new(Code::Internal, "internal error; try again");
                (StatusCode::INTERNAL_SERVER_ERROR, status)
            }
        };
        let mut response = (http, Json(status)).into_response();
        if http == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
