//! Rules and messages in words.

use contract::console::feed::FeedKind;
use contract::console::notify::{ChannelKind, HOUR, MINUTE, Reason, When};
use leptos::prelude::*;

use crate::{api::session::Rights, format::count, forms::request::Request, state::session::Person};

/// What a rule tells.
pub(super) fn when(when: When) -> String {
    match when {
        When::NeedsAttention => "A runner needs attention".to_owned(),
        When::InstallFailed => "An install failed".to_owned(),
        When::Silent { after } => format!("READY, but silent for {}", time(after)),
        When::Installing { after } => format!("Installing for {}", time(after)),
        When::RolloutStuck { after } => format!("Rolling out for {}", time(after)),
        When::RolloutDone => "A rollout is done".to_owned(),
        When::UpdateWaiting => "An update missed its window".to_owned(),
        When::ShareEnding { before } => format!("A shared link expires within {}", time(before)),
        When::Changed => "A runner was changed".to_owned(),
        When::Blind => "The console cannot read the API".to_owned(),
    }
}

/// A length of time in seconds: `5 minutes`.
pub(super) fn time(seconds: u32) -> String {
    const DAY: u32 = 24 * HOUR;
    match seconds {
        0 => "no time".to_owned(),
        _ if seconds.is_multiple_of(DAY) => count::of(seconds / DAY, "day"),
        _ if seconds.is_multiple_of(HOUR) => count::of(seconds / HOUR, "hour"),
        _ if seconds.is_multiple_of(MINUTE) => count::of(seconds / MINUTE, "minute"),
        _ => count::of(seconds, "second"),
    }
}

/// What kind of place a channel is.
pub(super) fn kind(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Webhook => "Webhook",
        ChannelKind::Slack => "Slack",
        ChannelKind::Teams => "Microsoft Teams",
        ChannelKind::Discord => "Discord",
        ChannelKind::Mail => "E-mail",
        ChannelKind::Browsers => "Browsers with this console open",
    }
}

/// What a feed is.
pub(super) fn feed_kind(kind: FeedKind) -> &'static str {
    match kind {
        FeedKind::Calendar => "Maintenance calendar",
        FeedKind::History => "Activity feed",
    }
}

/// What a feed tells, and whom.
pub(super) fn feed_hint(kind: FeedKind) -> &'static str {
    match kind {
        FeedKind::Calendar => {
            "Windows and exclusions of the next 90 days, for any calendar program (iCalendar)."
        }
        FeedKind::History => "Failures, rollouts and changes, for feed readers and chats (Atom).",
    }
}

/// Where a channel leads to, in a line.
pub(super) fn destination(kind: ChannelKind, place: &str) -> String {
    match place {
        "" => self::kind(kind).to_owned(),
        place => format!("{} to {place}", self::kind(kind)),
    }
}

/// Why something was not sent.
pub(super) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Short => "ended too soon",
        Reason::Quiet => "quiet hours",
        Reason::Paused => "the rule was paused",
        Reason::Limit => "too many within an hour",
        Reason::Flapping => "flapping, as already reported",
    }
}

/// Why somebody cannot change a rule or a channel.
pub(super) fn kept_from(person: Person, mine: bool) -> Option<String> {
    let may = mine || person.rights() == Rights::Admin;
    (!may).then(|| "Only whoever created it, or an administrator, can change it.".to_owned())
}

/// What the server says is wrong with a field.
pub(super) fn violation(request: Request, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        let told = request.error()?.violations;
        let mut told = told.into_iter();
        let own = told.find(|violation| violation.field == field);
        own.map(|violation| violation.description)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_the_largest_whole_unit() {
        for (seconds, told) in [
            (0, "no time"),
            (30, "30 seconds"),
            (60, "1 minute"),
            (5400, "90 minutes"),
            (7200, "2 hours"),
            (86_400, "1 day"),
        ] {
            assert_eq!(time(seconds), told);
        }
    }
}
