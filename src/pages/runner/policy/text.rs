//! The text of a policy, the policy that it replaces, and everything that follows from both.

use std::sync::Arc;

use contract::{
    api::Dialect, edit, mask::Update, model::Runner, policy::Policy, spec_file::Diagnostic,
};
use leptos::prelude::*;

use super::draft::Draft;
use crate::pages::runner::in_v1::policy_of;

type Read = Result<Policy, Vec<Diagnostic>>;

/// A text and the read that it began from.
#[derive(Clone, Copy)]
pub(super) struct Text {
    content: RwSignal<String>,
    /// The policy and its etag, of one read.
    base: RwSignal<Arc<Runner>>,
    written: Memo<String>,
    wanted: Memo<Read>,
    typed: Memo<Option<Policy>>,
    plan: Memo<Result<Option<Update>, String>>,
}

/// What of a runner an edit of its policy needs.
fn guarded(runner: &Runner) -> Arc<Runner> {
    Arc::new(Runner {
        identity: runner.identity.clone(),
        policy: runner.policy.clone(),
        etag: runner.etag.clone(),
        created_at: runner.created_at.clone(),
        ..Runner::default()
    })
}

fn written(base: &Runner) -> String {
    policy_of(base).map_or_else(String::new, |policy| edit::policy::write(&policy))
}

/// The base with another policy, spelled as the server does (contract-v1 J-13).
fn with_policy(base: &Runner, policy: &Policy) -> Runner {
    let names = policy_of(base).map(|base| base.names()).unwrap_or_default();
    Runner {
        policy: Some(policy.sent(names)),
        ..base.clone()
    }
}

fn plan(base: &Runner, wanted: &Read) -> Result<Option<Update>, String> {
    let Ok(wanted) = wanted else {
        return Ok(None);
    };
    if policy_of(base).is_some_and(|base| base.says_the_same(wanted)) {
        return Ok(None);
    }
    let update = Dialect::V1.update(base, &with_policy(base, wanted));
    update.map_err(|no| no.to_string())
}

impl Text {
    /// The kept draft, or the policy as it is.
    pub(super) fn new(now: &Runner) -> Self {
        // A runner that was made anew under the same ID is another one.
        let kept = Draft::restore(now.runner_id());
        let (text, base) = match kept.filter(|kept| kept.base.created_at == now.created_at) {
            Some(draft) => (draft.text, Arc::new(draft.base)),
            None => (written(now), guarded(now)),
        };
        let (content, base) = (RwSignal::new(text), RwSignal::new(base));
        let wanted = Memo::new(move |_| {
            let loaded = base.with(|base| policy_of(base));
            content.with(|text| edit::policy::read(text, loaded.as_ref()))
        });
        Self {
            content,
            base,
            written: Memo::new(move |_| base.with(|base| written(base))),
            wanted,
            typed: Memo::new(move |_| content.with(|text| edit::policy::typed(text).ok())),
            plan: Memo::new(move |_| base.with(|base| wanted.with(|wanted| plan(base, wanted)))),
        }
    }

    /// Begins anew with the policy as it is.
    pub(super) fn begin(self, runner: &Runner) {
        self.content.set(written(runner));
        self.base.set(guarded(runner));
    }

    /// Makes it about a newer read.
    pub(super) fn rebase(self, runner: &Runner) {
        self.base.set(guarded(runner));
        self.keep();
    }

    /// Takes a text, and keeps it in the browser.
    pub(super) fn write(self, text: String) {
        self.content.set(text);
        self.keep();
    }

    fn keep(self) {
        let base = self.base.get_untracked();
        if untrack(|| self.is_typed()) {
            Draft::new(self.content.get_untracked(), (*base).clone()).keep();
        } else {
            Draft::discard(base.runner_id());
        }
    }

    pub(super) fn get(self) -> String {
        self.content.get()
    }

    /// The text changed so that it asks for a policy; comments stay.
    pub(super) fn retold(self, policy: &Policy) -> String {
        self.content
            .with_untracked(|text| edit::policy::retell(text, policy))
    }

    /// The policy with its etag, of one read.
    pub(super) fn base(self) -> Arc<Runner> {
        self.base.get()
    }

    /// The document of the policy that it replaces; empty where there is none.
    pub(super) fn written(self) -> String {
        self.written.get()
    }

    /// The policy that it replaces.
    pub(super) fn saved(self) -> Option<Policy> {
        self.base.with(|base| policy_of(base))
    }

    /// Whether the text is another than the console wrote.
    pub(super) fn is_typed(self) -> bool {
        self.content
            .with(|text| self.written.with(|written| text != written))
    }

    /// The policy that the text asks for, where something was typed and can be read.
    pub(super) fn draft(self) -> Option<Policy> {
        let wanted = self.wanted.with(|wanted| wanted.as_ref().ok().cloned());
        wanted.filter(|_| self.is_typed())
    }

    /// The policy that the text asks for; the saved one where it cannot be read.
    pub(super) fn wanted(self) -> Option<Policy> {
        self.draft().or_else(|| self.saved())
    }

    /// The policy that the text says, sound or not; none where it cannot be read.
    pub(super) fn typed(self) -> Option<Policy> {
        self.typed.get()
    }

    /// Everything wrong with what was typed.
    pub(super) fn problems(self) -> Vec<Diagnostic> {
        if !self.is_typed() {
            return Vec::new();
        }
        self.wanted
            .with(|wanted| wanted.as_ref().err().cloned().unwrap_or_default())
    }

    /// Everything wrong with another text.
    pub(super) fn check(self, text: &str) -> Vec<Diagnostic> {
        if self.written.with_untracked(|written| text == written) {
            return Vec::new();
        }
        let loaded = self.base.with_untracked(|base| policy_of(base));
        let read = edit::policy::read(text, loaded.as_ref());
        read.err().unwrap_or_default()
    }

    /// What will be sent, if anything; or why nothing can.
    pub(super) fn plan(self) -> Result<Option<Update>, String> {
        self.plan.get()
    }

    /// The base with the policy that was typed, as it is sent.
    pub(super) fn asked(self) -> Option<Runner> {
        let draft = self.draft()?;
        Some(self.base.with(|base| with_policy(base, &draft)))
    }

    /// Whether the page that it is on is going.
    pub(super) fn is_gone(self) -> bool {
        self.content.is_disposed() || self.base.is_disposed()
    }
}
