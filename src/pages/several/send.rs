//! Sends the changes, or takes back those that were saved: says to whom, then how it goes.

use std::sync::Arc;

use contract::{mask, wire::Runner};
use leptos::prelude::*;

use super::edits::Edits;
use crate::{
    format::count,
    pages::run::{AskThenRun, Run},
    widgets::{
        button::{Button, Kind},
        dialog::{Dialog, DialogFoot},
        icon::{Glyph, Icon},
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
            <div class="banner" role="status">
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
    let run = Run::new();
    let jobs = StoredValue::new(asked.jobs(&edits));
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
                    Some(Job { id, base, wanted }) => edits.send(id, base, wanted).await,
                    None => Ok("Nothing to do."),
                }
            }
        });
    });
    let list = move || {
        let row = |job: &Job| {
            let paths = mask::smallest(&job.base, &job.wanted)
                .documented()
                .join(", ");
            view! { <li><strong>{job.id.to_string()}</strong><code>{paths}</code></li> }
        };
        jobs.with_value(|jobs| jobs.iter().map(row).collect_view())
    };
    view! {
        <AskThenRun run open running=locked>
            <div class="dialog-body">
                <ul class="bulk-list">{list}</ul>
            </div>
            <DialogFoot open>
                <Button kind=Kind::Primary label=label() on_press=start />
            </DialogFoot>
        </AskThenRun>
    }
}
