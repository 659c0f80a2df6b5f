//! The secrets of links and badges. One names its link by the part before the dot, which is no secret and
//! finds the row; the part after it is 256 random bits, of which the gateway keeps a hash.

use http::{HeaderMap, header};
use subtle::ConstantTimeEq;

use crate::http::query;
use crate::session::SHARE_SCHEME;
use crate::settings::secret::{self, Hash};

/// Digits of a link's ID: 64 random bits, so that no two links meet.
const ID: usize = 16;
/// Digits of a secret.
const SECRET: usize = 64;

/// A secret that was made just now.
pub(crate) struct Fresh {
    /// The secret part; told once and then forgotten.
    pub(crate) secret: String,
    pub(crate) hash: Hash,
}

impl Fresh {
    pub(crate) fn new() -> Self {
        let secret = secret::random();
        let hash = secret::hash(&secret);
        Self { secret, hash }
    }
}

/// A new link's ID.
pub(crate) fn new_id() -> String {
    secret::random()[..ID].to_owned()
}

/// What somebody brings to open a link. Anything is taken: what is odd opens nothing, in the same way as
/// what is wrong.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PresentedSecret {
    pub(crate) id: String,
    secret: String,
    pub(crate) passphrase: Option<String>,
}

impl PresentedSecret {
    /// Of the header `Authorization: Share ID.SECRET [PASSPHRASE]`, the passphrase percent-encoded.
    pub(crate) fn of_headers(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let value = values.next().filter(|_| values.next().is_none());
        let text = value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let mut words = text.split(' ');
        let is_share = words
            .next()
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case(SHARE_SCHEME));
        let capability = words.next().filter(|_| is_share).unwrap_or_default();
        let passphrase = words
            .next()
            .map(|text| query::decode(text).unwrap_or_default());
        Self {
            passphrase,
            ..Self::parse(capability)
        }
    }

    /// Of `ID.SECRET`.
    pub(crate) fn parse(capability: &str) -> Self {
        let (id, secret) = capability.split_once('.').unwrap_or_default();
        let digits = |text: &str, length| {
            let lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            (text.len() == length && text.bytes().all(lower)).then(|| text.to_owned())
        };
        Self {
            id: digits(id, ID).unwrap_or_default(),
            secret: digits(secret, SECRET).unwrap_or_default(),
            passphrase: None,
        }
    }

    /// Whether the secret is the one with that hash. Takes as long whether it is or not.
    pub(crate) fn has_hash(&self, hash: &Hash) -> bool {
        secret::hash(&self.secret).ct_eq(hash).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_taken_apart() {
        let fresh = Fresh::new();
        let id = new_id();
        let given = |value: String| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            PresentedSecret::of_headers(&headers)
        };
        let plain = given(format!("Share {id}.{}", fresh.secret));
        assert_eq!(plain.id, id);
        assert!(plain.has_hash(&fresh.hash));
        assert_eq!(plain.passphrase, None);
        let locked = given(format!("share {id}.{} a%20%C3%A4", fresh.secret));
        assert_eq!(locked.passphrase.as_deref(), Some("a ä"));
        assert!(locked.has_hash(&fresh.hash));
        assert!(!locked.has_hash(&Fresh::new().hash));
    }

    #[test]
    fn odd_secrets_are_nobodys() {
        let (id, secret) = (new_id(), secret::random());
        for odd in [
            String::new(),
            ".".to_owned(),
            "*".to_owned(),
            ":token".to_owned(),
            "..".to_owned(),
            id.clone(),
            format!("{id}."),
            format!("{id}.{}", secret.to_uppercase()),
            format!("{}.{secret}", id.to_uppercase()),
            format!("{id}.{secret}0"),
            format!("{id}.{secret}.p"),
            format!("{id}.%{secret}"),
            format!("{id}\0.{secret}"),
        ] {
            let given = PresentedSecret::parse(&odd);
            let whole = given.id == id && given.has_hash(&secret::hash(&secret));
            assert!(!whole, "{odd}");
        }
    }
}
