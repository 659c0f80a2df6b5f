//! A simulated past for the demo fleet: what could have happened to its runners on the day before the first reading,
//! so that bars and histories have content from the start. It is marked as simulated.

use contract::condition::HEARTBEAT_LAG;
use contract::console::{Happening, Millis};
use contract::model::InstallStatus;
use contract::part::Part;

use super::{Memory, fingerprint};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
/// A day, and a little more, so that the bars of a day begin at their left end.
const DEPTH: i64 = 24 * HOUR + 10 * MINUTE;

/// Who did what nobody did.
const NOBODY: &str = "simulated operator";

/// How a runner came to be and to fail, where the first look still tells.
#[derive(Debug, Default)]
pub(super) struct Beginning {
    pub(super) created_at: Option<Millis>,
    /// The failure that it has now.
    pub(super) failure: Option<Happening>,
    /// When it was heard of last.
    pub(super) heard_at: Option<Millis>,
}

/// What might have happened to a runner until now, the oldest first. The same for one runner ID every time.
pub(super) fn past(
    runner_id: &str,
    memory: &Memory,
    beginning: &Beginning,
    now: Millis,
) -> Vec<(Millis, Happening)> {
    let seed = fingerprint(&runner_id);
    let start = now.0 - DEPTH;
    let created = beginning.created_at.filter(|at| at.0 > start);
    let mut told = match (&memory.install, created) {
        // What is under way is told as it goes on.
        (InstallStatus::Pending | InstallStatus::Provisioning, _) => return Vec::new(),
        (InstallStatus::Failed, _) if memory.active == 0 => {
            let at = created.map_or(now.0 - 2 * HOUR, |at| at.0);
            vec![(
                at,
                Happening::Created {
                    by: Some(NOBODY.to_owned()),
                },
            )]
        }
        (_, Some(at)) => vec![(
            at.0,
            Happening::Created {
                by: Some(NOBODY.to_owned()),
            },
        )],
        _ => vec![(
            start,
            Happening::FirstSeen {
                status: InstallStatus::Ready,
            },
        )],
    };
    // Nothing before it was there.
    let from = told[0].0 + 5 * MINUTE;
    if memory.active > 0 {
        told.extend(connection_losses(seed));
        if memory.active > 1 && seed.is_multiple_of(3) {
            told.extend(rollout(seed, memory.active));
        }
        if seed % 4 == 1 {
            told.push((-(pick(seed, 5, 22) * HOUR), edited(Part::Overrides)));
        }
        for (at, _) in told.iter_mut().skip(1) {
            *at += now.0;
        }
    }
    let (first, rest) = told.split_at(1);
    let mut told = first.to_vec();
    let ending = ending(seed, memory, beginning, now);
    let lost = ending
        .iter()
        .find(|(_, what)| matches!(what, Happening::ConnectionLost { .. }));
    // One that is not heard of has not come back since.
    let until = lost.map_or(now.0, |(at, _)| at - HOUR);
    let rest = rest.iter().filter(|(at, _)| (from + 1..until).contains(at));
    told.extend(rest.cloned());
    told.extend(ending);
    told.sort_by_key(|(at, _)| *at);
    told.into_iter()
        .map(|(at, what)| (Millis(at), what))
        .collect()
}

/// A number from `least` to `most` that a seed picks.
fn pick(seed: u64, least: i64, most: i64) -> i64 {
    let span = u64::try_from(most - least + 1).unwrap_or(1);
    least + i64::try_from((seed / 7) % span).unwrap_or(0)
}

/// Up to three times without heartbeats, each over; times are before now.
fn connection_losses(seed: u64) -> Vec<(i64, Happening)> {
    let mut told = Vec::new();
    for loss in 0..seed % 4 {
        let nth = i64::try_from(loss).unwrap_or(0);
        let lost = -(pick(seed >> (8 * loss), 2, 6) * HOUR + nth * 7 * HOUR);
        let length = pick(seed >> (5 * loss), 2, 19) * MINUTE;
        told.push((lost, Happening::ConnectionLost { heard_at: None }));
        let after_seconds = Some(length / SECOND);
        told.push((lost + length, Happening::ConnectionGained { after_seconds }));
    }
    told
}

/// A newer version that came out and was applied by hand.
fn rollout(seed: u64, revision: i32) -> Vec<(i64, Happening)> {
    let at = -(pick(seed, 3, 20) * HOUR + 23 * MINUTE);
    let took = pick(seed, 25, 55);
    let by = NOBODY.to_owned();
    vec![
        (at - HOUR, Happening::UpdateAvailable),
        (at, Happening::UpgradeRequested { by }),
        (
            at + 2 * SECOND,
            Happening::RolloutStarted {
                active: revision - 1,
                target: revision,
            },
        ),
        (
            at + (2 + took) * SECOND,
            Happening::RolloutDone {
                revision,
                after_seconds: Some(took),
            },
        ),
    ]
}

fn edited(part: Part) -> Happening {
    Happening::Edited {
        by: NOBODY.to_owned(),
        mask: vec![part.place().to_owned()],
        change: None,
    }
}

