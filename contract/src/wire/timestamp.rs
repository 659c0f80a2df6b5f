//! RFC 3339 timestamps that compare as instants (contract 0.3).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rfc3339;

/// An RFC 3339 timestamp as it came, so that its fractional digits survive a round trip.
///
/// Two timestamps are equal when they name the same instant, whatever their spelling.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
pub struct Timestamp(String);

impl Timestamp {
    /// Takes any text; [`Timestamp::instant`] says whether it is one.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The instant, or nothing where the text is not an RFC 3339 timestamp.
    pub fn instant(&self) -> Option<jiff::Timestamp> {
        rfc3339::parse(&self.0)
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(instant: jiff::Timestamp) -> Self {
        Self(instant.to_string())
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        match (self.instant(), other.instant()) {
            (Some(a), Some(b)) => a == b,
            _ => self.0 == other.0,
        }
    }
}

impl Eq for Timestamp {}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_is_of_instants() {
        let a = Timestamp::new("2026-11-20T16:40:51Z");
        assert_eq!(a, Timestamp::new("2026-11-20T16:40:51.000000000Z"));
        assert_eq!(a, Timestamp::new("2026-11-20T17:40:51+01:00"));
        assert_ne!(a, Timestamp::new("2026-11-20T16:40:51.001Z"));
        assert_eq!(Timestamp::new("soon"), Timestamp::new("soon"));
        assert_eq!(Timestamp::new("soon").instant(), None);
    }
}
