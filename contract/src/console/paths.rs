//! The paths under `/console`, as the gateway mounts them and pages ask them. `{id}` stands for one segment.

/// Who is signed in; sign-in, sign-out.
pub const SESSION: &str = "/console/session";
/// To another account of the browser.
pub const SWITCH: &str = "/console/session/switch";
/// One of the browser's accounts.
pub const ACCOUNT: &str = "/console/session/accounts/{id}";
/// Where the person is signed in.
pub const SESSIONS: &str = "/console/sessions";
/// One of the person's sessions.
pub const OWN_SESSION: &str = "/console/sessions/{id}";
/// The live stream (design D4).
pub const EVENTS: &str = "/console/events";
/// The fleet in one answer.
pub const RUNNERS: &str = "/console/runners";
/// What happened to a runner.
pub const HISTORY: &str = "/console/history";
/// How a runner stood in the last 24 hours.
pub const UPTIME: &str = "/console/uptime";
/// The last 24 hours of some runners, one line each.
pub const DAYS: &str = "/console/days";
/// What was changed of a runner or a profile.
pub const CHANGES: &str = "/console/changes";
/// What a write replaced.
pub const CHANGE: &str = "/console/changes/{id}";
/// Somebody's links, and where new ones are made.
pub const SHARES: &str = "/console/shares";
/// What a teammate would see of a link to be.
pub const SHARE_PREVIEW: &str = "/console/shares/preview";
/// One link.
pub const SHARE: &str = "/console/shares/{id}";
/// The badge of a link.
pub const SHARE_BADGE: &str = "/console/shares/{id}/badge";
/// Rules and channels.
pub const NOTIFICATIONS: &str = "/console/notifications";
/// Where rules are made.
pub const NOTIFICATION_RULES: &str = "/console/notifications/rules";
/// What a rule would have told.
pub const NOTIFICATION_PREVIEW: &str = "/console/notifications/rules/preview";
/// One rule.
pub const NOTIFICATION_RULE: &str = "/console/notifications/rules/{id}";
/// Its pause.
pub const NOTIFICATION_PAUSE: &str = "/console/notifications/rules/{id}/pause";
/// Where channels are made.
pub const NOTIFICATION_CHANNELS: &str = "/console/notifications/channels";
/// One channel.
pub const NOTIFICATION_CHANNEL: &str = "/console/notifications/channels/{id}";
/// A message to see whether one arrives.
pub const NOTIFICATION_TEST: &str = "/console/notifications/channels/{id}/test";
/// What was told.
pub const NOTIFICATION_MESSAGES: &str = "/console/notifications/messages";
/// One of them once more.
pub const NOTIFICATION_REPLAY: &str = "/console/notifications/messages/{id}/replay";
/// Feeds, and where new ones are made.
pub const FEEDS: &str = "/console/feeds";
/// One feed, for those who manage it.
pub const FEED: &str = "/console/feeds/{id}";
/// What a calendar or a feed reader fetches: `ID.SECRET` and the ending of the kind.
pub const FEED_FILE: &str = "/console/feed/{file}";
/// What a link shows, once.
pub const SHARED: &str = "/console/shared";
/// What a link shows, live.
pub const SHARED_EVENTS: &str = "/console/shared/events";
