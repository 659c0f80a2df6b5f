//! What several runners have in common.

use std::collections::BTreeMap;

use contract::console::Millis;
use contract::console::notify::{Cause, Dimension};

use super::World;

/// Fewer than that are told one by one.
const MANY: usize = 3;

/// What began within this time may have one cause, in milliseconds.
pub(super) const TOGETHER: i64 = 2 * 60_000;

/// Whether so many of so many are nearly all.
fn is_most(members: usize, pool: usize) -> bool {
    members * 4 >= pool * 3
}

/// Whether those of a list that are due wait for the next one, which will be in so many milliseconds: a few for what
/// may be the beginning of more, most of them hardly for one that may be a flap.
pub(super) fn is_worth_waiting(due: usize, members: usize, millis: i64) -> bool {
    millis <= if is_most(due, members) { 3_000 } else { 15_000 }
}

/// What belongs together with the first of them: all that share with it the narrowest thing that nearly all share,
/// or else what most do. `pool` has the IDs, the first among them.
pub(super) fn group(world: &World, first: &str, pool: &[String]) -> (Option<Cause>, Vec<String>) {
    let alone = || (None, vec![first.to_owned()]);
    if pool.len() < MANY {
        return alone();
    }
    let runners: BTreeMap<&str, _> = pool
        .iter()
        .filter_map(|id| Some((id.as_str(), (world.runner)(id)?)))
        .collect();
    let Some(own) = runners.get(first) else {
        return alone();
    };
    let mut best: Option<(Cause, Vec<String>)> = None;
    for dimension in Dimension::ALL {
        for value in dimension.values(own) {
            let sharing = |id: &&String| {
                let runner = runners.get(id.as_str());
                runner.is_some_and(|runner| dimension.values(runner).contains(&value))
            };
            let members: Vec<String> = pool.iter().filter(sharing).cloned().collect();
            let most = best.as_ref().map_or(MANY - 1, |(_, members)| members.len());
            let is_enough = members.len() >= MANY && is_most(members.len(), pool.len());
            if is_enough {
                return (Some(Cause { dimension, value }), members);
            }
            if members.len() > most {
                best = Some((Cause { dimension, value }, members));
            }
        }
    }
    best.map_or_else(alone, |(cause, members)| (Some(cause), members))
}

/// Whether two things may have begun of one cause.
pub(super) fn together(first: Millis, other: Millis) -> bool {
    (first.0 - other.0).abs() <= TOGETHER
}
