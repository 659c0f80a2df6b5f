//! The editor's script: loaded once, when the first editor is shown.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlScriptElement};

/// Where the site has it (`editor/`).
const ADDRESS: &str = "/editor.js";

#[wasm_bindgen]
extern "C" {
    /// An editor in the page.
    pub(super) type Editor;

    #[wasm_bindgen(js_namespace = runnerConsoleEditor, catch)]
    pub(super) fn mount(
        host: &HtmlElement,
        label: &str,
        text: &str,
        ask: &Object,
    ) -> Result<Editor, JsValue>;

    #[wasm_bindgen(js_namespace = runnerConsoleEditor, catch)]
    pub(super) fn compare(
        host: &HtmlElement,
        label: &str,
        before: &str,
        after: &str,
    ) -> Result<Editor, JsValue>;

    #[wasm_bindgen(method)]
    pub(super) fn write(this: &Editor, text: &str);

    #[wasm_bindgen(method)]
    pub(super) fn check(this: &Editor);

    #[wasm_bindgen(method)]
    pub(super) fn lock(this: &Editor, is_locked: bool);

    #[wasm_bindgen(method)]
    pub(super) fn destroy(this: &Editor);
}

/// Whether the script is there.
fn is_loaded() -> bool {
    Reflect::has(&js_sys::global(), &"runnerConsoleEditor".into()).unwrap_or_default()
}

/// Loads the script, unless it is there.
///
/// # Errors
/// When it cannot be fetched.
pub(super) async fn load() -> Result<(), JsValue> {
    if is_loaded() {
        return Ok(());
    }
    let document = leptos::prelude::document();
    let script: HtmlScriptElement = document.create_element("script")?.unchecked_into();
    script.set_src(ADDRESS);
    let loading = Promise::new(&mut |done, failed| {
        script.set_onload(Some(&done));
        script.set_onerror(Some(&failed));
    });
    if let Some(head) = document.head() {
        head.append_child(&script)?;
    }
    JsFuture::from(loading).await?;
    if is_loaded() {
        Ok(())
    } else {
        Err("the script defines no editor".into())
    }
}
