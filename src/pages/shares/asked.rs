//! A request of a dialog: one at a time, and why it failed.

use std::future::Future;

use leptos::{prelude::*, task::spawn_local};

use crate::{api::ApiError, widgets::failure::Failure};

/// A request that a dialog sends when its button is pressed.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    sending: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
}

impl Asked {
    pub(super) fn new() -> Self {
        Self {
            sending: RwSignal::new(false),
            error: RwSignal::new(None),
        }
    }

    /// Sends it. The dialog may be gone when the answer comes.
    pub(super) fn send<T: 'static>(
        self,
        request: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        self.sending.set(true);
        self.error.set(None);
        spawn_local(async move {
            match request.await {
                Ok(answer) => done(answer),
                Err(why) => drop(self.error.try_set(Some(why))),
            }
            self.sending.try_set(false);
        });
    }

    /// Why the button cannot be pressed now.
    pub(super) fn refused(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.sending
                .get()
                .then(|| "The request is being sent.".to_owned())
        })
    }

    /// Why it failed, under what that means.
    pub(super) fn failure(self, what: &'static str) -> impl IntoView {
        move || {
            let error = self.error.get()?;
            Some(view! { <Failure what error /> })
        }
    }
}
