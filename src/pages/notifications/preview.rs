//! What a rule would have told in the last seven days, beside the form and as it is typed.

use std::time::Duration;

use contract::console::notify::RulePreviewed;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::{form::Form, words};
use crate::{
    api::{self, ApiError, Client, gate::Gate},
    format::{count, time},
    state::task,
    widgets::{card::Card, failure::Failure},
};

/// The preview follows what is typed when typing pauses.
const DEBOUNCE: Duration = Duration::from_millis(300);

/// So many are listed.
const LISTED: usize = 10;

/// The preview of a form.
#[component]
pub(super) fn PreviewCard(form: Form) -> impl IntoView {
    let client: Client = expect_context();
    let previewed = RwSignal::new(None::<RulePreviewed>);
    let error = RwSignal::new(None::<ApiError>);
    let typed = Gate::new(false);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let cancel = move || {
        let waited = waiting.try_update_value(Option::take).flatten();
        waited.map(|handle| handle.clear()).unwrap_or_default();
    };
    Effect::new(move |_| {
        form.sketch();
        cancel();
        let later = set_timeout_with_handle(move || typed.open(), DEBOUNCE);
        waiting.set_value(later.ok());
    });
    on_cleanup(cancel);
    task::run(async move {
        loop {
            typed.pass().await;
            typed.close();
            let mut sketch = untrack(|| form.sketch());
            // A name that is still to come makes no difference.
            if sketch.name.trim().is_empty() {
                "preview".clone_into(&mut sketch.name);
            }
            if sketch.check().is_err() {
                previewed.set(None);
                error.set(None);
                continue;
            }
            match api::notifications::preview(&client, &sketch).await {
                Ok(now) => {
                    previewed.set(Some(now));
                    error.set(None);
                }
                Err(why) => {
                    previewed.set(None);
                    error.set(Some(why));
                }
            }
        }
    });
    view! {
        <Card title="The last seven days">
            {move || error.get().map(|error| view! { <Failure what="There is no preview" error /> })}
            <div role="status">{move || told(previewed.get())}</div>
        </Card>
    }
}

fn told(previewed: Option<RulePreviewed>) -> AnyView {
    let Some(previewed) = previewed else {
        return view! { <p class="muted">"Choose a channel to see when this rule would have notified you."</p> }
            .into_any();
    };
    if !previewed.known {
        return view! { <p class="muted">"The history does not record what this rule is about, so there is no preview."</p> }
            .into_any();
    }
    let times = match previewed.told.len() {
        0 => "This rule would not have notified you.".to_owned(),
        1 => "This rule would have notified you once.".to_owned(),
        times => format!("This rule would have notified you {times} times."),
    };
    let row = |(at, runners): &(contract::console::Millis, usize)| {
        let of = match runners {
            0 | 1 => String::new(),
            several => format!(", {}", count::of(*several, "runner")),
        };
        view! { <li>{time::local_minute(at.instant())}{of}</li> }
    };
    let listed = previewed.told.iter().take(LISTED).map(row).collect_view();
    let more = previewed.told.len().saturating_sub(LISTED);
    let kept_back = previewed.kept_back.iter().map(|(reason, times)| {
        view! { <li class="muted">{format!("{times} not sent: {}", words::reason(*reason))}</li> }
    });
    view! {
        <p><strong>{times}</strong></p>
        <ul class="notify-list">
            {listed}
            {(more > 0).then(|| view! { <li class="muted">{format!("and {more} more")}</li> })}
            {(previewed.recoveries > 0).then(|| view! {
                <li class="muted">{format!("{} that something was resolved", count::of(previewed.recoveries, "message"))}</li>
            })}
            {kept_back.collect_view()}
        </ul>
    }
    .into_any()
}
