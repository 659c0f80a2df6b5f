//! One link of the list.

use contract::console::share::Share;
use leptos::prelude::*;

use super::{actions::Actions, words};
use crate::{
    format::time,
    state::clock::Clock,
    widgets::{
        icon::{Glyph, Icon},
        moment::{Moment, When},
    },
};

/// A row. Everything in it follows the link.
#[component]
pub(super) fn ShareRow(
    share: Memo<Option<Share>>,
    longest: Signal<Option<u64>>,
    reload: Callback<()>,
) -> impl IntoView {
    let with = move |look: fn(&Share) -> String| {
        share.with(|share| share.as_ref().map(look).unwrap_or_default())
    };
    let over = Memo::new(move |_| share.with(|share| share.as_ref().and_then(|share| share.over)));
    let ends = move || {
        let at = share.with(|share| share.as_ref().map(|share| share.ends_at));
        at.map(|at| time::local_ahead(at.instant(), Clock::instant()))
    };
    let status = move || match over.get() {
        None => view! { <span>{ends}</span> }.into_any(),
        Some(end) => {
            let (word, next) = words::over(end);
            view! {
                <span class="badge tone-off" title=next><Glyph icon=Icon::Minus />{word}</span>
                <span class="muted">{next}</span>
            }
            .into_any()
        }
    };
    let opened = move || {
        with(|share| match share.opened {
            0 => "Never".to_owned(),
            1 => "Once".to_owned(),
            times => format!("{times} times"),
        })
    };
    let opened_at = Signal::derive(move || {
        share
            .with(|share| share.as_ref().and_then(|share| share.opened_at))
            .map(When::from)
    });
    let extras = move || {
        with(|share| {
            let mut parts = Vec::new();
            if share.has_passphrase {
                parts.push("passphrase");
            }
            if share.has_badge {
                parts.push("badge");
            }
            if share.terms.aliases.is_some() {
                parts.push("aliases");
            }
            parts.join(", ")
        })
    };
    let made_by = move || {
        with(|share| {
            if share.mine {
                String::new()
            } else {
                format!("by {}", share.made_by)
            }
        })
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <span class="two-lines">
                    <strong>{move || with(|share| share.terms.title.clone())}</strong>
                    <span class="muted">{made_by}</span>
                </span>
            </th>
            <td role="cell" data-label="Shows">
                <span class="two-lines">
                    <span>{move || with(|share| words::selection(&share.terms.selection))}</span>
                    <span class="muted">{extras}</span>
                </span>
            </td>
            <td role="cell" data-label="Expires"><span class="two-lines">{status}</span></td>
            <td role="cell" data-label="Opened">
                <span class="two-lines">
                    <span>{opened}</span>
                    <Show when=move || opened_at.with(Option::is_some)>
                        <span class="muted"><Moment at=opened_at none="" suffix=" ago" /></span>
                    </Show>
                </span>
            </td>
            <td role="cell" data-label="Actions">
                <Actions share over longest reload />
            </td>
        </tr>
    }
}
