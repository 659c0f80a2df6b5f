//! What the edit would take away, loudly, each with a way to keep it.

use contract::edit::Loss;
use leptos::prelude::*;

use super::editing::Editing;
use crate::{
    format::loss::told,
    state::catalog::use_catalog,
    widgets::{
        button::Button,
        card::Card,
        icon::{Glyph, Icon},
    },
};

/// The losses, if there are any.
#[component]
pub(super) fn Losses() -> impl IntoView {
    let editing = Editing::context();
    let losses = Memo::new(move |_| editing.text.losses());
    let is_lossy = Memo::new(move |_| losses.with(|losses| !losses.is_empty()));
    let keep_all = Callback::new(move |()| {
        // One by one: what is kept moves what stands behind it.
        for _ in 0..losses.with_untracked(Vec::len) {
            let Some(first) = untrack(|| editing.text.losses()).into_iter().next() else {
                break;
            };
            editing.keep_loss(&first);
        }
    });
    let list = move || {
        let losses = losses.get().into_iter();
        losses.map(|loss| view! { <Item loss /> }).collect_view()
    };
    let count = move || losses.with(Vec::len);
    view! {
        <Show when=move || is_lossy.get()>
            <Card
                title="What would be lost"
                aside=move || {
                    (count() > 1).then(|| view! { <Button label="Keep everything" on_press=keep_all /> })
                }
            >
                <p class="muted">"The runner has this now and would lose it."</p>
                <ul class="entries">{list}</ul>
            </Card>
        </Show>
    }
}

#[component]
fn Item(loss: Loss) -> impl IntoView {
    let editing = Editing::context();
    let catalog = use_catalog();
    let loss = StoredValue::new(loss);
    let text = move || loss.with_value(|loss| told(loss, |id| catalog.profile_name(id)));
    view! {
        <li class="entry loss">
            <span class="badge-line tone-warn">
                <Glyph icon=Icon::Alert />
                <span>{text}</span>
            </span>
            <Button
                label="Keep it"
                on_press=Callback::new(move |()| loss.with_value(|loss| editing.keep_loss(loss)))
            />
        </li>
    }
}
