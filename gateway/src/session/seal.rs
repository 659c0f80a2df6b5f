//! Encryption of tokens at rest.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::secret::random_bytes;

const NONCE: usize = 24;

/// Encrypts with one key. What is sealed opens only in the context that it was sealed in, so that a row
/// of the database cannot be moved under another session.
#[derive(Clone)]
pub(crate) struct Seal(XChaCha20Poly1305);

impl Seal {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }

    /// A random nonce, then the text, encrypted and authenticated.
    pub(crate) fn close(&self, text: &str, context: &[u8]) -> Vec<u8> {
        let nonce = random_bytes::<NONCE>();
        let payload = Payload {
            msg: text.as_bytes(),
            aad: context,
        };
        let sealed = self
            .0
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a token is shorter than the cipher's 256 GiB");
        [nonce.as_slice(), &sealed].concat()
    }

    /// The text; none if it was changed, or sealed with another key or in another context.
    pub(crate) fn open(&self, sealed: &[u8], context: &[u8]) -> Option<String> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload {
            msg: sealed,
            aad: context,
        };
        let text = self.0.decrypt(&XNonce::from(*nonce), payload).ok()?;
        String::from_utf8(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_with_the_key_and_in_the_context() {
        let seal = Seal::new(&[7; 32]);
        let sealed = seal.close("CW-SECRET-canary", b"session");
        assert!(!sealed.windows(6).any(|part| part == b"canary"));
        assert_eq!(
            seal.open(&sealed, b"session").as_deref(),
            Some("CW-SECRET-canary")
        );
        assert_eq!(seal.open(&sealed, b"another"), None);
        assert_eq!(Seal::new(&[8; 32]).open(&sealed, b"session"), None);
        let mut changed = sealed.clone();
        changed[30] ^= 1;
        assert_eq!(seal.open(&changed, b"session"), None);
        assert_eq!(seal.open(&sealed[..10], b"session"), None);
    }

    #[test]
    fn the_same_text_never_looks_the_same() {
        let seal = Seal::new(&[7; 32]);
        assert_ne!(seal.close("a", b""), seal.close("a", b""));
    }
}
