//! The request of a small form or dialog: one at a time, and why it failed.

use std::future::Future;

use leptos::{prelude::*, task::spawn_local};

use crate::{api::ApiError, widgets::failure::Failure};

/// A request that is sent when a button is pressed.
#[derive(Clone, Copy)]
pub(crate) struct Request {
    sending: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
}

impl Request {
    pub(crate) fn new() -> Self {
        Self::telling(RwSignal::new(false))
    }

    /// One that says by a signal whether it is under way, such as the lock of a dialog.
    pub(crate) fn telling(sending: RwSignal<bool>) -> Self {
        Self {
            sending,
            error: RwSignal::new(None),
        }
    }

    /// Sends it. The form may be gone when the answer comes. While one is under way another is not sent.
    pub(crate) fn send<T: 'static>(
        self,
        request: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.sending.get_untracked() {
            return;
        }
        self.sending.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = request.await;
            self.sending.try_set(false);
            match answer {
                Ok(answer) => done(answer),
                Err(why) => drop(self.error.try_set(Some(why))),
            }
        });
    }

    /// Whether one is under way.
    pub(crate) fn is_sending(self) -> bool {
        self.sending.get()
    }

    /// Why the newest one failed.
    pub(crate) fn error(self) -> Option<ApiError> {
        self.error.get()
    }

    /// Why the button cannot be pressed now.
    pub(crate) fn refused(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.sending
                .get()
                .then(|| "The request is being sent.".to_owned())
        })
    }

    /// Why it failed, under what that means.
    pub(crate) fn failure(self, what: &'static str) -> impl IntoView {
        move || {
            let error = self.error.get()?;
            Some(view! { <Failure what error /> })
        }
    }
}
