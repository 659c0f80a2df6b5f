//! An edit under way: who changes the text, and how sending it goes.

use std::sync::Arc;

use contract::{
    document::Path,
    edit::{self, Conflict, Form, Loss},
    mask,
    model::Runner,
};
use leptos::{prelude::*, task::spawn_local};

use super::{draft::Draft, text::Text};
use crate::{
    api::{Client, runners::dialect},
    forms::outcome::Step,
    pages::runner::{
        Live,
        fix::{Change, Prepared},
    },
    state::{
        open_runner::{OpenRunner, use_open_runner},
        sending::{self, Sent},
    },
};

/// An edit under way.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    pub(super) text: Text,
    /// Something was typed that is not in the text yet.
    touched: StoredValue<bool>,
    /// The newest state, where somebody has changed what this edit replaces.
    theirs: RwSignal<Option<Arc<Runner>>>,
    step: RwSignal<Step>,
    deps: StoredValue<(OpenRunner, Client)>,
}

impl Editing {
    /// Begins with what is kept, or the runner as it is.
    pub(super) fn new(runner: Live) -> Self {
        let text = Text::new(runner.get_untracked());
        let editing = Self {
            text,
            touched: StoredValue::new(false),
            theirs: RwSignal::new(None),
            step: RwSignal::new(Step::Editing),
            deps: StoredValue::new((use_open_runner(), expect_context())),
        };
        // Where nothing was typed the text follows the runner.
        Effect::new(move |_| {
            let now = runner.get();
            let is_other = untrack(|| text.base()).updated_at != now.updated_at;
            if is_other && !editing.touched.get_value() && !untrack(|| text.is_typed()) {
                editing.begin(now);
            }
        });
        editing
    }

    /// The edit of the page.
    pub(super) fn context() -> Self {
        expect_context()
    }

    fn begin(self, runner: Arc<Runner>) {
        self.text.begin(runner);
        self.theirs.set(None);
    }

    /// Takes the text as it is typed.
    pub(super) fn write(self, text: String) {
        // The page may be on its way out while the editor tells what was typed last.
        if self.text.is_gone() || self.step.is_disposed() {
            return;
        }
        self.touched.set_value(false);
        self.text.write(text);
        if !matches!(self.step.get_untracked(), Step::Sending) {
            self.step.set(Step::Editing);
        }
    }

    /// Notes that something is being typed, so that nothing else takes the text's place.
    pub(super) fn touch(self) {
        self.touched.try_set_value(true);
    }

    /// Changes what is asked for, as a form does; the text follows, comments and all.
    pub(super) fn change(self, change: impl FnOnce(&mut Runner)) {
        let Some(mut wanted) = untrack(|| self.text.wanted()) else {
            return;
        };
        change(&mut wanted);
        let base = untrack(|| self.text.base());
        self.write(self.text.retell(&base, &wanted));
    }

