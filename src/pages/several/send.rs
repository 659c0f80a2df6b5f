//! Sends the changes, or takes back those that were saved: says to whom, then how it goes.

use std::sync::Arc;

use contract::{api::Dialect, edit, effects::of_change, mask, model::Runner, part::Part};
use leptos::prelude::*;

use super::{edits::Edits, plan::policy_of, policy::ForCallers};
use crate::{
    api::runners::dialect,
    format::{commands, count, loss},
    run::{AskThenRun, Run},
    state::{catalog::use_catalog, clock::Clock},
    widgets::{
        button::{Button, Kind},
        dialog::{Dialog, DialogFoot},
        effects::EffectsOnSeveral,
        icon::{Glyph, Icon},
        terminal::Terminal,
    },
};

/// What the dialog was opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Send,
    Undo,
}

/// A runner as it is and as it is to be.
#[derive(Clone)]
struct Job {
    id: Arc<str>,
    base: Arc<Runner>,
    wanted: Runner,
}

impl Asked {
    fn jobs(self, edits: &Edits) -> Vec<Job> {
        match self {
            Self::Send => edits.plans().with_untracked(|plans| {
                let jobs = plans.changes().map(|(id, change)| Job {
                    id: Arc::clone(id),
                    base: Arc::clone(&change.base),
                    wanted: change.wanted.clone(),
                });
                jobs.collect()
            }),
            Self::Undo => {
                let saved = untrack(|| edits.saved()).into_iter();
                let jobs = saved.map(|(id, saved)| Job {
                    id,
                    base: saved.now,
                    wanted: (*saved.before).clone(),
                });
                jobs.collect()
            }
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Send => "Change",
            Self::Undo => "Undo on",
        }
    }
}

/// What was saved, with the way back.
#[component]
pub(super) fn Undo(asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let edits = Edits::context();
    let count = Memo::new(move |_| edits.saved().len());
    view! {
        <Show when=move || { count.get() > 0 }>
            <div class="callout" role="status">
                <p class="badge-line">
                    <span class="tone-ok"><Glyph icon=Icon::Check /></span>
                    {move || format!("Saved on {}.", count::of(count.get(), "runner"))}
                </p>
                <div>
                    <Button
                        label="Undo…"
                        on_press=Callback::new(move |()| asked.set(Some(Asked::Undo)))
                    />
                </div>
            </div>
        </Show>
    }
}

/// The dialog.
#[component]
pub(super) fn SendDialog(asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let edits = Edits::context();
    let open = RwSignal::new(false);
    let locked = RwSignal::new(false);
    Effect::new(move |_| {
        if asked.get().is_some() {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            asked.set(None);
        }
    });
    let title = move || match asked.get() {
        Some(Asked::Undo) => "Undo the last edit".to_owned(),
        _ if untrack(|| edits.of_policies()) => "Change the policies".to_owned(),
        _ => "Send the patch".to_owned(),
    };
    view! {
        <Dialog title=Signal::derive(title) open locked>
            {move || {
                let asked = asked.get_untracked()?;
                Some(view! { <Content asked open locked /> })
            }}
        </Dialog>
    }
}

#[component]
fn Content(asked: Asked, open: RwSignal<bool>, locked: RwSignal<bool>) -> impl IntoView {
    let edits = Edits::context();
    let of_policies = untrack(|| edits.of_policies());
    let run = Run::new();
    let jobs = StoredValue::new(asked.jobs(&edits));
    let effects = Signal::stored(jobs.with_value(|jobs| {
        let now = Clock::instant();
        let effects = jobs.iter();
        let effects =
            effects.map(|job| (Arc::clone(&job.id), of_change(&job.base, &job.wanted, now)));
        effects.collect::<Vec<_>>()
    }));
    let label = move || {
        let count = jobs.with_value(Vec::len);
        format!("{} {}", asked.verb(), count::of(count, "runner"))
    };
    let start = Callback::new(move |()| {
        edits.begin_run();
        let all = jobs.get_value();
        let ids = all.iter().map(|job| Arc::clone(&job.id)).collect();
        run.start(ids, move |id| {
            let job = all.iter().find(|job| job.id == id).cloned();
            async move {
                match job {
                    Some(Job { id, base, wanted }) => Box::pin(edits.send(id, base, wanted)).await,
                    None => Ok("Nothing to do."),
                }
            }
        });
    });
    let catalog = use_catalog();
    let list = move || {
        let row = |job: &Job| {
            let paths = if of_policies {
                Part::Policy.place().to_owned()
            } else {
                let mask = mask::smallest(dialect(), &job.base, &job.wanted);
                mask.documented().join(", ")
            };
            let losses = edit::losses(dialect(), &job.base, &job.wanted);
            let losses = losses.iter().map(|lost| {
                let text = loss::told(lost, |id| catalog.profile_name(id));
                view! { <li class="tone-warn">{text}</li> }
            });
            view! {
                <li>
                    <strong>{job.id.to_string()}</strong>
                    <code>{paths}</code>
                    {of_policies.then(|| view! { <ForCallers before=&job.base after=&job.wanted /> })}
                    {(losses.len() > 0).then(|| view! { <ul>{losses.collect_view()}</ul> })}
                </li>
            }
        };
        jobs.with_value(|jobs| jobs.iter().map(row).collect_view())
    };
    let left_out = (asked == Asked::Send).then(|| {
        let ids = edits.plans().with_untracked(|plans| {
            let out = plans.all().filter(|(_, plan)| plan.change().is_none());
            out.map(|(id, _)| id.to_string()).collect::<Vec<_>>()
        });
        let count = count::of(ids.len(), "runner");
        (!ids.is_empty()).then(|| format!("{count} not changed: {}", ids.join(", ")))
    });
    let left_out = StoredValue::new(left_out.flatten());
    let script = Signal::stored(jobs.with_value(|jobs| {
        let commands = jobs.iter().map(|job| {
            let speaks = if of_policies { Dialect::V1 } else { dialect() };
            let update = speaks.update(&job.base, &job.wanted).ok().flatten();
            let commands = update.and_then(|update| {
                if of_policies {
                    let text = edit::policy::write(&policy_of(&job.wanted)?);
                    return Some(commands::edit_policy(&text, &job.base, &update));
                }
                commands::edit(&job.wanted, &update)
            });
            (&*job.id, commands)
        });
        commands::script(commands)
    }));
    view! {
        <AskThenRun run open running=locked>
            <div class="dialog-body">
                <EffectsOnSeveral effects />
                <ul class="bulk-list">{list}</ul>
                {left_out.get_value().map(|text| view! { <p class="muted">{text}</p> })}
                <Terminal commands=script />
            </div>
            <DialogFoot open>
                <Button kind=Kind::Primary label=label() on_press=start />
            </DialogFoot>
        </AskThenRun>
    }
}
