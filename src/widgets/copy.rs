//! Copies a text to the clipboard and says so.

use std::time::Duration;

use js_sys::Reflect;
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Clipboard, Element, HtmlDocument, HtmlElement, HtmlTextAreaElement};

use super::{
    button::Kind,
    icon::{Glyph, Icon},
};

/// How long the button says that it copied.
const SAID: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    NotYet,
    Yes,
    Refused,
}

/// A small button that copies.
#[component]
pub(crate) fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, as in "Copy runner ID".
    #[prop(into)]
    what: String,
    /// It is what the place is for, and says so in words.
    #[prop(optional)]
    main: bool,
) -> impl IntoView {
    let copied = RwSignal::new(Copied::NotYet);
    let place = NodeRef::<html::Span>::new();
    let copy = move |_| {
        spawn_local(async move {
            let Some(place) = place.get_untracked() else {
                return;
            };
            let done = write(&text.get_untracked(), &place).await;
            copied.try_set(if done.is_ok_and(|done| done) {
                Copied::Yes
            } else {
                Copied::Refused
            });
            set_timeout(
                move || {
                    copied.try_set(Copied::NotYet);
                },
                SAID,
            );
        });
    };
    let said = move || match copied.get() {
        Copied::NotYet => "",
        Copied::Yes => "Copied",
        Copied::Refused => "Could not copy: select the text and copy it",
    };
    view! {
        <span class="copy" node_ref=place>
            <button
                type="button"
                class=if main { Kind::Primary.class() } else { "icon-button" }
                aria-label=(!main).then(|| format!("Copy {what}"))
                on:click=copy
            >
                <Glyph icon=Icon::Copy />
                {main.then(|| format!("Copy {what}"))}
            </button>
            <span class="copy-said" role="status">{said}</span>
        </span>
    }
}

/// Writes into the clipboard, by the browser's interface for it or, where there is none or it refuses, as a
/// person would; answers whether that worked.
async fn write(text: &str, place: &Element) -> Result<bool, JsValue> {
    let clipboard = Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"))?;
    // Browsers have it on https and on this machine only.
    if let Ok(clipboard) = clipboard.dyn_into::<Clipboard>()
        && JsFuture::from(clipboard.write_text(text)).await.is_ok()
    {
        return Ok(true);
    }
    copy_selected(text, place)
}

/// Selects the text in a field of its own, which stands beside the button: elsewhere a dialog that is open
/// would keep the focus from it.
fn copy_selected(text: &str, place: &Element) -> Result<bool, JsValue> {
    let document = document();
    let before = document.active_element();
    let field: HtmlTextAreaElement = document.create_element("textarea")?.unchecked_into();
    field.set_value(text);
    field.set_read_only(true);
    field.set_class_name("copy-field");
    field.set_attribute("aria-hidden", "true")?;
    place.append_child(&field)?;
    field.focus()?;
    field.select();
    let done = document
        .unchecked_ref::<HtmlDocument>()
        .exec_command("copy");
    field.remove();
    if let Some(before) = before {
        before.unchecked_into::<HtmlElement>().focus()?;
    }
    done
}
