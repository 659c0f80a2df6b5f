//! The last 24 hours of a runner, from what happened to it and how it stands now. A pure function.

use contract::console::{Happening, HistoryEntry, Millis, Span, Standing};
use contract::model::InstallStatus;

/// 24 hours, in milliseconds.
const DAY: i64 = 24 * 3600 * 1000;

/// What is known of a runner.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts<'a> {
    /// What happened to it, the oldest first.
    pub(super) entries: &'a [HistoryEntry],
    /// How it stands: install status, and whether heartbeats arrive. None if it is not there.
    pub(super) present: Option<(InstallStatus, bool)>,
    /// When it was first seen in its present life.
    pub(super) since: Option<Millis>,
    /// Until when somebody looked.
    pub(super) watched_until: Millis,
}

/// How a runner stood between two happenings, as far as they tell.
#[derive(Debug, Clone, Default)]
struct Stand {
    there: Option<There>,
    install: Option<InstallStatus>,
    connected: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum There {
    /// Nobody knew of it.
    Unseen,
    Absent,
    Present,
}

/// Spans in order, without gaps, that cover exactly the 24 hours before `now`.
pub(super) fn uptime(known: &Facts, now: Millis) -> Vec<Span> {
    let start = now.0 - DAY;
    let (times, stands) = stands(known);
    let gaps = gaps(known, now);

    let mut cuts = vec![start, now.0];
    cuts.extend(&times);
    cuts.extend(gaps.iter().flat_map(|(from, to)| [*from, *to]));
    cuts.retain(|at| (start..=now.0).contains(at));
    cuts.sort_unstable();
    cuts.dedup();

    let mut spans: Vec<Span> = Vec::new();
    for (from, to) in cuts.iter().copied().zip(cuts.iter().copied().skip(1)) {
        let unwatched = gaps
            .iter()
            .any(|(since, until)| *since <= from && to <= *until);
        let standing = if unwatched {
            Standing::Unwatched
        } else {
            stands[times.partition_point(|at| *at <= from)].standing()
        };
        match spans.last_mut() {
            Some(last) if last.standing == standing => last.to = Millis(to),
            _ => spans.push(Span {
                from: Millis(from),
                to: Millis(to),
                standing,
            }),
        }
    }
    spans
}

/// Times in which nobody looked.
fn gaps(known: &Facts, now: Millis) -> Vec<(i64, i64)> {
    let mut gaps: Vec<_> = known
        .entries
        .iter()
        .filter_map(|entry| match entry.what {
            Happening::Unwatched { since } => Some((since.0, entry.at.0)),
            _ => None,
        })
        .collect();
    gaps.push((known.watched_until.0, now.0));
    if let Some(since) = known.since
        && !known.entries.iter().any(|entry| is_boundary(&entry.what))
    {
        gaps.push((i64::MIN, since.0));
    }
    gaps
}

/// The instants of the happenings, and how it stood before each and after the last.
fn stands(known: &Facts) -> (Vec<i64>, Vec<Stand>) {
    let mut times = Vec::new();
    let mut stands = vec![Stand::default()];
    let told = known
        .entries
        .iter()
        .filter(|entry| !matches!(entry.what, Happening::Unwatched { .. }));
    let told: Vec<_> = told.collect();
    for entry in &told {
        let mut before = stands.pop().unwrap_or_default();
        before.must_precede(&entry.what);
        let mut after = before.clone();
        after.follow(&entry.what);
        stands.extend([before, after]);
        // A clock that was set back does not turn the order round.
        times.push(
            times
                .last()
                .map_or(entry.at.0, |last| entry.at.0.max(*last)),
        );
    }
    let last = stands.len() - 1;
    stands[last].end(known.present.as_ref());
    // What a happening does not change was the same before it.
    for (index, entry) in told.iter().enumerate().rev() {
        if !is_boundary(&entry.what) {
            let after = stands[index + 1].clone();
            stands[index].fill(after);
        }
    }
    (times, stands)
}

/// Whether one life ends here, or another begins.
fn is_boundary(what: &Happening) -> bool {
    matches!(
        what,
        Happening::Created { .. } | Happening::FirstSeen { .. } | Happening::Deleted
    )
}

impl Stand {
    /// What a happening says of the time before it, where nothing else did.
    fn must_precede(&mut self, what: &Happening) {
        match what {
            Happening::Created { .. } => self.there = Some(There::Absent),
            Happening::FirstSeen { .. } => {
                self.there.get_or_insert(There::Unseen);
            }
            Happening::Deleted => {
                self.there.get_or_insert(There::Present);
                self.install.get_or_insert(InstallStatus::Deleting);
            }
            Happening::Install { from, .. } => {
                self.install.get_or_insert_with(|| from.clone());
            }
            Happening::ConnectionLost { .. } => {
                self.connected.get_or_insert(true);
            }
            Happening::ConnectionGained { .. } => {
                self.connected.get_or_insert(false);
            }
            _ => {}
        }
    }

    /// What a happening says of the time after it.
    fn follow(&mut self, what: &Happening) {
        match what {
            Happening::Created { .. } => {
                *self = Self {
                    there: Some(There::Present),
                    install: None,
                    connected: Some(false),
                };
            }
            Happening::FirstSeen { status } => {
                *self = Self {
                    there: Some(There::Present),
                    install: Some(status.clone()),
                    connected: None,
                };
            }
            Happening::Deleted => {
                *self = Self {
                    there: Some(There::Absent),
                    ..Self::default()
                };
            }
            Happening::Install { to, .. } => self.install = Some(to.clone()),
            Happening::ConnectionLost { .. } => self.connected = Some(false),
            Happening::ConnectionGained { .. } => self.connected = Some(true),
            _ => {}
        }
    }

    /// How it stands now ends the last part.
    fn end(&mut self, present: Option<&(InstallStatus, bool)>) {
        match present {
            Some((install, connected)) => {
                self.there = Some(There::Present);
                self.install = Some(install.clone());
                self.connected = Some(*connected);
            }
            None => {
                self.there.get_or_insert(There::Unseen);
            }
        }
    }

    fn fill(&mut self, after: Self) {
        self.there = self.there.or(after.there);
        self.install = self.install.take().or(after.install);
        self.connected = self.connected.or(after.connected);
    }

    fn standing(&self) -> Standing {
        if self.there == Some(There::Unseen) {
            return Standing::Unwatched;
        }
        if self.there == Some(There::Absent) {
            return Standing::Absent;
        }
        match &self.install {
            None => Standing::Unwatched,
            Some(install) => Standing::of(install, self.connected == Some(true)),
        }
    }
}

#[cfg(test)]
mod tests;
