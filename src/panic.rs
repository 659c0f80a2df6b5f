//! A panic must not leave a dead page: it says so, keeps what was typed (drafts are kept as they are
//! typed) and offers to reload. The message goes into the page as text.

use std::panic::PanicHookInfo;

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlDialogElement};

const ID: &str = "panic";

/// From now on panics are shown and logged.
pub(crate) fn report_in_page() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        leptos::logging::error!("{info}");
        show(&info.to_string());
    }));
}

/// Covers the page with what happened. A second panic changes nothing.
pub(crate) fn show(what: &str) {
    if document().get_element_by_id(ID).is_none() {
        // Nothing can be done where not even this can be shown; the log has it.
        build(what).ok();
    }
}

fn build(what: &str) -> Result<(), JsValue> {
    let dialog: HtmlDialogElement = element("dialog")?.unchecked_into();
    dialog.set_id(ID);
    dialog.set_class_name("dialog");
    dialog.set_attribute("role", "alertdialog")?;
    dialog.set_attribute("aria-labelledby", "panic-title")?;

    let title = element("h2")?;
    title.set_id("panic-title");
    title.set_text_content(Some("The console stopped"));
    let advice = element("p")?;
    advice.set_text_content(Some(
        "This is a bug in the console; your runners are not affected. Your drafts are kept. Reload to continue.",
    ));
    let detail = element("pre")?;
    detail.set_text_content(Some(what));
    let reload = element("button")?;
    reload.set_class_name("button button-primary");
    reload.set_text_content(Some("Reload"));
    // The browser's own function: ours are not to be called any more.
    let location = JsValue::from(window().location());
    let native: js_sys::Function =
        js_sys::Reflect::get(&location, &JsValue::from_str("reload"))?.unchecked_into();
    reload.add_event_listener_with_callback("click", &native.bind0(&location))?;

    let body = element("div")?;
    body.set_class_name("dialog-body");
    for part in [&title, &advice, &detail, &reload] {
        body.append_child(part)?;
    }
    dialog.append_child(&body)?;
    if let Some(page) = document().body() {
        page.append_child(&dialog)?;
    }
    dialog.show_modal()
}

fn element(name: &str) -> Result<Element, JsValue> {
    document().create_element(name)
}
