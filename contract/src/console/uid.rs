//! The first eight digits of a UUID, by which people and alerts name a runner. Lists hold them for each
//! runner, so no more is kept: two of a hundred thousand runners share them once in a million fleets.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// How a UUID begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UidStart(u32);

impl UidStart {
    /// Of a UUID, whole or from its eighth digit on, with hyphens at their places or without any.
    pub fn parse(text: &str) -> Option<Self> {
        let has_hyphens = text.contains('-');
        let is_right = |(at, c): (usize, char)| {
            if has_hyphens && [8, 13, 18, 23].contains(&at) {
                c == '-'
            } else {
                c.is_ascii_hexdigit()
            }
        };
        let longest = if has_hyphens { 36 } else { 32 };
        if text.len() > longest || !text.char_indices().all(is_right) {
            return None;
        }
        u32::from_str_radix(text.get(..8)?, 16).ok().map(Self)
    }
}

impl Serialize for UidStart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:08x}", self.0))
    }
}

impl<'de> Deserialize<'de> for UidStart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("no UUID begins so"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0d4c2b1e-5f6a-4e7b-8c9d-0a1b2c3d4e5f";

    #[test]
    fn a_uuid_is_known_by_its_first_eight_digits() {
        let uid = UidStart::parse(ID).unwrap();
        let whole = ID.replace('-', "");
        for text in ["0d4c2b1e", "0D4C2B1E", "0d4c2b1e-5f6", "0d4c2b1e-", &whole] {
            assert_eq!(UidStart::parse(text), Some(uid), "{text}");
        }
        assert_ne!(UidStart::parse("0d4c2b1f"), Some(uid));
        for none in [
            "",
            "0d4c2b1",
            "0d4c-2b1e",
            "0d4c2b1g",
            "0d4c2b1é",
            &format!("{ID}0"),
        ] {
            assert_eq!(UidStart::parse(none), None, "{none}");
        }
        let text = serde_json::to_string(&uid).unwrap();
        assert_eq!(text, r#""0d4c2b1e""#);
        assert_eq!(serde_json::from_str::<UidStart>(&text).unwrap(), uid);
    }
}
