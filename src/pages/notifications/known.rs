//! What the parts of the page share: what was read, and each of a list as it changes.

use contract::console::feed::Feed;
use contract::console::notify::{Channel, Message, Notifications, Rule};
use leptos::prelude::*;

use crate::state::remote::Remote;

/// What is known, and how to have it read again.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) rules: Memo<Vec<Rule>>,
    pub(super) channels: Memo<Vec<Channel>>,
    /// Whether e-mail can be sent.
    pub(super) mail: Memo<bool>,
    pub(super) messages: RwSignal<Vec<Message>>,
    pub(super) feeds: RwSignal<Vec<Feed>>,
    pub(super) reload: Callback<()>,
}

impl Known {
    /// What was read, and will be.
    pub(super) fn of(
        all: Remote<Notifications>,
        messages: RwSignal<Vec<Message>>,
        feeds: RwSignal<Vec<Feed>>,
        reload: Callback<()>,
    ) -> Self {
        fn part<T: PartialEq + Send + Sync + Default + 'static>(
            all: Remote<Notifications>,
            part: fn(&Notifications) -> T,
        ) -> Memo<T> {
            Memo::new(move |_| all.with(|all| all.map(part).unwrap_or_default()))
        }
        Self {
            rules: part(all, |all| all.rules.clone()),
            channels: part(all, |all| all.channels.clone()),
            mail: part(all, |all| all.mail),
            messages,
            feeds,
            reload,
        }
    }
}

/// One of a list as it is now; as it was last, once it is gone. What shows it stays as long as it is listed.
pub(super) fn follow<T: Clone + PartialEq + Send + Sync + 'static>(
    all: impl Fn() -> Vec<T> + Copy + Send + Sync + 'static,
    id: fn(&T) -> &str,
    first: T,
) -> Memo<T> {
    Memo::new(move |before: Option<&T>| {
        let before = before.unwrap_or(&first);
        let now = all().into_iter().find(|one| id(one) == id(before));
        now.unwrap_or_else(|| before.clone())
    })
}
