//! Signatures by the Standard Webhooks scheme (standardwebhooks.com, specification 1.0).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::settings::secret::random_bytes;

/// What messages of one webhook are signed with: `whsec_` and 32 bytes in Base64.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::notify) struct SigningKey(String);

impl SigningKey {
    /// A new one.
    pub(in crate::notify) fn new() -> Self {
        Self(format!(
            "whsec_{}",
            BASE64_STANDARD.encode(random_bytes::<32>())
        ))
    }

    /// As a receiver keeps it.
    pub(in crate::notify) fn text(&self) -> &str {
        &self.0
    }

    /// The value of `webhook-signature`.
    pub(super) fn sign(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        let key = self.0.strip_prefix("whsec_").unwrap_or_default();
        // It was made here; another one signs nothing that a receiver takes.
        let key = BASE64_STANDARD.decode(key).unwrap_or_default();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any length is a key");
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body);
        format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the scheme's own tests.
    #[test]
    fn it_signs_as_the_scheme_says() {
        let key = SigningKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let signature = key.sign(id, 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
