//! The orders that columns give: a number for each runner, so that a sort compares numbers alone.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use contract::{
    condition::status,
    console::{Maintenance, Millis, RunnerSummary, natural},
};

/// By what a column orders runners.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// A text, in natural order: `a2` before `a10`.
    Text(fn(&RunnerSummary) -> Cow<'_, str>),
    /// A number.
    Number(fn(&RunnerSummary) -> u64),
}

impl Order {
    /// Numbers that order runners so, one for each.
    pub(super) fn keys(self, runners: &[Arc<RunnerSummary>]) -> Vec<u64> {
        match self {
            Self::Text(text) => ranks(runners, text),
            Self::Number(number) => runners.iter().map(|runner| number(runner)).collect(),
        }
    }
}

/// The places of texts in their order. Most are the same few words, so only different ones are compared.
fn ranks(runners: &[Arc<RunnerSummary>], text: fn(&RunnerSummary) -> Cow<'_, str>) -> Vec<u64> {
    let texts: Vec<Cow<'_, str>> = runners.iter().map(|runner| text(runner)).collect();
    let mut places: HashMap<&str, u64> = texts.iter().map(|text| (text.as_ref(), 0)).collect();
    let mut words: Vec<&str> = places.keys().copied().collect();
    words.sort_unstable_by(|a, b| natural(a, b));
    for (word, place) in words.into_iter().zip(0..) {
        places.insert(word, place);
    }
    texts.iter().map(|text| places[text.as_ref()]).collect()
}

pub(super) fn install(runner: &RunnerSummary) -> u64 {
    status::install_rank(runner).into()
}

/// The newest heartbeat comes last.
pub(super) fn connection(runner: &RunnerSummary) -> u64 {
    let rank = status::connection_rank(&runner.connection_status);
    pair(rank, instant(runner.last_heartbeat_at))
}

/// The channel by its constant; runners without one come after every constant.
pub(super) fn channel(runner: &RunnerSummary) -> Cow<'_, str> {
    if runner.is_managed() {
        runner
            .release_channel
            .effective()
            .constant()
            .to_owned()
            .into()
    } else {
        "~".into()
    }
}

pub(super) fn revision(runner: &RunnerSummary) -> u64 {
    let number = |number: i32| u64::from(number.cast_unsigned() ^ (1 << 31));
    number(runner.active_revision) << 32 | number(runner.target_revision)
}

/// A rollout under way first, then an update that waits.
pub(super) fn update(runner: &RunnerSummary) -> u64 {
    u64::from(!runner.is_rolling_out()) << 1 | u64::from(!runner.update_available)
}

/// What opens soonest comes first.
pub(super) fn maintenance(runner: &RunnerSummary) -> u64 {
    let (rank, at) = match runner.maintenance {
        Maintenance::Open(until) => (0, Some(until)),
        Maintenance::Next(at) => (1, Some(at)),
        Maintenance::AnyTime => (2, None),
        Maintenance::Never => (3, None),
        Maintenance::None => (4, None),
    };
    pair(rank, instant(at))
}

/// The youngest comes first.
pub(super) fn age(runner: &RunnerSummary) -> u64 {
    u64::MAX - instant(runner.created_at)
}

/// First by the rank, then by the number, of which 56 bits count.
fn pair(rank: u8, number: u64) -> u64 {
    u64::from(rank) << 56 | number
}

/// An instant as a number; none comes before any.
fn instant(at: Option<Millis>) -> u64 {
    at.map_or(0, |at| u64::try_from(at.0).unwrap_or(0) + 1)
}
