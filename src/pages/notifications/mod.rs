//! Notifications: rules of what is told, channels, and what was told.

mod channel_new;
mod channels;
mod destinations;
mod form;
mod known;
mod list;
mod message;
mod messages;
mod pause;
mod preview;
mod rule;
mod rules;
mod when;
mod words;

use leptos::prelude::*;

use crate::lazy::chunk;
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
