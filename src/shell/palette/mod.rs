//! The command palette: one field over everything that can be gone to and everything that can be done.

mod entry;
mod lists;
mod rank;
mod recent;
mod search;
mod sources;

use leptos::prelude::*;

use crate::{
    actions::{Offer, Sheet},
    lazy::chunk,
};

/// What the palette is opened with.
#[derive(Clone)]
pub(crate) struct About {
    /// What is offered where it was opened, the nearest first.
    pub(crate) offers: Vec<Offer>,
    /// Nothing but that is listed.
    pub(crate) offers_only: bool,
    pub(crate) open: RwSignal<bool>,
    /// What was typed, also while the palette was still on its way.
    pub(crate) text: RwSignal<String>,
}

chunk! {
    /// The palette, within its dialog.
    palette in palette: About => |about| view! { <search::Palette about /> }.into_any()
}

chunk! {
    /// Every shortcut, within its dialog.
    sheet in palette: () => |()| view! { <div class="dialog-body"><Sheet /></div> }.into_any()
}
