//! What the cells of columns say of a runner.

use std::{borrow::Cow, sync::Arc};

use contract::console::{Maintenance, Millis, RunnerSummary};
use jiff::Timestamp;

use crate::{
    format::{age, time, word},
    pages::fleet::days::DayShown,
    widgets::{
        icon::Icon,
        status::{Badge, Tone},
    },
};

/// What a row shows.
pub(in crate::pages::fleet) struct Facts<'a> {
    pub(in crate::pages::fleet) runner: &'a RunnerSummary,
    /// The newest heartbeat.
    pub(in crate::pages::fleet) heard: Option<Millis>,
    /// The last 24 hours, where a column shows them and once they are read.
    pub(in crate::pages::fleet) day: Option<Arc<DayShown>>,
    pub(in crate::pages::fleet) now: Timestamp,
}

/// How a cell is drawn, and from what.
#[derive(Clone, Copy)]
pub(in crate::pages::fleet) enum Content {
    /// It is no cell: the name of the runner is the head of its row.
    Head,
    Text(for<'a> fn(&'a Facts<'_>) -> Cow<'a, str>),
    Badge(fn(&Facts<'_>) -> Badge),
    /// The connection with the age of the newest heartbeat.
    Connection(fn(&Facts<'_>) -> Badge),
    /// A label, where there is one.
    Label(fn(&Facts<'_>) -> Option<Badge>),
    /// The last 24 hours as a bar.
    Day(for<'a> fn(&'a Facts<'_>) -> Option<&'a DayShown>),
    /// The age of an instant.
    Age(fn(&Facts<'_>) -> Option<Millis>),
}

pub(super) fn channel<'a>(facts: &'a Facts<'_>) -> Cow<'a, str> {
    if facts.runner.is_managed() {
        word::channel(&facts.runner.release_channel).into()
    } else {
        "".into()
    }
}

/// `7`, or `7 → 8` while a rollout is under way; a runner that never ran has no active revision.
pub(super) fn revision<'a>(facts: &'a Facts<'_>) -> Cow<'a, str> {
    match (facts.runner.active_revision, facts.runner.target_revision) {
        (0, 0) => "".into(),
        (0, target) => format!("→ {target}").into(),
        (active, target) if target > active => format!("{active} → {target}").into(),
        (active, _) => active.to_string().into(),
    }
}

pub(super) fn update(facts: &Facts<'_>) -> Option<Badge> {
    let badge = |icon, word: &'static str| Badge {
        tone: Tone::Busy,
        icon,
        word: word.into(),
    };
    if facts.runner.is_rolling_out() {
        Some(badge(Icon::Busy, "rolling out"))
    } else {
        facts
            .runner
            .update_available
            .then(|| badge(Icon::Up, "available"))
    }
}

pub(super) fn next_window<'a>(facts: &'a Facts<'_>) -> Cow<'a, str> {
    match facts.runner.maintenance {
        Maintenance::None => "".into(),
        Maintenance::AnyTime => "any time".into(),
        Maintenance::Never => "never".into(),
        Maintenance::Open(_) => "open now".into(),
        Maintenance::Next(at) => {
            format!("in {}", age::short(at.instant().duration_since(facts.now))).into()
        }
    }
}

/// The failure behind an install status.
pub(super) fn failure(facts: &Facts<'_>) -> Option<String> {
    let failure = &facts.runner.failure;
    (!failure.is_empty()).then(|| failure.clone())
}

/// An instant in UTC and in the zone of the browser.
pub(super) fn moment(at: Option<Millis>) -> Option<String> {
    let at = at?.instant();
    Some(format!("{}\n{}", time::utc(at), time::local(at)))
}

/// When the next window opens, or the one that is open closes.
pub(super) fn window_moment(facts: &Facts<'_>) -> Option<String> {
    let (verb, at) = match facts.runner.maintenance {
        Maintenance::Open(until) => ("Closes", until),
        Maintenance::Next(at) => ("Opens", at),
        Maintenance::None | Maintenance::AnyTime | Maintenance::Never => return None,
    };
    let at = at.instant();
    let (utc, local) = (time::utc_minute(at), time::local_minute(at));
    Some(format!("{verb} {utc}\n{local}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_show_the_way() {
        let text = |active_revision, target_revision| {
            let runner = &RunnerSummary {
                active_revision,
                target_revision,
                ..RunnerSummary::default()
            };
            let facts = Facts {
                runner,
                heard: None,
                day: None,
                now: Timestamp::UNIX_EPOCH,
            };
            revision(&facts).into_owned()
        };
        assert_eq!(text(9, 10), "9 → 10");
        assert_eq!(text(9, 9), "9");
        assert_eq!(text(0, 1), "→ 1");
        assert_eq!(text(0, 0), "");
    }
}