    /// Puts a prepared change into the text, as a patch where nothing was typed yet.
    ///
    /// # Errors
    /// Why it cannot be put there, for the person.
    pub(super) fn prepare(self, prepared: &Prepared) -> Result<(), &'static str> {
        let is_typed = untrack(|| self.text.is_typed());
        let why = prepared.why.split_whitespace().collect::<Vec<_>>();
        let why = format!("# {}\n", why.join(" "));
        match &prepared.what {
            Change::Do(_) if untrack(|| self.text.wanted()).is_none() => {
                return Err("The text has errors: correct them, then prepare the fix again.");
            }
            Change::Do(change) => {
                if !is_typed {
                    self.text.choose(Form::Patch);
                    self.text.write(why);
                }
                self.change(|runner| change(runner));
            }
            Change::Since { .. } if is_typed => {
                return Err("You have unsent changes: send or discard them first.");
            }
            Change::Since { base, wanted, now } => {
                self.begin(Arc::clone(base));
                self.text.choose(Form::Patch);
                self.write(why + &edit::write_patch(dialect(), base, wanted));
                let (mine, theirs) = (
                    mask::smallest(dialect(), base, wanted),
                    mask::smallest(dialect(), base, now),
                );
                if mine.overlaps(&theirs) {
                    self.meet(Arc::clone(now));
                }
            }
        }
        Ok(())
    }

    /// Says the same in the other form. A text that cannot be read stays in its own.
    pub(super) fn switch(self, to: Form) {
        if untrack(|| self.text.form()) == to {
            return;
        }
        if let Some(text) = self.text.told_as(to) {
            self.text.choose(to);
            self.write(text);
        }
    }

    /// Gives up what was typed, until it is put back.
    pub(super) fn discard(self) {
        let (open_runner, _) = self.deps.get_value();
        let (base, form) = untrack(|| (self.text.base(), self.text.form()));
        let newest = untrack(|| open_runner.runner()).unwrap_or_else(|| Arc::clone(&base));
        let text = untrack(|| self.text.get());
        Draft::discard(newest.runner_id());
        self.begin(newest);
        let draft = Draft::new(text, form, (*base).clone());
        let back = move || self.put_back(&draft);
        self.step.set(Step::Discarded(Arc::new(back)));
    }

    /// Takes back that the text was discarded.
    fn put_back(self, draft: &Draft) {
        self.text.choose(draft.form());
        self.text.rebase(Arc::new(draft.base.clone()));
        self.write(draft.text.clone());
    }

    /// Carries along what would be lost.
    pub(super) fn keep_loss(self, loss: &Loss) {
        self.write(self.text.with_loss(loss));
    }

    /// Why it cannot be sent now.
    pub(super) fn refusal(self) -> Option<String> {
        let why = if self.is_sending() {
            "The change is being sent."
        } else if !self.text.problems().is_empty() {
            "Correct the marked errors first."
        } else if self.theirs.with(Option::is_some) {
            "Merge both changes first."
        } else if self.text.plan().is_none() {
            "No change: nothing to send."
        } else {
            return None;
        };
        Some(why.to_owned())
    }

    pub(super) fn steps(self) -> RwSignal<Step> {
        self.step
    }

    fn is_sending(self) -> bool {
        self.step.with(|step| matches!(step, Step::Sending))
    }

    /// Re-reads, compares, sends.
    pub(super) fn send(self) {
        let (base, wanted) = untrack(|| (self.text.base(), self.text.wanted()));
        let Some(wanted) = wanted else {
            return;
        };
        let sent_text = untrack(|| self.text.get());
        self.step.set(Step::Sending);
        let (open_runner, client) = self.deps.get_value();
        spawn_local(async move {
            let told = |runner: &Runner| open_runner.answered(runner.clone());
            let sent = sending::send(dialect(), &client, told, &base, &wanted).await;
            if self.step.is_disposed() {
                return;
            }
            match sent {
                Sent::Saved {
                    before,
                    now,
                    differs,
                } => {
                    // What was typed meanwhile stays, and is about the runner as it is now.
                    let is_more =
                        self.touched.get_value() || untrack(|| self.text.get()) != sent_text;
                    if is_more {
                        self.text.rebase(now);
                    } else {
                        Draft::discard(now.runner_id());
                        self.begin(now);
                    }
                    let undo = move || self.undo(&before);
                    self.step.set(Step::Saved(Some(Arc::new(undo)), differs));
                }
                Sent::Conflict(newest) => {
                    self.theirs.set(Some(newest));
                    self.step.set(Step::Editing);
                }
                Sent::NotSaved => self.step.set(Step::NotSaved),
                Sent::Failed(error) => self.step.set(Step::Failed(error)),
            }
        });
    }

    /// Both changes, merged as far as possible, if someone else has changed the runner in the meantime.
    pub(super) fn merge(self, theirs_at: &[Path]) -> Option<(Runner, Vec<Conflict>)> {
        let theirs = self.theirs.get()?;
        let mine = self.text.wanted()?;
        Some(edit::merge(
            dialect(),
            &self.text.base(),
            &theirs,
            &mine,
            theirs_at,
        ))
    }

    /// Looks at what somebody else has changed.
    pub(super) fn meet(self, newest: Arc<Runner>) {
        self.theirs.set(Some(newest));
    }

    /// Goes on from the newest state, with both changes in the text.
    pub(super) fn resolve(self, merged: &Runner) {
        let Some(theirs) = self.theirs.get_untracked() else {
            return;
        };
        let text = self.text.retell(&theirs, merged);
        self.theirs.set(None);
        self.text.rebase(theirs);
        self.write(text);
    }

    /// Asks for what was before the last edit.
    fn undo(self, before: &Runner) {
        let patch = edit::write_patch(dialect(), &untrack(|| self.text.base()), before);
        self.text.choose(Form::Patch);
        self.write(format!("# Undoes the last edit.\n{patch}"));
    }
}
