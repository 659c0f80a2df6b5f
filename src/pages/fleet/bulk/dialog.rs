//! Says what will be done to which runner and to which not, then how it goes, then what came of it.

use std::sync::Arc;

use contract::wire::ReleaseChannel;
use leptos::prelude::*;

use super::{
    action::Action,
    run::{Outcome, Run, Task},
};
use crate::{
    format::word,
    pages::fleet::selection::Selection,
    paths::Route,
    state::{fleet::use_fleet, session::use_person},
    widgets::{
        button::{Button, Kind},
        field::TextField,
        icon::{Glyph, Icon},
    },
};

/// What is planned: for each runner what will happen, or why nothing will.
#[derive(Clone, PartialEq, Default)]
struct Plan {
    todo: Vec<(Arc<str>, String)>,
    left_out: Vec<(Arc<str>, String)>,
}

/// What is in the dialog of an action over the selection.
#[component]
pub(super) fn Content(
    action: Action,
    selection: Selection,
    open: RwSignal<bool>,
    running: RwSignal<bool>,
) -> impl IntoView {
    let fleet = use_fleet();
    let person = use_person();
    let run = Run::new();
    let action = RwSignal::new(action);
    Effect::new(move |_| running.set(run.is_running()));

    let plan = Memo::new(move |before: Option<&Plan>| {
        // Once it has begun, what it was begun with stays.
        if run.has_begun() {
            return before.cloned().unwrap_or_default();
        }
        let mut plan = Plan::default();
        let ids = selection.ids();
        fleet.with(|rows| {
            for id in ids {
                let planned = match rows.get(&id) {
                    None => Err("It does not exist any more.".to_owned()),
                    Some(row) => row.summary.with_untracked(|runner| {
                        action.with(|action| action.plan(person.rights(), runner))
                    }),
                };
                match planned {
                    Ok(what) => plan.todo.push((id, what)),
                    Err(why) => plan.left_out.push((id, why)),
                }
            }
        });
        plan
    });
    let count = Memo::new(move |_| plan.with(|plan| plan.todo.len()));
    let typed = RwSignal::new(String::new());
    let phrase = move || format!("delete {}", count.get());
    let refused = move || {
        if count.get() == 0 {
            Some("Nothing is left to be done.".to_owned())
        } else if action.with(|action| *action == Action::Delete) && typed.get().trim() != phrase()
        {
            Some(format!("Type \"{}\" first.", phrase()))
        } else {
            None
        }
    };
    let start = Callback::new(move |()| {
        let ids = plan.with_untracked(|plan| plan.todo.iter().map(|(id, _)| id.clone()).collect());
        run.start(action.get_untracked(), ids);
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(|| refused().is_none() && !run.has_begun()) {
            start.run(());
        }
    };
    let label = move || {
        let verb = action.with(Action::verb);
        match count.get() {
            1 => format!("{verb} 1 runner"),
            count => format!("{verb} {count} runners"),
        }
    };
    view! {
        <Show
            when=move || run.has_begun()
            fallback=move || {
                view! {
                    <form on:submit=submit>
                        <div class="dialog-body">
                            <Channels action />
                            <Planned plan />
                            <Show when=move || action.with(|action| *action == Action::Delete) && (count.get() > 0)>
                                <p class="muted">
                                    "Their deployments are removed and the sandboxes on them stop; profiles stay. \
                                    This cannot be undone."
                                </p>
                                <TextField
                                    id="bulk-delete"
                                    label=Signal::derive(move || format!("Type {} to confirm", phrase()))
                                    code=true
                                    value=typed
                                    on_input=move |text| typed.set(text)
                                />
                            </Show>
                        </div>
                        <footer class="dialog-foot">
                            <Button
                                kind=Kind::Quiet
                                label="Cancel"
                                on_press=Callback::new(move |()| open.set(false))
                            />
                            <Button
                                kind=action
                                    .with_untracked(|action| {
                                        if *action == Action::Delete { Kind::Danger } else { Kind::Primary }
                                    })
                                r#type="submit"
                                label=Signal::derive(label)
                                refused=Signal::derive(refused)
                            />
                        </footer>
                    </form>
                }
            }
        >
            <Going run action open />
        </Show>
    }
}

/// The choice of a channel, where that is what is changed.
#[component]
fn Channels(action: RwSignal<Action>) -> impl IntoView {
    let is_channel = move || action.with(|action| matches!(action, Action::Channel(_)));
    view! {
        <Show when=is_channel>
            <fieldset class="choices">
                <legend>"New channel"</legend>
                <div class="options-beside">
                    {[ReleaseChannel::Stable, ReleaseChannel::Rapid]
                        .into_iter()
                        .map(|channel| {
                            let name = word::channel(&channel);
                            let meaning = word::channel_meaning(&channel);
                            let choice = Action::Channel(channel);
                            let checked = {
                                let choice = choice.clone();
                                move || action.with(|action| *action == choice)
                            };
                            view! {
                                <label class="option">
                                    <input
                                        type="radio"
                                        name="bulk-channel"
                                        prop:checked=checked
                                        on:change=move |_| action.set(choice.clone())
                                    />
                                    <span class="option-label">
                                        {name}
                                        <span class="muted">{meaning}</span>
                                    </span>
                                </label>
                            }
                        })
                        .collect_view()}
                </div>
            </fieldset>
        </Show>
    }
}

#[component]
fn Planned(plan: Memo<Plan>) -> impl IntoView {
    let list = |runners: Vec<(Arc<str>, String)>| {
        view! {
            <ul class="bulk-list">
                {runners
                    .into_iter()
                    .map(|(id, what)| {
                        view! { <li><strong>{id.to_string()}</strong><span class="muted">{what}</span></li> }
                    })
                    .collect_view()}
            </ul>
        }
    };
    move || {
        let Plan { todo, left_out } = plan.get();
        let several = left_out.len() != 1;
        view! {
            {(!todo.is_empty()).then(|| list(todo))}
            {(!left_out.is_empty())
                .then(|| {
                    let head = if several {
                        format!("{} are left out", left_out.len())
                    } else {
                        "1 is left out".to_owned()
                    };
                    view! {
                        <div class="stack">
                            <h3>{head}</h3>
                            {list(left_out)}
                        </div>
                    }
                })}
        }
    }
}

#[component]
fn Going(run: Run, action: RwSignal<Action>, open: RwSignal<bool>) -> impl IntoView {
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
    let retry = move || idle() && !run.failed().is_empty();
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
                        on_press=Callback::new(move |()| run.retry(action.get_untracked()))
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
                Outcome::Failed(error) => {
                    view! {
                        <span class="stack-tight">
                            <span class="badge tone-bad"><Glyph icon=Icon::Alert />"Failed"</span>
                            <span>{error.message.clone()}</span>
                            <span class="muted">{error.next_step()}</span>
                        </span>
                    }
                        .into_any()
                }
            }}
        </li>
    }
}
