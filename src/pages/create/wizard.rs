//! The wizard's one draft: who changes it, what is wrong with it, and where each step stands.

use contract::{
    model::{Cluster, CreateRunner, Runner},
    spec_file::{Diagnostic, parse, read_spec, revise_spec},
};
use leptos::prelude::*;

use super::{
    draft::Draft,
    placement,
    rules::{self, step_of},
    submit::Submit,
};
use crate::{
    api::{
        runners::new_request_id,
        spoken::{binds_profiles, read_in},
    },
    forms::problems::{Problem, Problems},
    paths::Create,
    state::{
        catalog::{Catalog, use_catalog},
        cluster_occupancy::ClusterOccupancy,
        fleet::{Fleet, use_fleet},
    },
};

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing is wrong, and what is needed is there.
    Complete,
    /// Something is to be chosen yet, or may be.
    Open,
    /// Something is wrong that was typed, or missing in a step that was left.
    Wrong,
}

/// The draft with everything that is known about it.
#[derive(Clone, Copy)]
pub(super) struct Wizard {
    draft: RwSignal<Draft>,
    /// What a new draft replaced, to be brought back.
    earlier: RwSignal<Option<Draft>>,
    pub(super) submit: Submit,
    pub(super) held: ClusterOccupancy,
    deps: StoredValue<(Catalog, Fleet)>,
    request: Memo<CreateRunner>,
    /// What the rules say about it.
    by_rule: Memo<Vec<Problem>>,
    /// Everything wrong with the policy.
    bad_policy: Memo<Vec<Diagnostic>>,
    /// What cannot be read of the spec as the person wrote it.
    unreadable: Memo<Vec<Diagnostic>>,
}

impl Wizard {
    /// Begins with a draft, and keeps it in the browser whenever it changes.
    pub(super) fn new(mut draft: Draft) -> Self {
        if draft.request_id.is_empty() {
            draft.request_id = new_request_id();
        }
        let catalog = use_catalog();
        let fleet = use_fleet();
        let held = ClusterOccupancy::new();
        let submit = Submit::new();
        let draft = RwSignal::new(draft);
        let request = Memo::new(move |_| {
            catalog.clusters.with(|clusters| {
                draft.with(|draft| draft.request(clusters.map_or(&[][..], Vec::as_slice)))
            })
        });
        let bad_policy =
            Memo::new(move |_| draft.with(|draft| draft.policy().err().unwrap_or_default()));
        let by_rule = Memo::new(move |_| {
            // While it is being created, the runner that holds the cluster and the ID is this one.
            let others = (!submit.is_busy()).then_some((fleet, held));
            let mut found = request.with(|request| rules::problems(request, catalog, others));
            if let Some(first) = bad_policy.with(|bad| bad.first().cloned()) {
                let text = format!("line {}: {}", first.line, first.message);
                found.push(Problem::new("policy", &text));
            }
            found
        });
        let unreadable = Memo::new(move |_| {
            draft.with(|draft| match &draft.text {
                Some(text) => read(text).err().unwrap_or_default(),
                None => Vec::new(),
            })
        });
        let wizard = Self {
            draft,
            earlier: RwSignal::new(None),
            submit,
            held,
            deps: StoredValue::new((catalog, fleet)),
            request,
            by_rule,
            bad_policy,
            unreadable,
        };
        Effect::watch(
            move || draft.track(),
            move |(), _, _| {
                draft.with_untracked(|draft| {
                    if draft.by_hand {
                        draft.keep();
                    } else {
                        Draft::discard();
                    }
                });
            },
            false,
        );
        let all = Signal::derive(move || wizard.shown());
        provide_context(Problems::new(all));
        provide_context(wizard);
        wizard
    }

    /// The wizard of the page.
    pub(super) fn context() -> Self {
        expect_context()
    }

    /// Looks at the draft as it is now.
    pub(super) fn with_untracked<T>(self, look: impl FnOnce(&Draft) -> T) -> T {
        self.draft.with_untracked(look)
    }

