//! Messages of the channels for browsers, shown as the browser's own notifications where a person turned that on.

mod watch;

use leptos::prelude::*;

use crate::{
    lazy::{self, chunk},
    state::desktop::use_desktop,
};

chunk! {
    /// What asks for messages and shows them.
    watch_messages in notify: () => |()| view! { <watch::Watch /> }.into_any()
}

/// Nothing to be seen; without the choice nothing is downloaded or asked for.
#[component]
pub(super) fn DesktopMessages() -> impl IntoView {
    let desktop = use_desktop();
    let is_on = Memo::new(move |_| desktop.with(Option::is_some));
    move || is_on.get().then(|| lazy::unseen(watch_messages))
}
