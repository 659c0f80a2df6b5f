//! Keeps the focus in the page: where what has it goes, as a bar does whose last button was pressed, it would fall to
//! the body, and the keyboard would begin again at the top.

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, FocusOptions, HtmlElement, MutationObserver, MutationObserverInit};

/// What the Tab key leads to.
const STOPS: &str =
    "a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex='0']";

/// Follows the focus for as long as the console is there.
pub(super) fn keep() {
    // What has the focus, and everything around it.
    let around = StoredValue::new_local(Vec::<Element>::new());
    let arrived = window_event_listener(ev::focusin, move |event| {
        let mut element = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let mut chain = Vec::new();
        while let Some(now) = element {
            element = now.parent_element();
            chain.push(now);
        }
        around.set_value(chain);
    });
    let look = Closure::<dyn Fn()>::new(move || {
        let is_lost = document()
            .active_element()
            .is_none_or(|element| element.tag_name() == "BODY");
        let Some(left) = around.try_get_value().filter(|_| is_lost) else {
            return;
        };
        if left.first().is_some_and(|first| !first.is_connected()) {
            around.set_value(Vec::new());
            lead_to_the_nearest(&left);
        }
    });
    let observer = MutationObserver::new(look.as_ref().unchecked_ref()).ok();
    let changes = MutationObserverInit::new();
    changes.set_child_list(true);
    changes.set_subtree(true);
    if let (Some(observer), Some(body)) = (&observer, document().body()) {
        // A body can be observed.
        observer.observe_with_options(&body, &changes).ok();
    }
    let kept = StoredValue::new_local(Some((observer, look)));
    on_cleanup(move || {
        arrived.remove();
        if let Some((Some(observer), _)) = kept.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
}

/// Leads the focus into the page where nothing has it, as after a key that was pressed before anything was gone to.
pub(super) fn enter() {
    let is_lost = document()
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY");
    let main = document().get_element_by_id("main").filter(|_| is_lost);
    if let Some(main) = main.and_then(|main| main.dyn_into::<HtmlElement>().ok()) {
        // It has a tabindex.
        main.focus().ok();
    }
}

/// Gives the focus to the nearest thing that is left of what was around it.
fn lead_to_the_nearest(around: &[Element]) {
    for element in around.iter().filter(|element| element.is_connected()) {
        let target = if element.has_attribute("tabindex") {
            Some(element.clone())
        } else {
            element.query_selector(STOPS).ok().flatten()
        };
        if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            // What the Tab key leads to takes the focus.
            target.focus_with_options(&options).ok();
            return;
        }
    }
}
