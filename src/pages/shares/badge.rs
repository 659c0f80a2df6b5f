//! A badge: a picture for wikis and chats that says one word.

use leptos::prelude::*;

use crate::{
    api::{self, Client},
    forms::request::Request,
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
    let request = Request::new();
    let make = Callback::new(move |()| {
        let id = id.clone();
        request.send(
            async move { api::shares::make_badge(&client, &id).await },
            move |made| drop(address.try_set(Some(made.address))),
        );
    });
    let label = if replaces {
        "Create a new badge"
    } else {
        "Create badge"
    };
    let made = move |address: String| {
        let markdown = format!("![runners]({address})");
        view! {
            <p>
                <img class="links-badge" src=address.clone() alt="The badge as it is now" height="20" />
            </p>
            <Snippet what="address" text=address />
            <Snippet what="Markdown" text=markdown />
        }
    };
    view! {
        <p class="muted">
            "An image that says one word, such as “working”, in light and dark. Anyone who has its address can see that word and nothing else. The address is shown only once and can be revoked separately."
        </p>
        {replaces.then(|| view! { <p class="muted">"The current badge will stop working."</p> })}
        {request.failure("The badge was not created")}
        {move || match address.get() {
            Some(address) => made(address).into_any(),
            None => view! { <div><Button label refused=request.refused() on_press=make /></div> }.into_any(),
        }}
    }
}

#[component]
fn Snippet(what: &'static str, text: String) -> impl IntoView {
    view! {
        <p class="links-link">
            <code>{text.clone()}</code>
            <CopyButton text=Signal::stored(text) what=format!("the badge’s {what}") />
        </p>
    }
}
