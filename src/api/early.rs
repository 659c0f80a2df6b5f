//! What the page asked for while the console was being compiled (`public/loader.js`).

use js_sys::{Array, Promise, Reflect, global};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::events::Events;

/// Takes a part, which is there once.
fn take(part: &str) -> Option<JsValue> {
    let early = Reflect::get(&global(), &"early".into()).ok()?;
    let value = Reflect::get(&early, &part.into()).ok()?;
    // Nobody has frozen it.
    Reflect::set(&early, &part.into(), &JsValue::UNDEFINED).ok()?;
    (!value.is_undefined()).then_some(value)
}

/// The answer to who is signed in: its HTTP status, its text, and when it was asked for and came, in milliseconds
/// since the page was opened.
pub(super) async fn session() -> Option<(u16, String, (f64, f64))> {
    let promise: Promise = take("session")?.dyn_into().ok()?;
    let answer: Array = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an HTTP status"
    )]
    let http = answer.get(0).as_f64()? as u16;
    let times = (answer.get(2).as_f64()?, answer.get(3).as_f64()?);
    Some((http, answer.get(1).as_string()?, times))
}

/// The stream of whoever was signed in when the page was opened. Its `reset` says who that was.
pub(super) async fn events() -> Option<Events> {
    let promise: Promise = take("events")?.dyn_into().ok()?;
    let parts: Array = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    let reader = parts.get(0).dyn_into().ok()?;
    let first = parts.get(1).dyn_into().ok()?;
    let controller = parts.get(2).dyn_into().ok()?;
    Some(Events::begun(reader, first, controller))
}
