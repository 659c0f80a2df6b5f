//! The one-time sign-in link: its code stands in the fragment, which no server and no log sees, and
//! leaves the address bar and the history before anything else happens.

use std::cell::RefCell;

use leptos::prelude::window;
use wasm_bindgen::JsValue;

use crate::paths;

thread_local! {
    static CODE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Moves the code of the sign-in page's address into memory.
pub(crate) fn take_code() {
    let location = window().location();
    let (Ok(path), Ok(fragment)) = (location.pathname(), location.hash()) else {
        return;
    };
    if !paths::is_sign_in(&path) || fragment.is_empty() {
        return;
    }
    if let Some(code) = code(&fragment) {
        CODE.with_borrow_mut(|kept| *kept = Some(code));
    }
    let clean = format!("{path}{}", location.search().unwrap_or_default());
    if let Ok(history) = window().history() {
        // A same-origin address is always accepted.
        history
            .replace_state_with_url(&JsValue::NULL, "", Some(&clean))
            .ok();
    }
}

/// Whether a code was taken that nobody has used.
pub(crate) fn is_waiting() -> bool {
    CODE.with_borrow(Option::is_some)
}

/// The code that was taken, once.
pub(crate) fn use_up() -> Option<String> {
    CODE.with_borrow_mut(Option::take)
}

fn code(fragment: &str) -> Option<String> {
    let code = fragment.strip_prefix("#code=")?;
    (!code.is_empty()).then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_code_is_a_code() {
        assert_eq!(code("#code=a-B_9"), Some("a-B_9".to_owned()));
        for fragment in ["", "#", "#code=", "#token=x", "#xcode=y"] {
            assert_eq!(code(fragment), None, "{fragment}");
        }
    }
}
