//! A policy being edited: who changes the text, and how sending it goes (contract-v1 4.3).

use std::sync::Arc;

use contract::{
    document::Path,
    edit::{self, Conflict},
    mask::Update,
    model::Runner,
    policy::{Policy, warnings},
};
use leptos::{prelude::*, task::spawn_local};

use super::{draft::Draft, text::Text};
use crate::{
    api::Client,
    forms::outcome::{Back, Step},
    pages::runner::in_v1::{InV1, policy_of},
    state::{
        handover,
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
    /// The newest state, where somebody has changed the policy.
    theirs: RwSignal<Option<Arc<Runner>>>,
    /// What was typed to confirm that nobody is let in.
    confirmed: RwSignal<String>,
    step: RwSignal<Step>,
    deps: StoredValue<(InV1, OpenRunner, Client)>,
}

impl Editing {
    /// Begins with what is kept, or the policy as it is.
    pub(super) fn new(source: InV1, now: &Runner) -> Self {
        let editing = Self {
            text: Text::new(now),
            touched: StoredValue::new(false),
            theirs: RwSignal::new(None),
            confirmed: RwSignal::new(String::new()),
            step: RwSignal::new(Step::Editing),
            deps: StoredValue::new((source, use_open_runner(), expect_context())),
        };
        // Where nothing was typed the text follows the policy.
        Effect::new(move |_| {
            if let Some(now) = editing.newer()
                && !editing.touched.get_value()
                && !untrack(|| editing.text.is_typed())
            {
                editing.begin(&now);
            }
        });
        if let Some(text) = handover::taken_policy() {
            editing.take_over(text);
        }
        editing
    }

    /// Takes a text from elsewhere; what was typed before can be put back.
    fn take_over(self, text: String) {
        let (base, before) = untrack(|| (self.text.base(), self.text.get()));
        let was_typed = untrack(|| self.text.is_typed());
        self.write(text);
        if was_typed {
            self.step.set(self.discarded(base, before));
        }
    }

    /// That a text made way, with the way back to it.
    fn discarded(self, base: Arc<Runner>, text: String) -> Step {
        Step::Discarded(Arc::new(move || {
            self.text.rebase(&base);
            self.write(text.clone());
        }))
    }

    /// The edit of the page.
    pub(super) fn context() -> Self {
        expect_context()
    }

    fn begin(self, runner: &Runner) {
        self.text.begin(runner);
        self.theirs.set(None);
    }

    /// The runner that it is about.
    pub(super) fn runner_id(self) -> String {
        untrack(|| self.text.base()).runner_id().to_owned()
    }

    /// A newer policy than the one that the text began from, which nobody has looked at yet.
    pub(super) fn newer(self) -> Option<Arc<Runner>> {
        let (source, ..) = self.deps.get_value();
        let (base, now) = (self.text.base(), source.runner()?);
        let is_other = base.etag != now.etag || (base.policy.is_none() && now.policy.is_some());
        (is_other && self.theirs.with(Option::is_none)).then_some(now)
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

    /// Has the text ask for a policy; its comments stay.
    pub(super) fn ask_for(self, policy: &Policy) {
        self.write(self.text.retold(policy));
    }

    /// Gives up what was typed, until it is put back.
    pub(super) fn discard(self) {
        let (source, ..) = self.deps.get_value();
        let (base, text) = untrack(|| (self.text.base(), self.text.get()));
        Draft::discard(base.runner_id());
        let newest = untrack(|| source.runner()).unwrap_or_else(|| Arc::clone(&base));
        self.begin(&newest);
        self.step.set(self.discarded(base, text));
    }

    /// What will be sent, if anything.
    pub(super) fn update(self) -> Option<Update> {
        self.text.plan().ok().flatten()
    }

    /// Whether the runner ID has to be typed before it is sent: nobody would be let in any more (contract-v1 J-11).
    pub(super) fn must_confirm(self) -> bool {
        let draft = self.text.draft();
        draft.is_some_and(|draft| warnings::closes_to_everyone(&draft)) && self.update().is_some()
    }

    /// What was typed to confirm it.
    pub(super) fn confirmed(self) -> RwSignal<String> {
        self.confirmed
    }

    fn is_confirmed(self) -> bool {
        !self.must_confirm() || self.confirmed.get().trim() == self.runner_id()
    }

    /// Why it cannot be sent now.
    pub(super) fn refusal(self) -> Option<String> {
        let is_sending = self.step.with(|step| matches!(step, Step::Sending));
        let why = match self.text.plan() {
            _ if is_sending => "The change is being sent.",
            _ if !self.text.problems().is_empty() => "Correct the marked errors first.",
            _ if self.theirs.with(Option::is_some) => "Merge both changes first.",
            Err(no) => return Some(no),
            Ok(None) => "No change: nothing to send.",
            Ok(Some(_)) if !self.is_confirmed() => {
                "Type the runner ID first: nobody outside could use its sandboxes."
            }
            Ok(Some(_)) => return None,
        };
        Some(why.to_owned())
    }

    /// Where the sending stands.
    pub(super) fn steps(self) -> RwSignal<Step> {
        self.step
    }

    /// Sends it with the etag of the read that it began from.
    pub(super) fn send(self) {
        let (base, text) = untrack(|| (self.text.base(), self.text.get()));
        let Some(wanted) = untrack(|| self.text.asked()) else {
            return;
        };
        self.step.set(Step::Sending);
        let (source, open_runner, client) = self.deps.get_value();
        spawn_local(async move {
            let told = |runner: &Runner| source.answered(runner.clone());
            let sent = sending::send_policy(&client, told, &base, &wanted).await;
            if self.step.is_disposed() {
                return;
            }
            let step = match sent {
                Sent::Saved { now, differs, .. } => {
                    // What was typed meanwhile stays, and is about the policy as it is now.
                    if self.touched.get_value() || untrack(|| self.text.get()) != text {
                        self.text.rebase(&now);
                    } else {
                        Draft::discard(now.runner_id());
                        self.begin(&now);
                    }
                    self.confirmed.set(String::new());
                    // To be without a policy again is not possible (contract-v1 J-15).
                    let undo = policy_of(&base)
                        .map(|before| Arc::new(move || self.ask_for(&before)) as Back);
                    Step::Saved(undo, differs)
                }
                Sent::Conflict(newest) => {
                    self.theirs.set(Some(newest));
                    Step::Editing
                }
                Sent::NotSaved => Step::NotSaved,
                Sent::Failed(error) => {
                    if error.is_not_found() {
                        // The page looks whether the runner itself is gone.
                        open_runner.read();
                    }
                    Step::Failed(error)
                }
            };
            self.step.set(step);
        });
    }

    /// Looks at what somebody else has changed.
    pub(super) fn meet(self, newest: Arc<Runner>) {
        self.theirs.set(Some(newest));
    }

    /// Both changes, merged as far as possible, if someone else has changed the policy in the meantime.
    pub(super) fn merge(self, theirs_at: &[Path]) -> Option<(Policy, Vec<Conflict>)> {
        let theirs = policy_of(&*self.theirs.get()?).unwrap_or_default();
        let base = self.text.saved();
        // A text that cannot be read is corrected first: nothing of it may be lost.
        let mine = if self.text.is_typed() {
            self.text.draft()?
        } else {
            base.clone()?
        };
        Some(edit::policy::merge(
            base.as_ref(),
            &theirs,
            &mine,
            theirs_at,
        ))
    }

    /// Goes on from the newest state, with both changes in the text.
    pub(super) fn resolve(self, merged: &Policy) {
        if let Some(theirs) = self.theirs.get_untracked() {
            let text = self.text.retold(merged);
            self.theirs.set(None);
            self.text.rebase(&theirs);
            self.write(text);
        }
    }
}
