//! One entry of the time line.

use contract::console::{Happening, HistoryEntry};
use leptos::prelude::*;

use super::{
    change::Replaced,
    words::{Told, told},
};
use crate::{
    format::time,
    state::{catalog::use_catalog, session::use_person},
    widgets::{
        icon::Glyph,
        moment::{Moment, When},
        status::ToneClass as _,
    },
};

/// Icon, words, time; what is known beside it below.
#[component]
pub(super) fn Entry(entry: HistoryEntry) -> impl IntoView {
    let me = use_person().me();
    let catalog = use_catalog();
    let at = entry.at;
    let name = move |id: &str| catalog.profile_name(id).unwrap_or_else(|| id.to_owned());
    let Told {
        tone,
        icon,
        more,
        mask,
        ..
    } = untrack(|| told(&entry, &me.principal, name));
    let change = match entry.what {
        Happening::Edited { change, .. } => change,
        _ => None,
    };
    // The names of profiles may be known later.
    let what = move || told(&entry, &me.principal, name).what;
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
            <div class="history-more">
                {more} {change.map(|id| view! { <Replaced id /> })}
            </div>
        </li>
    }
}
