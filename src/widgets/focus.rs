//! Leads the focus to what has just come into the page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Gives the focus to an element once what changed is drawn. Where there is none by then, the focus stays.
pub(crate) fn focus_soon(id: String) {
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id) {
            // Elements of drawings take the focus in the same way, and one that takes none leaves it.
            element.unchecked_ref::<HtmlElement>().focus().ok();
        }
    });
}
