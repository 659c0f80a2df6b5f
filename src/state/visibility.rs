//! Whether anybody can see the page: a hidden tab asks the server nothing.

use leptos::{ev, prelude::*};
use web_sys::VisibilityState;

use crate::api::gate::Gate;

/// A gate that is open while the tab is visible.
pub(crate) fn visible() -> Gate {
    let is_visible = || document().visibility_state() == VisibilityState::Visible;
    let gate = Gate::new(is_visible());
    let listener = window_event_listener(ev::visibilitychange, move |_| {
        if is_visible() {
            gate.open();
        } else {
            gate.close();
        }
    });
    on_cleanup(move || listener.remove());
    gate
}
