//! The present, as one ticking signal; every age on screen derives from it.

use std::time::Duration;

use jiff::Timestamp;
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};

/// The clock of the console.
#[derive(Clone, Copy)]
pub(crate) struct Clock(RwSignal<Timestamp>);

impl Clock {
    /// A clock that ticks every second until its owner goes.
    pub(crate) fn start() -> Self {
        let now = RwSignal::new(browser_now());
        if let Ok(ticking) =
            set_interval_with_handle(move || now.set(browser_now()), Duration::from_secs(1))
        {
            on_cleanup(move || ticking.clear());
        }
        Self(now)
    }

    /// The present; what reads it is computed again every second.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.get()
    }

    /// The present, to the millisecond, once.
    pub(crate) fn instant() -> Timestamp {
        browser_now()
    }
}

/// The browser's clock; the system clock does not exist in WebAssembly.
fn browser_now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 fit"
    )]
    let millis = js_sys::Date::now() as i64;
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The clock that the app provides.
pub(crate) fn use_clock() -> Clock {
    expect_context()
}
