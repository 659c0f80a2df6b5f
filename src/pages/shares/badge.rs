//! A badge: a picture for wikis and chats that says one word.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{self, ApiError, Client},
    widgets::{button::Button, copy::CopyButton, failure::Failure},
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
    let error = RwSignal::new(None::<ApiError>);
    let make = Callback::new(move |()| {
        let id = id.clone();
        spawn_local(async move {
            match api::shares::make_badge(&client, &id).await {
                Ok(made) => {
                    error.try_set(None);
                    address.try_set(Some(made.address));
                }
                Err(why) => {
                    error.try_set(Some(why));
                }
            }
        });
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
        {move || error.get().map(|error| view! { <Failure what="The badge was not made" error /> })}
        {move || match address.get() {
            Some(address) => made(address).into_any(),
            None => view! { <div><Button label on_press=make /></div> }.into_any(),
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
