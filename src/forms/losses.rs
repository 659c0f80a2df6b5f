//! What an edit would take away, loudly, each with a way to keep it.

use contract::edit::Loss;
use leptos::prelude::*;

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
pub(crate) fn LossList(
    /// Whose they are: "runner".
    what: &'static str,
    losses: Memo<Vec<Loss>>,
    on_keep: Callback<Loss>,
) -> impl IntoView {
    let keep_all = Callback::new(move |()| {
        // One by one: what is kept moves what stands behind it.
        for _ in 0..losses.with_untracked(Vec::len) {
            let Some(first) = losses.get_untracked().into_iter().next() else {
                break;
            };
            on_keep.run(first);
        }
    });
    let is_lossy = Memo::new(move |_| losses.with(|losses| !losses.is_empty()));
    let list = move || {
        let losses = losses.get().into_iter();
        losses
            .map(|loss| view! { <Item loss on_keep /> })
            .collect_view()
    };
    let count = move || losses.with(Vec::len);
    view! {
        <Show when=move || is_lossy.get()>
            <Card
                title="What would be lost"
                aside=move || {
                    (count() > 1)
                        .then(|| view! { <Button label="Keep everything" on_press=keep_all /> })
                }
            >
                <p class="muted">"The "{what}" would lose these settings."</p>
                <ul class="entries">{list}</ul>
            </Card>
        </Show>
    }
}

#[component]
fn Item(loss: Loss, on_keep: Callback<Loss>) -> impl IntoView {
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
                on_press=Callback::new(move |()| on_keep.run(loss.get_value()))
            />
        </li>
    }
}
