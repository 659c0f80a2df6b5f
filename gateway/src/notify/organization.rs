//! What this gateway knows about an organization whose notifications it handles.

use std::collections::HashSet;
use std::time::Duration;

use contract::console::Millis;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::decide::State;
use super::store::Due;
use crate::database::Lease;
use crate::live::Subscription;

/// What this gateway knows of an organization.
#[derive(Default)]
pub(super) struct Organization {
    /// While it is held nobody else decides or delivers.
    pub(super) lease: Option<Lease>,
    /// When it is worth asking for the lease again.
    pub(super) ask_at: Option<Instant>,
    /// Has its runners read.
    pub(super) subscription: Option<Subscription>,
    /// What was decided so far; read anew after any trouble.
    pub(super) state: Option<State>,
    /// Versions of the rules, as of when the runners were known, and whether the API could be read, when it was last
    /// decided.
    pub(super) seen: Seen,
    /// When it was taken over.
    pub(super) since: Option<(Instant, Millis)>,
    /// Messages on their way.
    pub(super) sending: JoinSet<Due>,
    /// Their IDs and channels.
    pub(super) under_way: HashSet<(String, String)>,
}

/// What a decision depends on beside the news.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Seen {
    pub(super) rules: Vec<(String, i64)>,
    pub(super) as_of: Option<Millis>,
    /// None: there is no telling yet.
    pub(super) can_see: Option<bool>,
}

impl Organization {
    /// Forgets everything but the wish to look after it.
    pub(super) fn give_up(&mut self, pause: Duration) {
        *self = Self {
            ask_at: Some(Instant::now() + pause),
            ..Self::default()
        };
    }
}

/// Whoever holds this decides and delivers for an organization.
pub(super) fn lease_of(organization: &str) -> String {
    format!("notifications of {organization}")
}
