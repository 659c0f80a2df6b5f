//! How large the window is, at most once a frame.

use leptos::{ev, prelude::*};

/// The window, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct WindowSize {
    pub(crate) width: f64,
    pub(crate) height: f64,
}

fn measure() -> WindowSize {
    let number = |value: Result<wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0)
    };
    let window = window();
    WindowSize {
        width: number(window.inner_width()),
        height: number(window.inner_height()),
    }
}

/// Follows resizing until the owner goes.
pub(crate) fn use_window() -> ReadSignal<WindowSize> {
    let (size, set) = signal(measure());
    let is_waiting = StoredValue::new(false);
    let resizing = window_event_listener(ev::resize, move |_| {
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
    });
    on_cleanup(move || resizing.remove());
    size
}
