//! What will be sent, always as the text is now: mask, difference, request, commands.

use contract::{effects::of_profile, spec_file::write_profile};
use leptos::prelude::*;

use super::editing::Editing;
use crate::{
    format::commands,
    forms::{
        code::Compare,
        sent::{Mask, WhatIsSent, named},
    },
    widgets::{
        effects::Effects,
        terminal::{Calls, Terminal},
    },
};

/// The card.
#[component]
pub(super) fn Sent() -> impl IntoView {
    let edit = Editing::context();
    let update = Memo::new(move |_| edit.update());
    let before = Memo::new(move |_| write_profile(&edit.base()));
    let after = Memo::new(move |_| {
        let wanted = edit.wanted();
        wanted.map_or_else(|| before.get(), |wanted| write_profile(&wanted))
    });
    let paths = Signal::derive(move || {
        let mask = update.get().map(|update| update.mask).unwrap_or_default();
        named(mask)
    });
    let calls = Memo::new(move |_| {
        let update = update.get();
        update.map(|update| vec![update.call]).unwrap_or_default()
    });
    let terminal = move || {
        let update = update.get()?;
        let commands = commands::edit_profile(&edit.base().id, &update);
        Some(view! {
            <Terminal commands=Signal::stored(commands) note=commands::profile_note() />
        })
    };
    view! {
        <WhatIsSent
            is_change=Signal::derive(move || update.with(Option::is_some))
            is_wrong=Signal::derive(move || !edit.problems().is_empty())
        >
            <Effects effects=Signal::stored(of_profile()) />
            <Mask paths />
            <Compare label="Differences from the current profile" before after />
            <Calls calls />
            {terminal}
        </WhatIsSent>
    }
}
