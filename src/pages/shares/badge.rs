//! A badge: a picture for wikis and chats that says one word.

use leptos::prelude::*;

use super::asked::Asked;
use crate::{
    api::{self, Client},
    widgets::{button::Button, copy::CopyButton},
};

/// Makes a badge and shows how to put it somewhere.
#[component]
pub(super) fn BadgeMaker(
    id: String,
    /// One is out already, which a new one ends.
    #[prop(optional)]
    replaces: bool,
) -> impl IntoView {
    let client: Client = expect_context();
    let address = RwSignal::new(None::<String>);
    let asked = Asked::new();
    let make = Callback::new(move |()| {
        let id = id.clone();
        asked.send(
            async move { api::shares::make_badge(&client, &id).await },
            move |made| drop(address.try_set(Some(made.address))),
        );
    });
    let label = if replaces {
        "Make a new badge"
    } else {
        "Make a badge"
    };
    let made = move |address: String| {
        let markdown = format!("![runners]({address})");
        view! {
            <p>
                <img class="share-badge" src=address.clone() alt="The badge as it is now" height="20" />
            </p>
            <Snippet what="address" text=address />
            <Snippet what="Markdown" text=markdown />
        }
    };
    view! {
        <p class="muted">
            "A picture that says one word, such as “working”, in light and dark. Its address is a lesser secret: whoever has \
             it, and every server it passes, can see that word and no more. Shown once, revoked on its own."
        </p>
        {replaces.then(|| view! { <p class="muted">"The badge that is out now will show nothing any more."</p> })}
        {asked.failure("The badge was not made")}
        {move || match address.get() {
            Some(address) => made(address).into_any(),
            None => view! { <div><Button label refused=asked.refused() on_press=make /></div> }.into_any(),
        }}
    }
}

#[component]
fn Snippet(what: &'static str, text: String) -> impl IntoView {
    view! {
        <p class="share-link">
            <code>{text.clone()}</code>
            <CopyButton text=Signal::stored(text) what=format!("the badge’s {what}") />
        </p>
    }
}
