//! What a control plane is opened with.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contract::api::Dialect;
use jiff::Timestamp;

/// How to open a control plane.
#[derive(Debug, Clone)]
pub struct Options {
    /// The SQLite file; made if it is not there.
    pub database: PathBuf,
    /// Token with the rights of `SANDBOX_ADMIN` (contract 2).
    pub admin_token: String,
    /// Token with the rights of `SANDBOX_USER`: reads only.
    pub user_token: String,
    /// What a new database holds. One that was opened before keeps what it has.
    pub fleet: Fleet,
    /// Every duration of contract 7.6 is divided by this; 1 is real time.
    pub time_scale: f64,
    /// What time it is.
    pub clock: Clock,
    /// Which versions of the API are served.
    pub served: Served,
}

/// What a new database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fleet {
    /// A small fleet that shows every state the contract names.
    Demo,
    /// Clusters and two profiles, no runner.
    Empty,
    /// That many runners, each on a cluster of its own.
    Count(u32),
}

/// The text is neither `demo` nor `empty` nor a number of runners.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a fleet is demo, empty, or a number of runners, not {0:?}")]
pub struct UnknownFleet(String);

impl FromStr for Fleet {
    type Err = UnknownFleet;

    fn from_str(text: &str) -> Result<Self, UnknownFleet> {
        match text {
            "demo" => Ok(Self::Demo),
            "empty" => Ok(Self::Empty),
            _ => text
                .parse()
                .map(Self::Count)
                .map_err(|_| UnknownFleet(text.to_owned())),
        }
    }
}

impl fmt::Display for Fleet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Demo => f.write_str("demo"),
            Self::Empty => f.write_str("empty"),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}

/// Which versions of the API are served (contract-v1 6.4, 9.1), so that each case can be tested and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Served {
    /// Both, over one store.
    #[default]
    Both,
    /// v1 alone: no profiles, no bindings.
    V1,
    /// v1beta2 alone.
    V1beta2,
    /// v1beta2, and a v1 that knows only the policy of a runner.
    PolicyOnly,
    /// v1beta2, and a v1 that is not available for this organization.
    Unavailable,
}

impl Served {
    const ALL: [Self; 5] = [
        Self::Both,
        Self::V1,
        Self::V1beta2,
        Self::PolicyOnly,
        Self::Unavailable,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::V1 => Dialect::V1.name(),
            Self::V1beta2 => Dialect::V1beta2.name(),
            Self::PolicyOnly => "policy-only",
            Self::Unavailable => "unavailable",
        }
    }
}

/// The text names no position of what is served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} cannot be served; write {names}", names = Served::ALL.map(Served::name).join(", "))]
pub struct UnknownServed(String);

impl FromStr for Served {
    type Err = UnknownServed;

    fn from_str(text: &str) -> Result<Self, UnknownServed> {
        let found = Self::ALL.into_iter().find(|served| served.name() == text);
        found.ok_or_else(|| UnknownServed(text.to_owned()))
    }
}

impl fmt::Display for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What time it is.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The clock of the machine.
    System,
    /// A clock that stands until it is advanced.
    Manual(ManualClock),
}

impl Clock {
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Manual(clock) => clock.now(),
        }
    }
}

/// A clock that stands until it is advanced. Clones show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<Mutex<Timestamp>>);

impl ManualClock {
    /// A clock that shows `start`.
    pub fn new(start: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(start)))
    }

    /// The instant that it shows.
    pub fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves it forward; it stops at the end of time.
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(Timestamp::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fleet_reads_back() {
        for fleet in [Fleet::Demo, Fleet::Empty, Fleet::Count(27)] {
            assert_eq!(fleet.to_string().parse(), Ok(fleet));
        }
        for text in ["", "Demo", "-1", "many", "4294967296"] {
            assert_eq!(text.parse::<Fleet>(), Err(UnknownFleet(text.into())));
        }
    }

    #[test]
    fn what_is_served_reads_back() {
        for served in Served::ALL {
            assert_eq!(served.to_string().parse(), Ok(served));
        }
        assert!("V1".parse::<Served>().is_err());
    }

    #[test]
    fn clones_of_a_manual_clock_show_the_same_time() {
        let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
        let clone = clock.clone();
        clock.advance(Duration::from_secs(90));
        assert_eq!(clone.now().as_second(), 90);
    }
}
