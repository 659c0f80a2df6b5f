//! Says what will happen to which runners, then shows the progress, then the results.

use std::sync::Arc;

use leptos::prelude::*;

use super::action::Action;
use crate::{
    api::Client,
    format::{commands, count},
    forms::channel::ChannelOptions,
    pages::fleet::selection::Selection,
    run::{AskThenRun, Run},
    state::{clock::Clock, fleet::use_fleet, session::use_person},
    widgets::{
        button::{Button, Kind},
        dialog::DialogFoot,
        effects::EffectsOnSeveral,
        field::TextField,
        terminal::Terminal,
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
    let client: Client = expect_context();
    let run = Run::new();
    let action = RwSignal::new(action);

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
                    None => Err("It no longer exists.".to_owned()),
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
    let effects = Signal::derive(move || {
        let now = Clock::instant();
        let ids = plan.with(|plan| {
            plan.todo
                .iter()
                .map(|(id, _)| Arc::clone(id))
                .collect::<Vec<_>>()
        });
        fleet.with(|rows| {
            let known = ids.into_iter().filter_map(|id| {
                let summary = rows.get(&id)?.summary.get_untracked();
                Some((id, action.with(|action| action.effects(&summary, now))))
            });
            known.collect()
        })
    });
    let typed = RwSignal::new(String::new());
    let phrase = move || format!("delete {}", count.get());
    let refused = move || {
        if count.get() == 0 {
            Some("There is nothing left to do.".to_owned())
        } else if action.with(|action| *action == Action::Delete) && typed.get().trim() != phrase()
        {
            Some(format!("Type \"{}\" first.", phrase()))
        } else {
            None
        }
    };
    let start = Callback::new(move |()| {
        let ids = plan.with_untracked(|plan| plan.todo.iter().map(|(id, _)| id.clone()).collect());
        let action = action.get_untracked();
        run.start(ids, move |id| {
            let action = action.clone();
            async move { Ok(action.perform(client, fleet, &id).await?) }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(|| refused().is_none() && !run.has_begun()) {
            start.run(());
        }
    };
    let script = Signal::derive(move || {
        let todo = plan.with(|plan| plan.todo.clone());
        let commands = todo.iter().map(|(id, _)| {
            let row = fleet.row(id);
            let channel = row.map(|row| row.summary.with_untracked(|r| r.release_channel.clone()));
            let commands = action.with(|action| action.commands(id, &channel.unwrap_or_default()));
            (&**id, commands)
        });
        commands::script(commands)
    });
    let label = move || {
        let verb = action.with(Action::verb);
        format!("{verb} {}", count::of(count.get(), "runner"))
    };
    view! {
        <AskThenRun run open running>
            <form on:submit=submit>
                <div class="dialog-body">
                    <Channels action />
                    <EffectsOnSeveral effects />
                    <Planned plan />
                    <Show when=move || { count.get() > 0 }>
                        <Terminal commands=script />
                    </Show>
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
                <DialogFoot open>
                    <Button
                        kind=action
                            .with_untracked(|action| {
                                if *action == Action::Delete { Kind::Danger } else { Kind::Primary }
                            })
                        r#type="submit"
                        label=Signal::derive(label)
                        refused=Signal::derive(refused)
                    />
                </DialogFoot>
            </form>
        </AskThenRun>
    }
}

/// The choice of a channel, where that is what is changed.
#[component]
fn Channels(action: RwSignal<Action>) -> impl IntoView {
    let channel = Memo::new(move |_| match action.get() {
        Action::Channel(channel) => Some(channel),
        Action::Upgrade | Action::Delete => None,
    });
    view! {
        <Show when=move || channel.with(Option::is_some)>
            <ChannelOptions
                name="bulk-channel"
                channel=Signal::derive(move || channel.get().unwrap_or_default())
                on_change=Callback::new(move |to| action.set(Action::Channel(to)))
            />
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
                        format!("{} are skipped", left_out.len())
                    } else {
                        "1 is skipped".to_owned()
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
