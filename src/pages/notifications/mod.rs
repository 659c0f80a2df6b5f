//! Notifications: rules of what is told, channels, what was told, and feeds for programs.

mod channel_new;
mod channels;
mod destinations;
mod feed_new;
mod feeds;
mod form;
mod known;
mod list;
mod message;
mod messages;
mod pause;
mod preview;
mod rule;
mod rules;
mod this_browser;
mod when;
mod words;

use leptos::prelude::*;

use crate::lazy::chunk;
use feed_new::NewFeedPage;
use list::NotificationsPage;
use rule::{EditRulePage, NewRulePage};

chunk! {
    /// Rules, channels and messages.
    notifications in notify: () => |()| view! { <NotificationsPage /> }.into_any()
}

chunk! {
    /// A new rule.
    new_rule in notify: () => |()| view! { <NewRulePage /> }.into_any()
}

chunk! {
    /// One rule, by its ID.
    rule in notify: String => |id| view! { <EditRulePage id /> }.into_any()
}

chunk! {
    /// A new calendar or feed.
    new_feed in notify: () => |()| view! { <NewFeedPage /> }.into_any()
}
