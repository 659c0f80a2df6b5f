//! Who calls, by the tokens that this server knows.

use axum::http::{HeaderMap, header};
use subtle::ConstantTimeEq;

/// The organization to which everything here belongs.
pub(crate) const ORGANIZATION: &str = "acme-research";

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
    pub(crate) fn caller(&self, headers: &HeaderMap) -> Option<Caller> {
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
