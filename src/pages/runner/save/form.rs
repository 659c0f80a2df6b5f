//! What the person sees of a save: the difference, the mask, what went wrong, the buttons.

use std::sync::Arc;

use contract::{effects::of_change, model::Runner};
use leptos::prelude::*;

use super::{Describe, Edit, Plan, Save, Step};
use crate::{
    format::{
        commands,
        overrides::{Change, difference},
    },
    forms::sent::{EditCommands, Mask, named},
    state::clock::Clock,
    widgets::{
        button::{Button, Kind},
        effects::Effects,
        failure::Failure,
        icon::{Glyph, Icon},
    },
};

/// The lower half of every editing dialog: what will be sent, what went wrong, and the buttons.
#[component]
pub(in crate::pages::runner) fn SaveForm(
    save: Save,
    #[prop(into)] edit: Signal<Edit>,
    describe: Describe,
    /// Why what is typed cannot be sent.
    #[prop(optional, into)]
    problem: Signal<Option<String>>,
    on_cancel: Callback<()>,
    on_done: Callback<()>,
) -> impl IntoView {
    let plan = Memo::new(move |_| -> Plan {
        let update = edit.get().update(&save.base())?;
        Ok(update.map(|update| update.mask.documented()))
    });
    let refused = move || match (problem.get(), plan.get()) {
        (Some(problem), _) | (None, Err(problem)) => Some(problem),
        (None, Ok(None)) => Some("You have not changed anything yet.".to_owned()),
        (None, Ok(Some(_))) if save.is_sending() => Some("The change is being sent.".to_owned()),
        (None, Ok(Some(_))) => None,
    };
    let label = move || {
        if save.is_sending() {
            "Saving…"
        } else {
            "Save"
        }
        .to_owned()
    };
    view! {
        <div class="dialog-body">
            <Preview save edit plan describe />
            {move || match save.step.get() {
                Step::Editing | Step::Sending => ().into_any(),
                Step::Failed(error) => {
                    view! { <Failure what="The change was not saved" error /> }.into_any()
                }
                Step::NotSaved => {
                    view! {
                        <p class="callout" role="alert">
                            "The connection was lost and the change was not saved. Nothing is lost: save it again."
                        </p>
                    }
                        .into_any()
                }
                Step::Conflict(newest) => view! { <Conflict save newest describe /> }.into_any(),
            }}
        </div>
        <footer class="dialog-foot">
            <Button kind=Kind::Quiet label="Cancel" on_press=on_cancel />
            <Button
                kind=Kind::Primary
                label=Signal::derive(label)
                refused=Signal::derive(refused)
                on_press=Callback::new(move |()| save.send(edit.get_untracked(), on_done))
            />
        </footer>
    }
}

/// Before and after, and the mask as it will be sent.
#[component]
fn Preview(save: Save, edit: Signal<Edit>, plan: Memo<Plan>, describe: Describe) -> impl IntoView {
    let mask = move || plan.get().ok().flatten();
    let changes = move || {
        let base = save.base();
        difference(&describe(&base), &describe(&edit.get().made_to(&base)))
    };
    let effects = Signal::derive(move || {
        let base = save.base();
        of_change(&base, &edit.get().made_to(&base), Clock::instant())
    });
    let same = move || {
        let base = save.base();
        let edit = edit.get();
        let update = edit.update(&base).ok().flatten()?;
        let commands = commands::edit(&edit.made_to(&base), &update);
        Some(view! { <EditCommands commands /> })
    };
    move || {
        mask().map(|paths| {
            view! {
                <section class="stack" aria-labelledby="preview-title">
                    <h3 id="preview-title">"What will be sent"</h3>
                    <Difference changes=changes() />
                    <Effects effects />
                    <Mask paths=Signal::stored(named(paths)) />
                    {same()}
                </section>
            }
        })
    }
}

#[component]
fn Difference(changes: Vec<Change>) -> impl IntoView {
    let line = |change| {
        let (class, sign, word, text) = match change {
            Change::Kept(text) => ("", "", "", text),
            Change::Removed(text) => ("removed", "−", "removed: ", text),
            Change::Added(text) => ("added", "+", "added: ", text),
        };
        view! {
            <li class=class>
                <span aria-hidden="true">{sign}</span>
                <span><span class="visually-hidden">{word}</span>{text}</span>
            </li>
        }
    };
    view! { <ul class="difference">{changes.into_iter().map(line).collect_view()}</ul> }
}

/// What somebody else did to the same thing, and the way on.
#[component]
fn Conflict(save: Save, newest: Arc<Runner>, describe: Describe) -> impl IntoView {
    let theirs = difference(&describe(&save.base.get_untracked()), &describe(&newest))
        .into_iter()
        .filter(|change| !matches!(change, Change::Kept(_)))
        .collect();
    view! {
        <div class="callout" role="alert">
            <p class="badge tone-warn">
                <Glyph icon=Icon::Alert />
                "Someone changed this after you opened it, so nothing was sent."
            </p>
            <Difference changes=theirs />
            <div>
                <Button
                    label="Apply my change to theirs"
                    on_press=Callback::new(move |()| save.take_newest(newest.clone()))
                />
            </div>
            <p class="muted">"Both changes will be shown above for you to save or cancel."</p>
        </div>
    }
}