    /// Looks at the draft.
    pub(super) fn with<T>(self, look: impl FnOnce(&Draft) -> T) -> T {
        self.draft.with(look)
    }

    /// Changes it as a person does. The spec follows, as far as it can be read.
    pub(super) fn edit(self, change: impl FnOnce(&mut Draft)) {
        self.change(|draft| {
            let before = draft.runner.clone();
            change(draft);
            draft.by_hand = true;
            if draft.runner != before
                && let Some(text) = &mut draft.text
            {
                *text = revise_spec(read_in(), text, &draft.runner);
            }
        });
    }

    /// Fills in what nobody has chosen yet.
    pub(super) fn suggest(self, fill: impl FnOnce(&mut Draft)) {
        self.change(fill);
    }

    /// Changes it. What is sent then is another request.
    fn change(self, change: impl FnOnce(&mut Draft)) {
        self.draft.update(|draft| {
            let meant = |draft: &Draft| {
                let Draft {
                    runner_id,
                    runner,
                    policy,
                    ..
                } = draft;
                (runner_id.clone(), runner.clone(), policy.clone())
            };
            let before = meant(draft);
            change(draft);
            if before != meant(draft) {
                draft.request_id = new_request_id();
            }
        });
    }

    /// Takes the spec as a person writes it; the rest of the wizard follows while it can be read.
    pub(super) fn write(self, text: String) {
        self.change(|draft| {
            if let Ok(runner) = read(&text) {
                draft.runner = runner;
                draft.profiles_chosen = true;
            }
            draft.text = Some(text);
            draft.by_hand = true;
        });
    }

    /// Gives up what was written into the spec and cannot be read; it can be brought back.
    pub(super) fn rewrite(self) {
        let before = self.draft.get_untracked();
        let now = Draft {
            text: None,
            ..before.clone()
        };
        self.earlier.set(Some(before));
        self.draft.set(now);
    }

    /// Begins anew with another draft; the one before can be brought back.
    pub(super) fn replace(self, mut draft: Draft) {
        draft.request_id = new_request_id();
        let before = self.draft.get_untracked();
        self.earlier.set(before.by_hand.then_some(before));
        self.draft.set(draft);
    }

    /// Whether a draft was replaced.
    pub(super) fn has_earlier(self) -> bool {
        self.earlier.with(Option::is_some)
    }

    /// Brings the replaced draft back.
    pub(super) fn bring_back(self) {
        if let Some(earlier) = self.earlier.get_untracked() {
            self.earlier.set(None);
            self.draft.set(earlier);
        }
    }

    /// The clusters to choose from; nothing where the list is refused, empty or not there yet.
    pub(super) fn clusters(self) -> Option<Vec<Cluster>> {
        let clusters = self.deps.get_value().0.clusters.get()?;
        (!clusters.is_empty()).then_some(clusters)
    }

    /// What is sent.
    pub(super) fn request(self) -> CreateRunner {
        self.request.get()
    }

    /// By which the server knows the request.
    pub(super) fn request_id(self) -> String {
        self.with(|draft| draft.request_id.clone())
    }

    /// The runner ID that is sent.
    pub(super) fn runner_id(self) -> String {
        self.request.with(|request| request.runner_id.clone())
    }

    /// The runner that has this ID already.
    pub(super) fn taken_id(self) -> Option<String> {
        let id = self.runner_id();
        (!self.submit.is_busy() && self.deps.get_value().1.row(&id).is_some()).then_some(id)
    }

    /// The runner that uses the cluster, if it is known.
    pub(super) fn holder(self) -> Option<String> {
        let told = self
            .request
            .with(|request| self.submit.refusal(request))
            .filter(crate::api::ApiError::is_cluster_taken)
            .and_then(|error| error.resource);
        told.or_else(|| {
            let chosen = self.clusters()?.into_iter();
            let mut chosen = chosen.filter(|cluster| self.with(|draft| draft.is_on(cluster)));
            self.held.by(&chosen.next()?)
        })
    }

    /// What cannot be read of the spec as the person wrote it.
    pub(super) fn unreadable(self) -> Vec<Diagnostic> {
        self.unreadable.get()
    }

