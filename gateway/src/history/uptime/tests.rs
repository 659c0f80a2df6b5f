use proptest::prelude::*;

use super::*;

const NOW: i64 = 1_795_491_000_000;

fn entries(happenings: Vec<(i64, Happening)>) -> Vec<HistoryEntry> {
    (1..)
        .zip(happenings)
        .map(|(id, (at, what))| HistoryEntry {
            id,
            at: Millis(at),
            runner_id: "a".to_owned(),
            what,
        })
        .collect()
}

fn install(from: InstallStatus, to: InstallStatus) -> Happening {
    Happening::Install {
        from,
        to,
        reason: String::new(),
        message: String::new(),
        hints: Vec::new(),
    }
}

/// The standings with how long each lasted, in minutes.
fn told(known: &Facts) -> Vec<(Standing, i64)> {
    uptime(known, Millis(NOW))
        .iter()
        .map(|span| (span.standing, (span.to.0 - span.from.0) / 60_000))
        .collect()
}

fn ago(minutes: i64) -> i64 {
    NOW - minutes * 60_000
}

const GAINED: Happening = Happening::ConnectionGained {
    after_seconds: None,
};
const LOST: Happening = Happening::ConnectionLost { heard_at: None };
const ALL: i64 = 24 * 60;

#[test]
fn a_whole_life_is_told() {
    use InstallStatus::{Deleting, Pending, Ready};
    let entries = entries(vec![
        (ago(100), Happening::Created { by: None }),
        (ago(90), install(Pending, Ready)),
        (ago(80), GAINED),
        (ago(60), LOST),
        (ago(50), GAINED),
        (ago(30), install(Ready, Deleting)),
        (ago(20), Happening::Deleted),
    ]);
    let known = Facts {
        entries: &entries,
        watched_until: Millis(NOW),
        ..Facts::default()
    };
    assert_eq!(
        told(&known),
        [
            (Standing::Absent, ALL - 100),
            (Standing::Installing, 10),
            (Standing::Disconnected, 10),
            (Standing::Healthy, 20),
            (Standing::Disconnected, 10),
            (Standing::Healthy, 20),
            (Standing::Absent, 30),
        ]
    );
}

#[test]
fn what_happened_before_the_day_still_counts() {
    use InstallStatus::{Provisioning, Ready};
    let entries = entries(vec![
        (ago(3000), install(Provisioning, Ready)),
        (ago(2000), GAINED),
    ]);
    let known = Facts {
        entries: &entries,
        present: Some((Ready, true)),
        since: Some(Millis(ago(4000))),
        watched_until: Millis(NOW),
    };
    assert_eq!(told(&known), [(Standing::Healthy, ALL)]);
}

#[test]
fn without_entries_it_stood_as_it_stands_since_it_was_seen() {
    let known = Facts {
        present: Some((InstallStatus::Failed, false)),
        since: Some(Millis(ago(60))),
        watched_until: Millis(NOW),
        ..Facts::default()
    };
    let expected = [(Standing::Unwatched, ALL - 60), (Standing::Failed, 60)];
    assert_eq!(told(&known), expected);
    let unknown = Facts::default();
    assert_eq!(told(&unknown), [(Standing::Unwatched, ALL)]);
}

#[test]
fn what_came_before_follows_from_what_changed() {
    let entries = entries(vec![
        (
            ago(60),
            Happening::FirstSeen {
                status: InstallStatus::Ready,
            },
        ),
        (ago(40), Happening::UpdateAvailable),
        (ago(30), LOST),
    ]);
    let known = Facts {
        entries: &entries,
        present: Some((InstallStatus::Ready, false)),
        since: Some(Millis(ago(60))),
        watched_until: Millis(NOW),
    };
    assert_eq!(
        told(&known),
        [
            (Standing::Unwatched, ALL - 60),
            (Standing::Healthy, 30),
            (Standing::Disconnected, 30),
        ]
    );
}

#[test]
fn nobody_knows_what_was_while_nobody_looked() {
    let since = Millis(ago(50));
    let entries = entries(vec![
        (ago(600), GAINED),
        (ago(40), Happening::Unwatched { since }),
        (ago(40), LOST),
    ]);
    let known = Facts {
        entries: &entries,
        present: Some((InstallStatus::Ready, false)),
        since: Some(Millis(ago(5000))),
        watched_until: Millis(ago(5)),
    };
    assert_eq!(
        told(&known),
        [
            (Standing::Disconnected, ALL - 600),
            (Standing::Healthy, 550),
            (Standing::Unwatched, 10),
            (Standing::Disconnected, 35),
            (Standing::Unwatched, 5),
        ]
    );
}

fn status() -> impl Strategy<Value = InstallStatus> {
    prop::sample::select(InstallStatus::KNOWN.to_vec())
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        Just(GAINED),
        Just(LOST),
        Just(Happening::Created { by: None }),
        Just(Happening::Deleted),
        Just(Happening::UpdateAvailable),
        status().prop_map(|status| Happening::FirstSeen { status }),
        (status(), status()).prop_map(|(from, to)| install(from, to)),
        (0..2 * DAY).prop_map(|ago| Happening::Unwatched {
            since: Millis(NOW - ago)
        }),
    ]
}

proptest! {
    #[test]
    fn spans_are_ordered_gapless_and_a_day_long(
        happenings in prop::collection::vec((-DAY..2 * DAY, happening()), 0..30),
        present in prop::option::of((status(), any::<bool>())),
        since in prop::option::of(-DAY..2 * DAY),
        watched in -DAY..2 * DAY,
    ) {
        let happenings = happenings.into_iter().map(|(ago, what)| (NOW - ago, what)).collect();
        let entries = entries(happenings);
        let known = Facts {
            entries: &entries,
            present,
            since: since.map(|ago| Millis(NOW - ago)),
            watched_until: Millis(NOW - watched),
        };
        let spans = uptime(&known, Millis(NOW));
        prop_assert_eq!(spans[0].from, Millis(NOW - DAY));
        prop_assert_eq!(spans[spans.len() - 1].to, Millis(NOW));
        for pair in spans.windows(2) {
            prop_assert_eq!(pair[0].to, pair[1].from);
            prop_assert_ne!(pair[0].standing, pair[1].standing);
        }
        for span in &spans {
            prop_assert!(span.from < span.to);
        }
    }
}
