//! Something read from the server: absent, there, or there but old because the newest try failed.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::task;
use crate::api::{
    ApiError,
    gate::{Gate, first},
};

/// A value from the server. What was read stays while it is read again.
pub(crate) struct Remote<T: Send + Sync + 'static> {
    value: RwSignal<Option<T>>,
    error: RwSignal<Option<ApiError>>,
}

impl<T: Send + Sync + 'static> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Remote<T> {}

impl<T: Clone + Send + Sync + 'static> Remote<T> {
    /// Nothing read yet.
    pub(crate) fn new() -> Self {
        Self {
            value: RwSignal::new(None),
            error: RwSignal::new(None),
        }
    }

    /// It is this, and nobody has to be asked.
    pub(crate) fn set(self, value: T) {
        self.value.set(Some(value));
        self.error.set(None);
    }

    /// Reads it; ends with the page that asks.
    pub(crate) fn load(self, read: impl Future<Output = Result<T, ApiError>> + 'static) {
        task::run(async move {
            match read.await {
                Ok(value) => self.set(value),
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Reads it again and again with the page that asks: after each pause, in milliseconds, and at once when the answer
    /// is called.
    pub(crate) fn keep_reading<F>(self, pause: u32, read: impl Fn() -> F + 'static) -> Callback<()>
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let wanted = Gate::new(false);
        task::run(async move {
            loop {
                wanted.close();
                match read().await {
                    Ok(value) => self.set(value),
                    Err(error) => self.error.set(Some(error)),
                }
                first(TimeoutFuture::new(pause), wanted.pass()).await;
            }
        });
        Callback::new(move |()| wanted.open())
    }

    /// The newest value that was read.
    pub(crate) fn get(self) -> Option<T> {
        self.value.get()
    }

    /// Looks at the newest value.
    pub(crate) fn with<U>(self, look: impl FnOnce(Option<&T>) -> U) -> U {
        self.value.with(|value| look(value.as_ref()))
    }

    /// Why the newest try failed.
    pub(crate) fn error(self) -> Option<ApiError> {
        self.error.get()
    }
}
