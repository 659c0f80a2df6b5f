//! RFC 3339 timestamps that compare as instants (contract 0.3).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rfc3339;

/// The beginning of year 1, in seconds since 1970.
const YEAR_1: i64 = -62_135_596_800;

/// An RFC 3339 timestamp as received, so that its fractional digits survive a round trip.
///
/// Two timestamps are equal when they name the same instant, whatever their spelling.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
pub struct Timestamp(String);

impl Timestamp {
    /// Accepts any text; [`Timestamp::instant`] says whether it is a timestamp.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether it is the first instant of year 1, which servers write for "never".
    pub fn is_zero(&self) -> bool {
        const ZERO: i64 = -62_135_596_800;
        self.0.starts_with('0')
            && self
                .instant()
                .is_some_and(|instant| instant.as_second() == ZERO)
    }

    /// The instant, or nothing where the text is not an RFC 3339 timestamp.
    pub fn instant(&self) -> Option<jiff::Timestamp> {
        rfc3339::parse(&self.0)
    }

    /// The instant at which something was: none for the beginning of year 1, which servers in Go give in the
    /// place of "never".
    pub fn moment(&self) -> Option<jiff::Timestamp> {
        self.instant().filter(|at| at.as_second() != YEAR_1)
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

/// Reads a time that may be unset: absent, null or zero.
pub(super) fn set<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    let time = Option::<Timestamp>::deserialize(deserializer)?;
    Ok(time.filter(|time| !time.is_zero()))
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
        assert_eq!(Timestamp::new("0001-01-01T00:00:00Z").moment(), None);
        assert_eq!(a.moment(), a.instant());
    }

    #[test]
    fn the_zero_time_is_never() {
        let runner = |at: &str| {
            let json = format!(
                r#"{{"lastHeartbeatAt": "{at}", "createdAt": "{at}", "installError": {{"occurredAt": "{at}"}}}}"#
            );
            serde_json::from_str::<crate::model::Runner>(&json).unwrap()
        };
        for zero in [
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00.000Z",
            "0001-01-01T02:00:00+02:00",
        ] {
            let runner = runner(zero);
            assert_eq!(runner.last_heartbeat_at, None, "{zero}");
            assert_eq!(runner.created_at, None);
            assert_eq!(runner.install_error.unwrap().occurred_at, None);
        }
        assert!(runner("0002-01-01T00:00:00Z").created_at.is_some());
        assert!(
            runner("soon").created_at.is_some(),
            "what cannot be read is shown as it is"
        );
    }
}
