//! What a teammate would see, as the server makes it, beside the form and as it is typed.

use std::time::Duration;

use contract::console::share::{SharePreview, SharedPage};
use gloo_timers::future::TimeoutFuture;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::form::Form;
use crate::{
    api::{
        self, ApiError, Client,
        gate::{Gate, first},
    },
    shared::board::{Board, Look},
    state::{clock::use_clock, task},
    widgets::{card::Card, failure::Failure},
};

/// The preview follows what is typed when typing pauses.
const DEBOUNCE: Duration = Duration::from_millis(200);
/// And what happens to the runners, in milliseconds.
const FRESH: u32 = 3_000;

/// The preview of a form.
#[derive(Clone, Copy)]
pub(super) struct Preview {
    pub(super) page: RwSignal<Option<SharedPage>>,
    error: RwSignal<Option<ApiError>>,
}

impl Preview {
    /// Follows a form until the owner goes.
    pub(super) fn follow(form: Form) -> Self {
        let preview = Self {
            page: RwSignal::new(None),
            error: RwSignal::new(None),
        };
        let client: Client = expect_context();
        let typed = Gate::new(false);
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        Effect::new(move |_| {
            form.terms();
            let waited = waiting.try_update_value(Option::take).flatten();
            waited.map(|handle| handle.clear()).unwrap_or_default();
            let later = set_timeout_with_handle(move || typed.open(), DEBOUNCE);
            waiting.set_value(later.ok());
        });
        on_cleanup(move || {
            let waited = waiting.try_update_value(Option::take).flatten();
            waited.map(|handle| handle.clear()).unwrap_or_default();
        });
        task::run(async move {
            loop {
                typed.close();
                let terms = untrack(|| form.terms());
                match api::shares::preview(&client, &SharePreview { terms }).await {
                    Ok(page) => {
                        preview.page.set(Some(page));
                        preview.error.set(None);
                    }
                    Err(error) => preview.error.set(Some(error)),
                }
                first(TimeoutFuture::new(FRESH), typed.pass()).await;
            }
        });
        preview
    }
}

/// The preview on screen.
#[component]
pub(super) fn PreviewCard(preview: Preview) -> impl IntoView {
    let clock = use_clock();
    let page = Signal::derive(move || preview.page.get().unwrap_or_default());
    let look = Look {
        now: Signal::derive(move || clock.now()),
        fresh: Signal::derive(move || page.with(|page| page.live)),
        spelled: Signal::stored(false),
    };
    let is_there = Memo::new(move |_| preview.page.with(Option::is_some));
    view! {
        <Card title="What your teammate sees">
            {move || {
                preview
                    .error
                    .get()
                    .map(|error| view! { <Failure what="The preview could not be created" error /> })
            }}
            <Show when=move || is_there.get()>
                <div class="links-preview">
                    <Board page look is_part=true />
                </div>
            </Show>
        </Card>
    }
}
