//! Paths of the gateway, same origin. Those of the API are in the contract.

use std::sync::Arc;

use contract::console::paths::{
    ACCOUNT, CHANGE, CHANGES, DAYS, EVENTS, FEED, HISTORY, NOTIFICATION_CHANNEL,
    NOTIFICATION_PAUSE, NOTIFICATION_REPLAY, NOTIFICATION_RULE, NOTIFICATION_TEST, OWN_SESSION,
    SHARE, SHARE_BADGE, SHARED, SHARED_EVENTS, UPTIME,
};
pub(crate) use contract::console::paths::{
    FEEDS, NOTIFICATION_CHANNELS, NOTIFICATION_MESSAGES, NOTIFICATION_PREVIEW, NOTIFICATION_RULES,
    NOTIFICATIONS, RUNNERS as SNAPSHOT, SESSION, SESSIONS, SHARE_PREVIEW, SHARES, SWITCH,
};

use super::encoding::encode;

fn one(pattern: &str, id: &str) -> String {
    pattern.replace("{id}", &encode(id))
}

/// One of this browser's accounts.
pub(crate) fn account(account: &str) -> String {
    one(ACCOUNT, account)
}

/// One of the person's sessions.
pub(crate) fn own_session(id: &str) -> String {
    one(OWN_SESSION, id)
}

/// The live stream of an account, from where another one broke off; from the beginning for an empty
/// place.
pub(crate) fn events(account: &str, after: &str) -> String {
    let after = match after {
        "" => String::new(),
        after => format!("&after={}", encode(after)),
    };
    format!("{EVENTS}?account={}{after}", encode(account))
}

/// What happened to a runner, before an entry or up to now.
pub(crate) fn history(runner_id: &str, before: Option<i64>) -> String {
    let before = before.map_or_else(String::new, |entry| format!("&before={entry}"));
    format!("{HISTORY}?runner={}{before}", encode(runner_id))
}

/// How a runner stood in the last 24 hours.
pub(crate) fn uptime(runner_id: &str) -> String {
    format!("{UPTIME}?runner={}", encode(runner_id))
}

/// How some runners stood in the last 24 hours.
pub(crate) fn days(runner_ids: &[Arc<str>]) -> String {
    format!("{DAYS}?runners={}", encode(&runner_ids.join(",")))
}

/// What a write replaced.
pub(crate) fn change(id: i64) -> String {
    one(CHANGE, &id.to_string())
}

/// What was changed of a profile.
pub(crate) fn profile_changes(id: &str) -> String {
    format!("{CHANGES}?profile={}", encode(id))
}

/// One feed.
pub(crate) fn feed(id: &str) -> String {
    one(FEED, id)
}

/// One link.
pub(crate) fn share(id: &str) -> String {
    one(SHARE, id)
}

/// The badge of a link.
pub(crate) fn share_badge(id: &str) -> String {
    one(SHARE_BADGE, id)
}

/// A rule of notifications.
pub(crate) fn rule(id: &str) -> String {
    one(NOTIFICATION_RULE, id)
}

/// Its pause.
pub(crate) fn rule_pause(id: &str) -> String {
    one(NOTIFICATION_PAUSE, id)
}

/// A channel of notifications.
pub(crate) fn channel(id: &str) -> String {
    one(NOTIFICATION_CHANNEL, id)
}

/// A message through it.
pub(crate) fn channel_test(id: &str) -> String {
    one(NOTIFICATION_TEST, id)
}

/// A message once more.
pub(crate) fn message_replay(id: &str) -> String {
    one(NOTIFICATION_REPLAY, id)
}

/// What a link shows, live; `again` for a page that was connected before.
pub(crate) fn shared_events(again: bool) -> String {
    format!("{SHARED_EVENTS}{}", visit(again))
}

/// What a link shows, once.
pub(crate) fn shared(again: bool) -> String {
    format!("{SHARED}{}", visit(again))
}

fn visit(again: bool) -> &'static str {
    if again { "?again" } else { "" }
}
