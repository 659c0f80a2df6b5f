//! Who calls, and whether they may: reading needs either token, every other method the admin token
//! (contract 2, I-39).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::wire::{Code, Status};
use subtle::ConstantTimeEq;

use super::error::ApiError;
use crate::plane::Plane;

/// The two tokens that this server knows.
pub(crate) struct Tokens {
    pub(crate) admin: String,
    pub(crate) user: String,
}

/// Whose token it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Holds `SANDBOX_ADMIN`, which includes `SANDBOX_USER`.
    Admin,
    /// Holds `SANDBOX_USER`.
    User,
}

impl Tokens {
    /// The caller, by a comparison that takes the same time however much of a token was guessed.
    fn caller(&self, headers: &HeaderMap) -> Option<Caller> {
        let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, token) = text.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
            return None;
        }
        let token = token.trim().as_bytes();
        let admin: bool = self.admin.as_bytes().ct_eq(token).into();
        let user: bool = self.user.as_bytes().ct_eq(token).into();
        match (admin, user) {
            (true, _) => Some(Caller::Admin),
            (false, true) => Some(Caller::User),
            (false, false) => None,
        }
    }
}

/// Lets a request pass if its token allows the method, and tells the handler who calls.
pub(crate) async fn authorize(
    State(plane): State<Arc<Plane>>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(caller) = plane.tokens.caller(request.headers()) else {
        let status = Status::new(Code::Unauthenticated, "missing or invalid token");
        return ApiError::from(status).into_response();
    };
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    if caller == Caller::User && !reads {
        let status = Status::new(Code::PermissionDenied, "permission denied");
        return ApiError::from(status).into_response();
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_compared_whole() {
        let tokens = Tokens {
            admin: "CW-SECRET-admin".into(),
            user: "CW-SECRET-user".into(),
        };
        let caller = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            tokens.caller(&headers)
        };
        assert_eq!(caller("Bearer CW-SECRET-admin"), Some(Caller::Admin));
        assert_eq!(caller("bearer CW-SECRET-user"), Some(Caller::User));
        for bad in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer CW-SECRET",
            "Bearer CW-SECRET-admin x",
            "Bearer CW-SECRET-ADMIN",
            "Basic CW-SECRET-admin",
            "CW-SECRET-admin",
        ] {
            assert_eq!(caller(bad), None, "{bad}");
        }
        assert_eq!(tokens.caller(&HeaderMap::new()), None);
    }

    #[test]
    fn an_unset_token_admits_nobody() {
        let tokens = Tokens {
            admin: String::new(),
            user: String::new(),
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "Bearer  ".parse().unwrap());
        assert_eq!(tokens.caller(&headers), None);
    }
}
