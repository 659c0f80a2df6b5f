//! Links for teammates: the list of them, a new one, what one shows (design D8).

mod actions;
mod badge;
mod edit;
mod fields;
mod form;
mod lifetime;
mod list;
mod made;
mod new;
mod preview;
mod row;
mod told;
mod words;

use leptos::prelude::*;

use crate::lazy::chunk;
use edit::EditSharePage;
use list::SharesPage;
use new::NewSharePage;

chunk! {
    /// Links for teammates.
    shares in share: () => |()| view! { <SharesPage /> }.into_any()
}

chunk! {
    /// A new link.
    new_share in share: () => |()| view! { <NewSharePage /> }.into_any()
}

chunk! {
    /// One link, by its ID.
    share in share: String => |id| view! { <EditSharePage id /> }.into_any()
}
