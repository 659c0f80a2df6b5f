//! What v1 alone can change of a runner that is written in v1beta2: sent by v1, apart from the text (design D11).

use std::sync::Arc;

use contract::{
    api::Dialect,
    document::Path,
    edit::{self, Conflict},
    effects::of_change,
    mask::Update,
    model::{ManagedSpec, Runner},
    part::Part,
    rules,
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use super::fields::Named;
use crate::{
    api::Client,
    can,
    forms::{
        conflict::Conflicts,
        only_v1::{OnlyV1Form, Parts},
        outcome::{Send, Step},
        problems::{Problem, Problems},
    },
    pages::runner::{Live, in_v1::InV1},
    state::{
        catalog::KnownTemplates,
        clock::Clock,
        draft,
        sending::{self, Sent},
        session::use_person,
    },
    widgets::{card::Card, effects::Effects, failure::Failure, terminal::Calls},
};

/// What was typed, and what it began from: both have nothing but what v1 alone can change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Draft {
    base: Runner,
    wanted: Runner,
}

/// Of a runner, which one it is and what v1 alone can change.
fn only_v1(runner: &Runner) -> Runner {
    give(
        &Runner {
            identity: runner.identity.clone(),
            created_at: runner.created_at.clone(),
            ..Runner::default()
        },
        runner,
    )
}

/// A runner with what v1 alone can change as another has it.
fn give(to: &Runner, from: &Runner) -> Runner {
    let mut to = to.clone();
    let given = from.managed_spec.clone().unwrap_or_default();
    let spec: &mut ManagedSpec = to.managed_spec.get_or_insert_default();
    Parts::of(&given).give(spec);
    spec.enforce_resource_limits = given.enforce_resource_limits;
    to.display_name.clone_from(&from.display_name);
    to
}

/// What is wrong with what v1 alone can change.
fn problems(wanted: &Runner) -> Vec<Problem> {
    let concerned = Part::ONLY_V1.map(Part::place);
    let found = rules::runner(wanted, &KnownTemplates(None)).into_iter();
    let problems = found.map(|violation| Problem::from(&violation));
    problems
        .filter(|problem| {
            let is_in = |place: &&str| problem.field.starts_with(*place);
            concerned.iter().any(is_in) || problem.field == Part::DisplayName.place()
        })
        .collect()
}

/// An edit under way.
#[derive(Clone, Copy)]
struct Editing {
    in_v1: InV1,
    draft: RwSignal<Option<Draft>>,
    /// The newest state, where somebody has changed the same.
    theirs: RwSignal<Option<Runner>>,
    step: RwSignal<Step>,
    client: Client,
}

fn name(runner_id: &str) -> String {
    format!("edit-in-v1:{runner_id}")
}

impl Editing {
    fn new(in_v1: InV1, now: &Runner) -> Self {
        // A runner that was made anew under the same ID is another one.
        let kept = draft::restore_either::<Draft>(&name(now.runner_id()));
        let kept = kept.filter(|kept| kept.base.created_at == now.created_at);
        Self {
            in_v1,
            draft: RwSignal::new(kept),
            theirs: RwSignal::new(None),
            step: RwSignal::new(Step::Editing),
            client: expect_context(),
        }
    }

    fn now(self) -> Runner {
        let now = self.in_v1.runner();
        now.map(|now| only_v1(&now)).unwrap_or_default()
    }

    fn base(self) -> Runner {
        let base = self.draft.with(|draft| Some(draft.as_ref()?.base.clone()));
        base.unwrap_or_else(|| self.now())
    }

    fn wanted(self) -> Runner {
        let wanted = self
            .draft
            .with(|draft| Some(draft.as_ref()?.wanted.clone()));
        wanted.unwrap_or_else(|| self.now())
    }

    /// Takes what is wanted; what began from nothing else is no draft.
    fn want(self, base: Runner, wanted: Runner) {
        let name = name(base.runner_id());
        let draft = (base != wanted).then_some(Draft { base, wanted });
        match &draft {
            Some(kept) => draft::keep_by(&name, kept, draft::may_hold_env(kept)),
            None => draft::discard(&name),
        }
        self.draft.set(draft);
        if !matches!(self.step.get_untracked(), Step::Sending) {
            self.step.set(Step::Editing);
        }
    }