    /// Everything wrong with the policy, at its places in the text.
    pub(super) fn bad_policy(self) -> Vec<Diagnostic> {
        self.bad_policy.get()
    }

    /// Whether the runner is created with profiles; else with a policy.
    pub(super) fn binds_profiles(self) -> bool {
        binds_profiles() && self.draft.with(|draft| draft.policy.is_none())
    }

    /// Whether the spec cannot be read, so that forms have to wait for it.
    pub(super) fn is_unreadable(self) -> bool {
        self.unreadable.with(|found| !found.is_empty())
    }

    /// Everything wrong that is known before it is sent.
    pub(super) fn by_rule(self) -> Vec<Problem> {
        self.by_rule.get()
    }

    /// Whether sending is of no use.
    pub(super) fn is_blocked(self) -> bool {
        self.is_unreadable() || self.by_rule.with(|found| !found.is_empty())
    }

    /// What the server has against the request as it is now.
    fn by_server(self) -> Vec<Problem> {
        let error = self.request.with(|request| self.submit.refusal(request));
        error.as_ref().map(rules::of_refusal).unwrap_or_default()
    }

    /// What is wrong as far as it is to be shown: what is missing in a step that nobody has left yet is
    /// no mistake.
    fn shown(self) -> Vec<Problem> {
        let typed = self.with(|draft| draft.runner_id.is_some());
        let mut all = self.by_rule.with(|found| {
            let is_shown = |problem: &&Problem| match step_of(&problem.field) {
                _ if typed && problem.field == "runner_id" => true,
                Create::Maintenance | Create::Placement => true,
                step => self.with(|draft| draft.has_seen(step)) || problem.is_clash,
            };
            found.iter().filter(is_shown).cloned().collect::<Vec<_>>()
        });
        all.extend(self.by_server());
        all
    }

    /// Where a step stands.
    pub(super) fn standing(self, step: Create) -> Standing {
        let concerns = |problem: &Problem| step_of(&problem.field) == step;
        if self.shown().iter().any(concerns) || (step == Create::Review && self.is_unreadable()) {
            return Standing::Wrong;
        }
        let is_incomplete = self.by_rule.with(|found| found.iter().any(concerns));
        let is_done = match step {
            Create::Cluster | Create::Profiles => !is_incomplete,
            Create::Maintenance => self.with(|draft| draft.has_seen(step)),
            Create::Placement => {
                self.with(|draft| placement::is_set(draft.runner.managed_spec.as_ref()))
            }
            Create::Review | Create::File => false,
        };
        if is_done {
            Standing::Complete
        } else {
            Standing::Open
        }
    }

    /// The step to which the server's refusal belongs.
    pub(super) fn refused_step(self) -> Option<Create> {
        self.by_server()
            .first()
            .map(|problem| step_of(&problem.field))
    }

    /// Notes that a step was left, so that its gaps count.
    pub(super) fn leave(self, step: Create) {
        if self.draft.with_untracked(|draft| !draft.has_seen(step)) {
            self.draft.update(|draft| draft.leave(step));
        }
    }

    /// Notes that it is about to be sent, so that every gap counts.
    pub(super) fn leave_all(self) {
        for step in Create::STEPS {
            self.leave(step);
        }
    }

    /// It was created: nothing of the draft is kept.
    pub(super) fn done(self) {
        self.draft.set(Draft {
            request_id: new_request_id(),
            ..Draft::new()
        });
        Draft::discard();
    }
}

/// The runner that a spec means, or everything that is wrong with it.
pub(super) fn read(text: &str) -> Result<Runner, Vec<Diagnostic>> {
    let documents = parse(text).map_err(|problem| vec![problem])?;
    match documents.as_slice() {
        [document] => read_spec(read_in(), document),
        more => Err(vec![Diagnostic {
            line: 1,
            column: 1,
            message: format!(
                "expected one runner, found {}: to create several, use “From a file”",
                more.len()
            ),
        }]),
    }
}

/// What of the fleet a new runner can clash with.
pub(super) type Others = Option<(Fleet, ClusterOccupancy)>;