/// How it came to stand as it does now.
fn ending(seed: u64, memory: &Memory, beginning: &Beginning, now: Millis) -> Vec<(i64, Happening)> {
    let ago = now.0 - pick(seed, 35, 95) * MINUTE;
    match memory.install {
        InstallStatus::Failed => {
            let failed = beginning.failure.clone();
            if memory.active == 0 {
                let at = beginning
                    .created_at
                    .map_or(ago, |at| at.0.max(now.0 - DEPTH));
                return failed.map(|what| (at + MINUTE, what)).into_iter().collect();
            }
            let change = (ago - MINUTE, edited(Part::Overrides));
            let lost = (ago, Happening::ConnectionLost { heard_at: None });
            let failed = failed.map(|what| (ago + 40 * SECOND, what));
            [change, lost].into_iter().chain(failed).collect()
        }
        InstallStatus::Ready if !memory.is_connected() => {
            let heard_at = beginning.heard_at.filter(|at| at.0 > now.0 - DEPTH);
            let at = heard_at.map_or(ago, |at| {
                let lost = Millis::from(at.instant() + HEARTBEAT_LAG);
                lost.0.min(now.0 - SECOND)
            });
            vec![(at, Happening::ConnectionLost { heard_at })]
        }
        InstallStatus::Deleting => {
            let by = NOBODY.to_owned();
            vec![(now.0 - MINUTE, Happening::DeleteRequested { by })]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use contract::api::Dialect;
    use contract::model::{ConnectionStatus, Runner};

    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);

    fn past_of(id: &str, runner: &Runner, beginning: &Beginning) -> Vec<(Millis, Happening)> {
        past(
            id,
            &Memory::new(runner, Dialect::V1beta2, NOW),
            beginning,
            NOW,
        )
    }

    fn ready() -> Runner {
        Runner {
            install_status: InstallStatus::Ready,
            connection_status: ConnectionStatus::Connected,
            active_revision: 5,
            target_revision: 5,
            ..Runner::default()
        }
    }

    #[test]
    fn it_is_in_order_within_the_day_and_the_same_again() {
        let mut kinds = std::collections::HashSet::new();
        for number in 0..200 {
            let id = format!("runner-{number}");
            let told = past_of(&id, &ready(), &Beginning::default());
            assert!(told.is_sorted_by_key(|(at, _)| *at), "{told:?}");
            assert!(
                told.iter()
                    .all(|(at, _)| at.0 >= NOW.0 - DEPTH && *at < NOW)
            );
            assert!(matches!(told[0].1, Happening::FirstSeen { .. }));
            assert_eq!(told, past_of(&id, &ready(), &Beginning::default()));
            kinds.extend(told.iter().map(|(_, what)| std::mem::discriminant(what)));
        }
        assert!(kinds.len() > 6, "losses, rollouts and edits are all met");
    }

    #[test]
    fn a_connected_runner_got_back_whatever_it_lost() {
        for number in 0..200 {
            let told = past_of(&format!("runner-{number}"), &ready(), &Beginning::default());
            let count = |wanted: fn(&Happening) -> bool| {
                told.iter().filter(|(_, what)| wanted(what)).count()
            };
            let lost = count(|what| matches!(what, Happening::ConnectionLost { .. }));
            let back = count(|what| matches!(what, Happening::ConnectionGained { .. }));
            assert_eq!(lost, back, "{told:?}");
        }
    }

    #[test]
    fn a_silent_runner_is_lost_since_it_was_heard_of_last() {
        let silent = Runner {
            connection_status: ConnectionStatus::Disconnected,
            ..ready()
        };
        for minutes in [0, 2, 90, 700, 3000] {
            let heard_at = Millis(NOW.0 - minutes * MINUTE);
            let beginning = Beginning {
                heard_at: Some(heard_at),
                ..Beginning::default()
            };
            for number in 0..50 {
                let told = past_of(&format!("runner-{number}"), &silent, &beginning);
                let (at, last) = told.last().unwrap();
                assert!(
                    matches!(last, Happening::ConnectionLost { .. }),
                    "{minutes} min: {told:?}"
                );
                assert!(
                    *at < NOW && at.0 - heard_at.0 >= -SECOND,
                    "{minutes} min: {at:?}"
                );
            }
        }
    }

    #[test]
    fn a_failure_comes_last_and_a_new_runner_has_no_earlier_past() {
        let failed = Runner {
            install_status: InstallStatus::Failed,
            active_revision: 0,
            ..ready()
        };
        let created_at = Millis(NOW.0 - HOUR);
        let failure = Happening::Install {
            from: InstallStatus::Provisioning,
            to: InstallStatus::Failed,
            reason: String::new(),
            message: "no node".to_owned(),
            hints: Vec::new(),
        };
        let beginning = Beginning {
            created_at: Some(created_at),
            failure: Some(failure.clone()),
            heard_at: None,
        };
        let told = past_of("new", &failed, &beginning);
        assert_eq!(told[0].0, created_at);
        assert_eq!(told.last().map(|(_, what)| what), Some(&failure));
        let pending = Runner {
            install_status: InstallStatus::Pending,
            ..failed
        };
        assert_eq!(past_of("new", &pending, &beginning), []);
    }
}