    fn change(self, change: impl FnOnce(&mut Runner)) {
        let (base, mut wanted) = untrack(|| (self.base(), self.wanted()));
        change(&mut wanted);
        self.want(base, wanted);
    }

    fn discard(self) {
        let before = self.draft.get_untracked();
        let now = untrack(|| self.now());
        self.theirs.set(None);
        self.want(now.clone(), now);
        if let Some(Draft { base, wanted }) = before {
            let back = move || self.want(base.clone(), wanted.clone());
            self.step.set(Step::Discarded(Arc::new(back)));
        }
    }

    fn update(self) -> Option<Update> {
        Dialect::V1.update(&self.base(), &self.wanted()).ok()?
    }

    /// Why it cannot be sent now.
    fn refusal(self) -> Option<String> {
        let why = match () {
            () if self.step.with(|step| matches!(step, Step::Sending)) => {
                "The change is being sent."
            }
            () if !problems(&self.wanted()).is_empty() => "Correct the marked errors first.",
            () if self.theirs.with(Option::is_some) => "Merge both changes first.",
            () if self.update().is_none() => "No change: nothing to send.",
            () => return None,
        };
        Some(why.to_owned())
    }

    fn send(self) {
        let (base, wanted) = untrack(|| (self.base(), self.wanted()));
        self.step.set(Step::Sending);
        spawn_local(async move {
            let told = |runner: &Runner| self.in_v1.answered(runner.clone());
            let sent = sending::send(Dialect::V1, &self.client, told, &base, &wanted).await;
            if self.step.is_disposed() {
                return;
            }
            let step = match sent {
                Sent::Saved {
                    before,
                    now,
                    differs,
                } => {
                    let now = only_v1(&now);
                    // What was typed meanwhile stays.
                    let is_more = untrack(|| self.wanted()) != wanted;
                    let typed = if is_more {
                        untrack(|| self.wanted())
                    } else {
                        now.clone()
                    };
                    self.want(now, typed);
                    let before = only_v1(&before);
                    let undo = move || self.want(untrack(|| self.now()), before.clone());
                    Step::Saved(Some(Arc::new(undo)), differs)
                }
                Sent::Conflict(newest) => {
                    self.theirs.set(Some(only_v1(&newest)));
                    Step::Editing
                }
                Sent::NotSaved => Step::NotSaved,
                Sent::Failed(error) => Step::Failed(error),
            };
            self.step.set(step);
        });
    }

    /// Both changes, as far as they go together, where somebody has changed the same.
    fn merge(self, theirs_at: &[Path]) -> Option<(Runner, Vec<Conflict>)> {
        let theirs = self.theirs.get()?;
        let (base, mine) = (self.base(), self.wanted());
        Some(edit::merge(Dialect::V1, &base, &theirs, &mine, theirs_at))
    }

    fn resolve(self, merged: Runner) {
        if let Some(theirs) = self.theirs.get_untracked() {
            self.theirs.set(None);
            self.want(theirs, merged);
        }
    }
}

/// The form, once v1 was read.
#[component]
pub(super) fn BesideV1(runner: Live) -> impl IntoView {
    let in_v1 = InV1::follow(runner);
    let is_read = Memo::new(move |_| in_v1.runner().is_some());
    let form = move || {
        let first = untrack(|| in_v1.runner()).unwrap_or_default();
        view! { <Form runner editing=Editing::new(in_v1, &first) /> }
    };
    view! {
        {move || in_v1.failure().map(|error| view! {
            <Failure
                what="What v1 of the API has of this runner could not be read"
                error
                on_retry=Callback::new(move |()| in_v1.read())
            />
        })}
        <Show when=move || is_read.get()>{form}</Show>
    }
}

