//! Random secrets and their hashes.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// What is kept of a secret that only has to be recognized.
pub(crate) type Hash = [u8; 32];

/// 256 random bits as 64 hexadecimal digits.
pub(crate) fn random() -> String {
    hexadecimal(&random_bytes::<32>())
}

/// Two digits for each byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let text = String::with_capacity(2 * bytes.len());
    bytes.iter().fold(text, |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// Random bytes of the operating system.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// SHA-256. Enough for secrets of 256 random bits; a password would need a slow hash.
pub(crate) fn hash(secret: &str) -> Hash {
    Sha256::digest(secret).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_64_digits_and_differ() {
        let (one, two) = (random(), random());
        assert_eq!(one.len(), 64);
        assert!(one.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(one, two);
        assert_ne!(hash(&one), hash(&two));
    }
}
