//! When automatic updates of runners may start and when they may not, in the next 90 days. A pure function.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use contract::maintenance::{Calendar, exclusion};
use contract::model::MaintenancePolicy;
use jiff::Timestamp;

use crate::history::fingerprint;
use crate::live::Schedules;
use crate::settings::secret;

const DAY: i64 = 24 * 3600;

/// How far ahead a calendar tells, in seconds.
const AHEAD: i64 = 90 * DAY;

/// An opening that is under way began at most so long ago, but where one follows the other without a pause: then it
/// counts from a fixed day, so that the next fetch finds the same beginning. In seconds.
const BACK: i64 = 8 * DAY;
const FIXED: i64 = 28 * DAY;

/// Openings of one policy, and periods of a calendar.
const OPENINGS: usize = 1000;
const PERIODS: usize = 2000;

/// Runners that a period names.
const NAMED: usize = 50;

/// A time of which a calendar tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    /// The same as long as the feed tells of the same time for the same reason.
    pub(super) uid: String,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) summary: String,
    pub(super) description: String,
}

/// Why a calendar tells of a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Opening,
    /// With the reason that was given.
    Exclusion(String),
}

/// The periods of a feed that are not over, in order, one for all runners that have it.
pub(super) fn of(feed_id: &str, schedules: &Schedules, now: Timestamp) -> Vec<Period> {
    let mut policies: HashMap<u64, (Arc<MaintenancePolicy>, Vec<&str>)> = HashMap::new();
    for (runner_id, policy) in schedules {
        let same = policies.entry(fingerprint(policy));
        let (_, runners) = same.or_insert_with(|| (Arc::clone(policy), Vec::new()));
        runners.push(runner_id);
    }
    let mut periods: BTreeMap<(Timestamp, Timestamp, Why), Vec<&str>> = BTreeMap::new();
    for (policy, runners) in policies.values() {
        for (from, to, why) in of_policy(policy, now) {
            periods.entry((from, to, why)).or_default().extend(runners);
        }
    }
    let told = periods.into_iter().take(PERIODS);
    told.map(|((from, to, why), mut runners)| {
        runners.sort_unstable();
        runners.dedup();
        period(feed_id, from, to, &why, &runners)
    })
    .collect()
}

/// A policy that cannot be read tells of nothing: the API would not have taken it.
fn of_policy(policy: &MaintenancePolicy, now: Timestamp) -> Vec<(Timestamp, Timestamp, Why)> {
    let Ok(calendar) = Calendar::new(Some(policy)) else {
        return Vec::new();
    };
    let second = |second: i64| Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
    let until = second(now.as_second() + AHEAD);
    let from = second((now.as_second() - BACK).div_euclid(FIXED) * FIXED);
    let mut periods = Vec::new();
    if !policy.windows.is_empty() && !calendar.never_closes(now) {
        let openings = calendar
            .openings_from(from)
            .take_while(|opening| opening.start < until)
            .filter_map(|opening| Some((opening.start, opening.end?)))
            .filter(|(_, to)| *to > now);
        periods.extend(
            openings
                .take(OPENINGS)
                .map(|(from, to)| (from, to, Why::Opening)),
        );
    }
    let exclusions = policy.exclusions.iter().filter_map(|given| {
        let (from, to) = exclusion(given).ok()?;
        let is_told = to > now && from < until;
        is_told.then(|| (from, to, Why::Exclusion(one_line(&given.reason))))
    });
    periods.extend(exclusions);
    periods
}

fn period(feed_id: &str, from: Timestamp, to: Timestamp, why: &Why, runners: &[&str]) -> Period {
    let who = match runners {
        [one] => one_line(one),
        all => format!("{} runners", all.len()),
    };
    let (key, summary, first) = match why {
        Why::Opening => (
            "opening".to_owned(),
            format!("Updates may start: {who}"),
            "Automatic updates may start during this time. It does not mean that one will.",
        ),
        Why::Exclusion(reason) => (
            format!("exclusion {reason}"),
            match reason.as_str() {
                "" => format!("No updates: {who}"),
                reason => format!("No updates: {who} ({reason})"),
            },
            "No automatic update starts during this time.",
        ),
    };
    let named = runners.iter().take(NAMED).map(|runner| one_line(runner));
    let mut lines = vec![first.to_owned(), String::new()];
    lines.extend(named);
    if runners.len() > NAMED {
        lines.push(format!("and {} more", runners.len() - NAMED));
    }
    let hash = secret::hash(&format!("{feed_id}\n{from}\n{to}\n{key}"));
    Period {
        uid: format!(
            "{}@{feed_id}.runner-console",
            secret::hexadecimal(&hash[..12])
        ),
        from,
        to,
        summary,
        description: lines.join("\n"),
    }
}

/// Texts of the API stay in one line.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests;