#[component]
fn Form(runner: Live, editing: Editing) -> impl IntoView {
    let person = use_person();
    let wanted = Memo::new(move |_| editing.wanted());
    let found = Memo::new(move |_| wanted.with(problems));
    provide_context(Problems::new(found.into()));
    let spec =
        Memo::new(move |_| wanted.with(|wanted| wanted.managed_spec.clone().unwrap_or_default()));
    let set_parts = Callback::new(move |parts: Parts| {
        editing.change(|runner| parts.give(runner.managed_spec.get_or_insert_default()));
    });
    let on_change = Callback::new(move |wanted| editing.change(|runner| *runner = wanted));
    let refused = Signal::derive(move || {
        let right = runner.with(|runner| can::change(person.rights(), &**runner));
        let missing = right.err().map(|reason| reason.to_string());
        missing.or_else(|| editing.refusal())
    });
    let theirs_at = RwSignal::new(Vec::<Path>::new());
    let merge = Memo::new(move |_| editing.merge(&theirs_at.get()));
    let conflicts = Signal::derive(move || {
        merge.with(|merge| merge.as_ref().map(|(_, conflicts)| conflicts.clone()))
    });
    let go_on = Callback::new(move |()| {
        if let Some((merged, _)) = merge.get_untracked() {
            theirs_at.set(Vec::new());
            editing.resolve(merged);
        }
    });
    view! {
        <Named wanted on_change />
        <OnlyV1Form spec on_change=set_parts />
        <Conflicts what="part of the runner" conflicts theirs_at on_merge=go_on />
        <WhatIsSent editing />
        <Send
            step=editing.step
            is_typed=Signal::derive(move || editing.draft.with(Option::is_some))
            refused
            submit=Callback::new(move |()| editing.send())
            on_discard=Callback::new(move |()| editing.discard())
            verb="Send by v1"
        />
    }
}

#[component]
fn WhatIsSent(editing: Editing) -> impl IntoView {
    let update = Memo::new(move |_| editing.update());
    let calls = Memo::new(move |_| {
        update.with(|update| {
            update
                .as_ref()
                .map(|update| update.calls.clone())
                .unwrap_or_default()
        })
    });
    let effects = Signal::derive(move || {
        let full = editing.in_v1.runner().unwrap_or_default();
        let (before, after) = (give(&full, &editing.base()), give(&full, &editing.wanted()));
        of_change(&before, &after, Clock::instant())
    });
    let mask = move || {
        let spelled = |update: &Update| update.mask.spelled(Dialect::V1);
        let paths = update.with(|update| update.as_ref().map(spelled));
        let paths = paths.unwrap_or_default().into_iter();
        paths
            .map(|path| view! { <code>{path}</code> })
            .collect_view()
    };
    let nothing = || view! { <p class="muted">"No change: nothing to send."</p> };
    view! {
        <Card title="What will be sent by v1">
            <p class="muted">
                "Display name, resource limits, data plane, volumes, tenant metrics and image pull are part of v1 of the API alone, so they are sent on their own."
            </p>
            <Show when=move || update.with(Option::is_some) fallback=nothing>
                <Effects effects />
                <p class="mask"><span class="muted">"Update mask"</span>{mask}</p>
                <Calls calls />
            </Show>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn runner() -> Runner {
        Dialect::V1
            .runner(json!({
                "identity": { "runnerId": "a", "zone": "z", "clusterId": "c" },
                "displayName": "A", "policy": { "base": {} }, "etag": "1",
                "spec": {
                    "dataPlane": { "clusterIp": {} }, "overrides": { "env": { "TOKEN": "CANARY" } },
                    "enforceResourceLimits": true,
                },
            }))
            .unwrap()
    }

    #[test]
    fn nothing_but_what_v1_alone_has_is_kept_and_sent() {
        let base = only_v1(&runner());
        assert!(!serde_json::to_string(&base).unwrap().contains("CANARY"));
        let mut wanted = base.clone();
        wanted.display_name = "B".to_owned();
        let spec = wanted.managed_spec.get_or_insert_default();
        spec.data_plane = Some(json!({ "disabled": {} }));
        let update = Dialect::V1.update(&base, &wanted).unwrap().unwrap();
        assert_eq!(
            update.mask.spelled(Dialect::V1),
            ["display_name", "spec.data_plane"]
        );
        let full = give(&runner(), &wanted);
        assert_eq!(full.display_name, "B");
        assert_eq!(full.policy, runner().policy);
        let overrides = full.managed_spec.unwrap().overrides.unwrap();
        assert_eq!(overrides.env["TOKEN"], "CANARY", "the rest stays");
    }

    #[test]
    fn what_is_wrong_elsewhere_is_not_told_here() {
        let mut wanted = only_v1(&runner());
        assert_eq!(problems(&wanted), [], "it binds no profiles, and need not");
        wanted.managed_spec.get_or_insert_default().data_plane = Some(json!({}));
        assert_eq!(problems(&wanted)[0].field, "managed_spec.data_plane");
    }
}
