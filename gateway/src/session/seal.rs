//! Encryption of tokens at rest.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::keys::SessionKeys;
use crate::settings::secret::random_bytes;

const NONCE: usize = 24;

/// Encrypts with the first of its keys, and opens with any. What is sealed opens only in the context that
/// it was sealed in, so that a row of the database cannot be moved under another session.
#[derive(Clone)]
pub(crate) struct Seal(Vec<XChaCha20Poly1305>);

/// What was sealed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) text: String,
    /// It was sealed with a key that does not seal any more.
    pub(crate) is_outdated: bool,
}

impl Seal {
    pub(crate) fn new(keys: &SessionKeys) -> Self {
        let ciphers = keys.all().iter();
        Self(
            ciphers
                .map(|key| XChaCha20Poly1305::new(key.into()))
                .collect(),
        )
    }

    /// A random nonce, then the text, encrypted and authenticated.
    pub(crate) fn close(&self, text: &str, context: &[u8]) -> Vec<u8> {
        let nonce = random_bytes::<NONCE>();
        let payload = Payload {
            msg: text.as_bytes(),
            aad: context,
        };
        let sealed = self.0[0]
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a token is shorter than the cipher's 256 GiB");
        [nonce.as_slice(), &sealed].concat()
    }

    /// The text; none if it was changed, or sealed with another key or in another context.
    pub(crate) fn open(&self, sealed: &[u8], context: &[u8]) -> Option<Opened> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let nonce = XNonce::from(*nonce);
        self.0.iter().enumerate().find_map(|(index, cipher)| {
            let payload = Payload {
                msg: sealed,
                aad: context,
            };
            let text = cipher.decrypt(&nonce, payload).ok()?;
            Some(Opened {
                text: String::from_utf8(text).ok()?,
                is_outdated: index > 0,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(byte: u8) -> Seal {
        Seal::new(&SessionKeys::one([byte; 32]))
    }

    #[test]
    fn opens_only_with_the_key_and_in_the_context() {
        let seal = seal(7);
        let sealed = seal.close("CW-SECRET-canary", b"session");
        assert!(!sealed.windows(6).any(|part| part == b"canary"));
        let opened = seal.open(&sealed, b"session").unwrap();
        assert_eq!(opened.text, "CW-SECRET-canary");
        assert!(!opened.is_outdated);
        assert_eq!(seal.open(&sealed, b"another"), None);
        assert_eq!(self::seal(8).open(&sealed, b"session"), None);
        let mut changed = sealed.clone();
        changed[30] ^= 1;
        assert_eq!(seal.open(&changed, b"session"), None);
        assert_eq!(seal.open(&sealed[..10], b"session"), None);
    }

    #[test]
    fn a_later_key_opens_and_the_first_seals() {
        let sealed = seal(7).close("a", b"");
        let text = format!("{} {}", "08".repeat(32), "07".repeat(32));
        let both = Seal::new(&text.parse().unwrap());
        let opened = both.open(&sealed, b"").unwrap();
        assert!(opened.is_outdated && opened.text == "a");
        let again = both.close(&opened.text, b"");
        assert!(!both.open(&again, b"").unwrap().is_outdated);
        assert!(seal(8).open(&again, b"").is_some());
        assert!(seal(7).open(&again, b"").is_none());
    }

    #[test]
    fn the_same_text_never_looks_the_same() {
        let seal = seal(7);
        assert_ne!(seal.close("a", b""), seal.close("a", b""));
    }
}
