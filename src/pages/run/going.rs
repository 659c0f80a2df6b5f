//! How a run goes.

use leptos::prelude::*;

use super::{Outcome, Run, Task};
use crate::{
    paths::Route,
    widgets::{
        button::{Button, Kind},
        icon::{Glyph, Icon},
    },
};

/// How far it is, what came of each, and the ways on.
#[component]
pub(super) fn Going(run: Run, open: RwSignal<bool>) -> impl IntoView {
    let told = move || {
        let (done, all) = run.progress();
        let failed = run.failed().len();
        let failures = match failed {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        format!("{done} of {all} done{failures}")
    };
    let idle = move || !run.is_running();
    let retry = move || idle() && !run.retriable().is_empty();
    view! {
        <div class="dialog-body">
            <p role="status">{told}</p>
            <progress
                aria-label="Progress"
                max=move || run.progress().1.to_string()
                value=move || run.progress().0.to_string()
            ></progress>
            <ul class="bulk-list">
                <For each=move || run.tasks() key=|task| task.id.clone() let(task)>
                    <Result task />
                </For>
            </ul>
        </div>
        <footer class="dialog-foot">
            <Show
                when=idle
                fallback=move || {
                    view! { <Button label="Stop" on_press=Callback::new(move |()| run.stop()) /> }
                }
            >
                <Show when=retry>
                    <Button
                        label="Retry those that failed"
                        on_press=Callback::new(move |()| run.retry())
                    />
                </Show>
                <Button
                    kind=Kind::Primary
                    label="Close"
                    on_press=Callback::new(move |()| open.set(false))
                />
            </Show>
        </footer>
    }
}

#[component]
fn Result(task: Task) -> impl IntoView {
    let Task { id, outcome } = task;
    let href = Route::runner(&id).href();
    view! {
        <li>
            <a href=href>{id.to_string()}</a>
            {move || match outcome.get() {
                Outcome::Waiting => view! { <span class="muted">"waiting"</span> }.into_any(),
                Outcome::Running => {
                    view! { <span class="badge tone-busy"><Glyph icon=Icon::Busy />"under way"</span> }
                        .into_any()
                }
                Outcome::Done(text) => {
                    view! { <span class="badge tone-ok"><Glyph icon=Icon::Check />{text}</span> }.into_any()
                }
                Outcome::Stopped => {
                    view! { <span class="badge tone-off"><Glyph icon=Icon::Minus />"Not begun"</span> }
                        .into_any()
                }
                Outcome::Failed(failure) => {
                    view! {
                        <span class="stack-tight">
                            <span class="badge tone-bad"><Glyph icon=Icon::Alert />"Failed"</span>
                            <span>{failure.message}</span>
                            <span class="muted">{failure.next_step}</span>
                        </span>
                    }
                        .into_any()
                }
            }}
        </li>
    }
}
