//! One entry of the time line.

use contract::console::HistoryEntry;
use leptos::prelude::*;

use super::words::{Told, told};
use crate::{
    format::time,
    state::{catalog::use_catalog, session::use_person},
    widgets::{
        icon::Glyph,
        moment::{Moment, When},
    },
};

/// Icon, words, time; what is known beside it below.
#[component]
pub(super) fn Entry(entry: HistoryEntry) -> impl IntoView {
    let me = use_person().me();
    let catalog = use_catalog();
    let Told {
        tone,
        icon,
        what,
        more,
        mask,
        ..
    } = told(&entry, &me.principal, |id| {
        let name = untrack(|| catalog.profile_name(id));
        name.unwrap_or_else(|| id.to_owned())
    });
    let at = entry.at;
    let mask = mask
        .into_iter()
        .map(|path| view! { <code class="pill">{path}</code> })
        .collect_view();
    let more = more
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(|line| view! { <p class="muted">{line}</p> })
        .collect_view();
    view! {
        <li class="history-entry">
            <p class="history-head">
                <span class=format!("badge {}", tone.class())>
                    <Glyph icon />
                    {what}
                </span>
                {mask}
            </p>
            <p class="history-time muted">
                <span>{time::clock(at.instant())}</span>
                " · "
                <Moment at=Signal::stored(Some(When::from(at))) suffix=" ago" />
            </p>
            <div class="history-more">{more}</div>
        </li>
    }
}
