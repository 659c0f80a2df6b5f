//! Instants and durations of the simulation, in milliseconds.

use jiff::Timestamp;

/// An instant: milliseconds since the Unix epoch.
pub(crate) type Instant = i64;

/// The instant of a timestamp.
pub(crate) fn instant(timestamp: Timestamp) -> Instant {
    timestamp.as_millisecond()
}

/// The timestamp of an instant; one beyond the end of time is that end.
pub(crate) fn timestamp(instant: Instant) -> Timestamp {
    Timestamp::from_millisecond(instant).unwrap_or(Timestamp::MAX)
}

/// The durations of contract 7.6, scaled. Milliseconds, at least one each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timing {
    pub(crate) pending: i64,
    pub(crate) provisioning: i64,
    /// From READY to the first heartbeat.
    pub(crate) first_heartbeat: i64,
    pub(crate) heartbeat: i64,
    /// Without a heartbeat for so long a runner is DISCONNECTED.
    pub(crate) lost: i64,
    pub(crate) rollout: i64,
    pub(crate) deleting: i64,
    /// Between two looks of the controller at a FAILED runner.
    pub(crate) retry: i64,
    /// Between two looks at whether an automatic update may start.
    pub(crate) update_check: i64,
    /// From a change to the address of a load balancer.
    pub(crate) load_balancer: i64,
    /// From READY to the moment when a pod with too little memory is killed.
    pub(crate) out_of_memory: i64,
}

impl Timing {
    /// The contract's durations divided by `scale`, which is positive.
    pub(crate) fn new(scale: f64) -> Self {
        let scaled = |seconds: f64| {
            // Float to integer saturates: any positive scale gives a usable duration.
            #[allow(clippy::cast_possible_truncation)]
            let milliseconds = (seconds * 1000.0 / scale).round() as i64;
            milliseconds.clamp(1, 1 << 48)
        };
        Self {
            pending: scaled(2.0),
            provisioning: scaled(6.0),
            first_heartbeat: scaled(3.0),
            heartbeat: scaled(10.0),
            lost: scaled(30.0),
            rollout: scaled(8.0),
            deleting: scaled(5.0),
            retry: scaled(30.0),
            update_check: scaled(30.0),
            load_balancer: scaled(20.0),
            out_of_memory: scaled(20.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_divided_and_never_nothing() {
        assert_eq!(Timing::new(1.0).provisioning, 6_000);
        assert_eq!(Timing::new(20.0).provisioning, 300);
        assert_eq!(Timing::new(1e12).pending, 1);
        assert_eq!(Timing::new(1e-300).pending, 1 << 48);
    }
}
