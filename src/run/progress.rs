//! How a run goes.

use leptos::prelude::*;

use super::{Counts, Outcome, Run, Task};
use crate::{
    format::count,
    paths::Route,
    widgets::{
        button::{Button, Kind},
        icon::{Glyph, Icon},
    },
};

/// The progress, the result for each runner, and what to do next.
#[component]
pub(super) fn RunProgress(run: Run, open: RwSignal<bool>) -> impl IntoView {
    let counts = Memo::new(move |_| run.counts());
    let idle = move || !run.is_running();
    let rest = move || counts.get().not_begun;
    let retry = move || counts.get().retriable > 0;
    view! {
        <div class="dialog-body">
            <p role="status">{move || counts.get().words()}</p>
            <progress
                aria-label="Progress"
                max=move || counts.get().all.to_string()
                value=move || {
                    let Counts { done, failed, .. } = counts.get();
                    (done + failed).to_string()
                }
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
                        label="Retry the failed ones"
                        on_press=Callback::new(move |()| run.retry())
                    />
                </Show>
                <Show when=move || { rest() > 0 }>
                    <Button
                        label=Signal::derive(move || format!("Continue with {}", count::of(rest(), "runner")))
                        on_press=Callback::new(move |()| run.go_on())
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
                    view! { <span class="badge tone-busy"><Glyph icon=Icon::Busy />"in progress"</span> }
                        .into_any()
                }
                Outcome::Done(text) => {
                    view! { <span class="badge tone-ok"><Glyph icon=Icon::Check />{text}</span> }.into_any()
                }
                Outcome::Stopped => {
                    view! { <span class="badge tone-off"><Glyph icon=Icon::Minus />"Not started"</span> }
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
