//! What holds of every past.

use std::collections::BTreeMap;

use contract::console::Millis;
use contract::console::notify::Kind;
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Seconds since the turn before, which runner, and whether it fails.
fn turns() -> impl Strategy<Value = Vec<(i64, usize, bool)>> {
    prop::collection::vec((0_i64..200, 0_usize..6, any::<bool>()), 0..80)
}

/// How the runners stood: for each the times at which it failed and was mended, in turn.
fn stretches(turns: &[(i64, usize, bool)]) -> BTreeMap<usize, Vec<(i64, Option<i64>)>> {
    let mut stretches: BTreeMap<usize, Vec<(i64, Option<i64>)>> = BTreeMap::new();
    let mut now = 0;
    for (after, runner, fails) in turns {
        now += after;
        let own = stretches.entry(*runner).or_default();
        match (own.last_mut(), *fails) {
            (Some((_, end @ None)), false) => *end = Some(now),
            (None | Some((_, Some(_))), true) => own.push((now, None)),
            _ => {}
        }
    }
    stretches
}

fn played(turns: &[(i64, usize, bool)], looks: bool) -> Watch {
    let mut watch = Watch::new(rule(json!({})));
    let mut now = 0;
    for (after, runner, fails) in turns {
        if looks {
            for second in (now..now + after).step_by(7) {
                watch.take(second, &[]);
            }
        }
        now += after;
        let id = format!("r{runner}");
        if *fails {
            watch.fail(now, &id);
        } else {
            watch.mend(now, &id);
        }
    }
    watch.take(now + 100_000, &[]);
    watch
}

/// When each runner was told of, in order.
fn told(watch: &Watch) -> BTreeMap<String, Vec<(Millis, Kind)>> {
    let mut told: BTreeMap<String, Vec<(Millis, Kind)>> = BTreeMap::new();
    for outcome in &watch.outcomes {
        if let Outcome::Tell {
            at, kind, subjects, ..
        } = outcome
        {
            for subject in subjects {
                told.entry(subject.id.clone())
                    .or_default()
                    .push((*at, *kind));
            }
        }
    }
    told
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Alarm and end take turns; the last word is the truth.
    #[test]
    fn alarm_and_end_take_turns(turns in turns()) {
        let watch = played(&turns, false);
        let stretches = stretches(&turns);
        let told = told(&watch);
        for (runner, own) in &stretches {
            let words = told.get(&format!("r{runner}")).cloned().unwrap_or_default();
            for (index, (_, kind)) in words.iter().enumerate() {
                prop_assert_eq!(*kind == Kind::Recovered, index % 2 == 1, "{:?}", words);
            }
            let is_failed = own.last().is_some_and(|(_, end)| end.is_none());
            prop_assert_eq!(words.len() % 2 == 1, is_failed, "{:?}", words);
        }
    }

    /// Nothing is told of what did not hold, and nothing that held for longer than a group waits is missed.
    #[test]
    fn no_flap_is_told_and_nothing_that_lasts_is_missed(turns in turns()) {
        let watch = played(&turns, false);
        let told = told(&watch);
        for (runner, own) in stretches(&turns) {
            let words = told.get(&format!("r{runner}")).cloned().unwrap_or_default();
            let is_alarm = |kind: &Kind| *kind != Kind::Recovered;
            for (at, _) in words.iter().filter(|(_, kind)| is_alarm(kind)) {
                let at = (at.0 - START) / 1000;
                let held = own.iter().any(|(begin, end)| {
                    begin + 60 <= at && end.is_none_or(|end| at <= end)
                });
                prop_assert!(held, "told at {} of {:?}", at, own);
            }
            let is_flapping = words.iter().any(|(_, kind)| *kind == Kind::Flapping);
            for (begin, end) in own.iter().filter(|(begin, end)| {
                !is_flapping && end.is_none_or(|end| end - begin > 60 + 120 + 60)
            }) {
                let known = words.iter().rfind(|(at, _)| {
                    let at = (at.0 - START) / 1000;
                    end.is_none_or(|end| at <= end)
                });
                prop_assert!(known.is_some_and(|(_, kind)| is_alarm(kind)), "{} {:?}", begin, words);
            }
        }
    }

    /// How often it is asked makes no difference.
    #[test]
    fn the_same_is_told_however_often_one_looks(turns in turns()) {
        prop_assert_eq!(played(&turns, true).told(), played(&turns, false).told());
    }
}
