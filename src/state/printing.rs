//! Whether the page is being printed: paper does not scroll.

use leptos::{ev, prelude::*};

/// True from when the browser is about to print until it has.
pub(crate) fn use_printing() -> Signal<bool> {
    let printing = RwSignal::new(false);
    let begin = window_event_listener(ev::beforeprint, move |_| printing.set(true));
    let end = window_event_listener(ev::afterprint, move |_| printing.set(false));
    on_cleanup(move || {
        begin.remove();
        end.remove();
    });
    printing.into()
}
