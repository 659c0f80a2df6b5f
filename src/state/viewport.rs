//! What part of the page is in sight, at most once a frame.

use leptos::{ev, prelude::*};

/// Where the window stands on the page, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Viewport {
    /// How far the page is scrolled down.
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

fn measure() -> Viewport {
    let number = |value: Result<wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0)
    };
    let window = window();
    Viewport {
        top: window.scroll_y().unwrap_or(0.0),
        width: number(window.inner_width()),
        height: number(window.inner_height()),
    }
}

/// Follows scrolling and resizing until the owner goes.
pub(crate) fn use_viewport() -> ReadSignal<Viewport> {
    let (viewport, set) = signal(measure());
    let is_waiting = StoredValue::new(false);
    let changed = move || {
        if !is_waiting.get_value() {
            is_waiting.set_value(true);
            request_animation_frame(move || {
                // The page may have gone before the frame came.
                if is_waiting
                    .try_update_value(|waiting| *waiting = false)
                    .is_some()
                {
                    set.set(measure());
                }
            });
        }
    };
    let scrolling = window_event_listener(ev::scroll, move |_| changed());
    let resizing = window_event_listener(ev::resize, move |_| changed());
    on_cleanup(move || {
        scrolling.remove();
        resizing.remove();
    });
    viewport
}
