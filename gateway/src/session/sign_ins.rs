//! Limits how often someone may try to sign in. Each sign-in is a request to the API, so guessing is stopped here.

use http::request::Parts;

use crate::http::RateLimit;
use crate::http::Refusal;
use crate::http::client_address::ClientAddress;
use crate::settings::Limits;
use crate::settings::secret;

/// Counts attempts to sign in.
pub(crate) struct SignIns {
    by_address: RateLimit,
    by_token: RateLimit,
}

impl SignIns {
    pub(crate) fn new(limits: &Limits) -> Self {
        let (burst, every) = limits.sign_ins_per_address;
        let by_address = RateLimit::new(burst, every);
        let (burst, every) = limits.sign_ins_per_token;
        Self {
            by_address,
            by_token: RateLimit::new(burst, every),
        }
    }

    /// Counts an attempt from the address that a request comes from.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub(crate) fn check_address(&self, request: &Parts) -> Result<(), Refusal> {
        self.by_address
            .check(&request.extensions.get::<ClientAddress>())
    }

    /// Counts an attempt with a token, from wherever.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub(crate) fn check_token(&self, token: &str) -> Result<(), Refusal> {
        self.by_token.check(&secret::hash(token))
    }
}
