//! Short messages about what was done, when the place where it was done is gone from the screen.

use std::time::Duration;

use leptos::prelude::*;

use crate::api::ApiError;

/// How long a success stays. Errors stay until they are dismissed.
const STAY: Duration = Duration::from_secs(12);

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// It worked.
    Done(String),
    /// It did not: what was tried, and why not.
    Failed(String, ApiError),
}

/// The messages on screen, the newest last.
#[derive(Clone, Copy)]
pub(crate) struct Notices {
    next: StoredValue<u32>,
    shown: RwSignal<Vec<(u32, Notice)>>,
}

impl Notices {
    /// No messages.
    pub(crate) fn new() -> Self {
        Self {
            next: StoredValue::new(0),
            shown: RwSignal::new(Vec::new()),
        }
    }

    /// The messages with their numbers.
    pub(crate) fn shown(self) -> Vec<(u32, Notice)> {
        self.shown.get()
    }

    /// Says that something worked; goes by itself.
    pub(crate) fn done(self, text: impl Into<String>) {
        let number = self.add(Notice::Done(text.into()));
        set_timeout(move || self.dismiss(number), STAY);
    }

    /// Says that something failed.
    pub(crate) fn failed(self, what: impl Into<String>, error: ApiError) {
        self.add(Notice::Failed(what.into(), error));
    }

    /// Takes a message away.
    pub(crate) fn dismiss(self, number: u32) {
        self.shown
            .try_update(|shown| shown.retain(|(other, _)| *other != number));
    }

    fn add(self, notice: Notice) -> u32 {
        let number = self.next.get_value();
        self.next.set_value(number.wrapping_add(1));
        self.shown.update(|shown| shown.push((number, notice)));
        number
    }
}

/// The messages of the console.
pub(crate) fn use_notices() -> Notices {
    expect_context()
}
