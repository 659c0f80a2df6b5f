//! The keys that tokens are sealed with, and how they are changed without signing anybody out.

use std::fmt;
use std::str::FromStr;

use crate::settings::secret::Hash;

/// Keys of 256 bits. The first seals; the others still open what was sealed with them. So a new key is put
/// second on every gateway, then first, and the old one is taken away once sessions have been used or ended.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionKeys(Vec<Hash>);

impl SessionKeys {
    /// One key alone.
    pub(crate) fn one(key: Hash) -> Self {
        Self(vec![key])
    }

    /// All keys, the one that seals first.
    pub(super) fn all(&self) -> &[Hash] {
        &self.0
    }
}

impl FromStr for SessionKeys {
    type Err = &'static str;

    /// Keys of 64 hexadecimal digits, apart by spaces, commas or lines; lines that begin with `#` are
    /// passed over. The message never holds what was written.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const ADVICE: &str = "write keys of 64 hexadecimal digits each, like those of `openssl rand \
                              -hex 32`: the first encrypts, the others still decrypt";
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        let words = lines.flat_map(|line| line.split([' ', '\t', ',']));
        let words = words.map(str::trim).filter(|word| !word.is_empty());
        let keys: Option<Vec<Hash>> = words.map(key).collect();
        keys.filter(|keys| !keys.is_empty()).map(Self).ok_or(ADVICE)
    }
}

impl fmt::Debug for SessionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} keys", self.0.len())
    }
}

/// A key of 64 hexadecimal digits.
pub(crate) fn key(text: &str) -> Option<Hash> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = [0; 32];
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_in_order() {
        let (one, two) = ("01".repeat(32), "ef".repeat(32));
        for text in [
            format!("{one}\n{two}\n"),
            format!("{one},{two}"),
            format!(" {one}  {two} "),
            format!("# new\r\n{one}\r\n\r\n# old\n{two}"),
        ] {
            let keys: SessionKeys = text.parse().unwrap();
            assert_eq!(keys.all(), [[1; 32], [0xef; 32]], "{text}");
            assert_eq!(format!("{keys:?}"), "2 keys");
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "# none", "abc", &"é".repeat(32), &"+1".repeat(32)] {
            assert!(text.parse::<SessionKeys>().is_err(), "{text}");
        }
    }
}
