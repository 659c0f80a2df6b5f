//! The versions of the runner that exist, and which channel has which.

use contract::model::ReleaseChannel;

/// A version of the runner.
struct Release {
    version: &'static str,
    /// Whether the stable channel has it already.
    stable: bool,
}

/// Every release, oldest first. The rapid channel is ahead of the stable one.
const RELEASES: &[Release] = &[
    Release {
        version: "2026.39.2",
        stable: true,
    },
    Release {
        version: "2026.42.0",
        stable: true,
    },
    Release {
        version: "2026.44.3",
        stable: true,
    },
    Release {
        version: "2026.46.1",
        stable: true,
    },
    Release {
        version: "2026.47.0",
        stable: false,
    },
    Release {
        version: "2026.48.0",
        stable: false,
    },
];

/// The newest version on a channel.
pub(crate) fn newest(channel: &ReleaseChannel) -> &'static str {
    let has = |release: &&Release| release.stable || *channel == ReleaseChannel::Rapid;
    RELEASES
        .iter()
        .rfind(has)
        .map_or(RELEASES[0].version, |release| release.version)
}

/// The version so many releases behind the newest one of the channel.
pub(crate) fn behind(channel: &ReleaseChannel, releases: usize) -> &'static str {
    RELEASES[age(newest(channel)).saturating_sub(releases)].version
}

/// The newest version on the channel, if it is newer than the one that runs.
pub(crate) fn update(channel: &ReleaseChannel, running: &str) -> Option<&'static str> {
    let newest = newest(channel);
    (age(newest) > age(running)).then_some(newest)
}

/// The place in the order of releases; a version that left the table is as old as the oldest.
fn age(version: &str) -> usize {
    RELEASES
        .iter()
        .position(|release| release.version == version)
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rapid_is_ahead_of_stable() {
        let (stable, rapid) = (
            newest(&ReleaseChannel::Stable),
            newest(&ReleaseChannel::Rapid),
        );
        assert_eq!(update(&ReleaseChannel::Rapid, stable), Some(rapid));
        assert_eq!(update(&ReleaseChannel::Stable, rapid), None);
        assert_eq!(update(&ReleaseChannel::Stable, stable), None);
    }

    #[test]
    fn an_older_version_has_an_update() {
        for channel in ReleaseChannel::KNOWN {
            let old = behind(channel, 1);
            assert_eq!(update(channel, old), Some(newest(channel)));
            assert_eq!(update(channel, "0.0.0"), Some(newest(channel)));
        }
        assert_eq!(behind(&ReleaseChannel::Stable, 99), RELEASES[0].version);
    }
}
