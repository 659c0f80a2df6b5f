//! What a rule would have reported in the last seven days: the same code, run over the history.

use std::collections::{BTreeMap, HashMap};

use contract::console::notify::{Kind, RulePreviewed, Sketch, When};
use contract::console::{Happening, HistoryEntry, Millis, RunnerSummary};
use jiff::Timestamp;

use super::Notifier;
use super::decide::{ActiveRule, CONSOLE, Fact, Outcome, State, World};
use super::manage::unreadable;
use crate::http::Refusal;
use crate::session::Caller;

/// Seven days, in milliseconds.
const BACK: i64 = 7 * 24 * 3600 * 1000;

impl Notifier {
    pub(super) async fn preview(
        &self,
        caller: &Caller,
        sketch: Sketch,
    ) -> Result<RulePreviewed, Refusal> {
        self.check(caller, &sketch).await?;
        let now = Millis::from(Timestamp::now());
        let since = Millis(now.0 - BACK);
        let history = self.history.since(&caller.organization, since);
        let history = history.await.map_err(unreadable)?;
        let runners = self.live.hub(&caller.organization).snapshot().runners;
        Ok(played(sketch, &history, &runners, now))
    }
}

/// What a rule would have told of that history.
fn played(
    sketch: Sketch,
    history: &[HistoryEntry],
    runners: &[RunnerSummary],
    now: Millis,
) -> RulePreviewed {
    // Windows of the past are not written down, nor links that were.
    if matches!(sketch.when, When::UpdateWaiting | When::ShareEnding { .. }) {
        return RulePreviewed::default();
    }
    let rule = ActiveRule {
        id: "preview".to_owned(),
        version: 0,
        sketch,
        pause: None,
    };
    let by_id: HashMap<&str, &RunnerSummary> = runners
        .iter()
        .map(|runner| (runner.runner_id.as_str(), runner))
        .collect();
    let world = World {
        rules: &[rule],
        runner: &|id| by_id.get(id).map(|runner| (*runner).clone()),
    };
    let mut facts: Vec<(Millis, Fact)> = Vec::new();
    for entry in history {
        match &entry.what {
            Happening::Unwatched { since } if entry.runner_id == CONSOLE => {
                let looks = [
                    (*since, Fact::Sight(None)),
                    (entry.at, Fact::Sight(Some(entry.at))),
                ];
                facts.extend(looks);
            }
            _ => facts.push((entry.at, Fact::Entry(entry))),
        }
    }
    facts.sort_by_key(|(at, _)| *at);
    let begin = facts.first().map_or(now, |(at, _)| *at);
    let mut state = State::default();
    let mut outcomes = state.take(&world, begin, &[Fact::Sight(Some(begin))]);
    for together in facts.chunk_by(|(one, _), (other, _)| one == other) {
        let (at, _) = together[0];
        let facts: Vec<Fact> = together.iter().map(|(_, fact)| fact.clone()).collect();
        outcomes.extend(state.take(&world, at, &facts));
    }
    outcomes.extend(state.take(&world, now, &[]));
    summed_up(outcomes)
}

fn summed_up(outcomes: Vec<Outcome>) -> RulePreviewed {
    let mut previewed = RulePreviewed {
        known: true,
        ..RulePreviewed::default()
    };
    let mut kept_back = BTreeMap::new();
    for outcome in outcomes {
        match outcome {
            Outcome::Tell {
                kind: Kind::Recovered,
                ..
            } => previewed.recoveries += 1,
            Outcome::Tell { at, subjects, .. } => previewed.told.push((at, subjects.len())),
            Outcome::KeepBack { reason, .. } => *kept_back.entry(reason).or_insert(0) += 1,
        }
    }
    previewed.told.reverse();
    previewed.kept_back = kept_back.into_iter().collect();
    previewed
}

#[cfg(test)]
mod tests {
    use contract::console::notify::Reason;
    use contract::model::InstallStatus;
    use serde_json::json;

    use super::*;

    fn install(at: i64, runner_id: &str, to: InstallStatus) -> HistoryEntry {
        HistoryEntry {
            id: at,
            at: Millis(at * 1000),
            runner_id: runner_id.to_owned(),
            what: Happening::Install {
                from: InstallStatus::Ready,
                to,
                reason: String::new(),
                message: String::new(),
                hints: Vec::new(),
            },
        }
    }

    fn sketch(when: serde_json::Value) -> Sketch {
        let sketch = json!({ "name": "a", "when": when, "channels": ["c"] });
        serde_json::from_value(sketch).unwrap()
    }

    #[test]
    fn the_past_is_played_by_the_same_machine() {
        let history = [
            install(1000, "alpha", InstallStatus::Failed),
            install(1030, "alpha", InstallStatus::Ready),
            install(2000, "alpha", InstallStatus::Failed),
            install(9000, "alpha", InstallStatus::Ready),
            install(9500, "beta", InstallStatus::Failed),
        ];
        let failed = sketch(json!({ "kind": "installFailed" }));
        let previewed = played(failed, &history, &[], Millis(10_000_000));
        assert!(previewed.known);
        assert_eq!(
            previewed.told,
            [(Millis(9_560_000), 1), (Millis(2_060_000), 1)]
        );
        assert_eq!(previewed.recoveries, 1);
        assert_eq!(previewed.kept_back, [(Reason::Short, 1)]);
    }

    #[test]
    fn a_time_in_which_nobody_could_look_is_one_of_blindness() {
        let blind = HistoryEntry {
            id: 1,
            at: Millis(500_000),
            runner_id: String::new(),
            what: Happening::Unwatched {
                since: Millis(100_000),
            },
        };
        let when = sketch(json!({ "kind": "blind" }));
        let previewed = played(when, &[blind], &[], Millis(10_000_000));
        assert_eq!(previewed.told, [(Millis(115_000), 1)]);
        assert_eq!(previewed.recoveries, 1);
    }

    #[test]
    fn what_the_history_does_not_hold_is_not_made_up() {
        let waiting = sketch(json!({ "kind": "updateWaiting" }));
        assert!(!played(waiting, &[], &[], Millis(0)).known);
    }
}
