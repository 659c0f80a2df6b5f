//! What each runner of the file would be sent as, and what is wrong with it.

use std::collections::BTreeMap;

use contract::{api::Dialect, edit, model::CreateRunner, policy::Policy, spec_file::RunnerFile};
use leptos::prelude::*;

use crate::{
    can,
    forms::problems::Problem,
    pages::create::{draft::Draft, rules, submit::Submit},
    state::{catalog::Catalog, cluster_occupancy::ClusterOccupancy, fleet::Fleet},
};

/// A runner of the file, as it would be sent, with what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Planned {
    pub(super) request: CreateRunner,
    pub(super) problems: Vec<Problem>,
}

/// The draft of a runner of the file, if it can be read.
pub(super) fn draft_of(file: &RunnerFile) -> Option<Draft> {
    let (runner, _) = file.runner.as_ref().ok()?;
    let mut draft = Draft {
        runner_id: file.runner_id.clone(),
        ..Draft::of(runner)
    };
    if file.form == Dialect::V1 {
        draft.choose_policy();
        let policy = runner.policy.clone().and_then(Policy::of);
        if let Some(policy) = policy {
            draft.policy = Some(edit::policy::write(&policy));
        }
    }
    Some(draft)
}

/// What is wrong with a runner because of the version of the API that its file is for.
fn of_form(file: &RunnerFile, draft: &Draft) -> Vec<Problem> {
    if file.form != Dialect::V1 {
        return Vec::new();
    }
    let absent = can::see_policies().err();
    let absent = absent.map(|reason| Problem::new("policy", &reason.to_string()));
    let wrong = draft.policy().err().unwrap_or_default().into_iter();
    let wrong = wrong.map(|problem| {
        let (field, text) = problem
            .message
            .split_once(": ")
            .unwrap_or(("", &problem.message));
        Problem::new(format!("policy.{field}").trim_end_matches('.'), text)
    });
    absent.into_iter().chain(wrong).collect()
}

/// Each runner that can be read.
pub(super) fn plan(
    files: &[RunnerFile],
    (catalog, fleet, held): (Catalog, Fleet, ClusterOccupancy),
    submits: RwSignal<BTreeMap<usize, Submit>>,
) -> Vec<Option<Planned>> {
    let clusters = catalog.clusters.get().unwrap_or_default();
    let requests: Vec<_> = files
        .iter()
        .map(|file| {
            let draft = draft_of(file)?;
            Some((draft.request(&clusters), of_form(file, &draft)))
        })
        .collect();
    let plan = |index: usize| {
        let (request, of_form): &(CreateRunner, Vec<Problem>) = requests[index].as_ref()?;
        let submit = submits.with(|all| all.get(&index).copied());
        // What is being created holds its ID and its cluster itself.
        let is_busy = submit.is_some_and(Submit::is_busy);
        let others = (!is_busy).then_some((fleet, held));
        let mut problems = rules::problems(request, catalog, others);
        let before = requests[..index].iter().zip(1..);
        problems.extend(of_form.iter().cloned());
        let before = before.filter_map(|(other, number)| Some((&other.as_ref()?.0, number)));
        problems.extend(before.flat_map(|(other, number)| clashes(request, other, number)));
        Some(Planned {
            request: request.clone(),
            problems,
        })
    };
    (0..files.len()).map(plan).collect()
}

/// What a runner must not share with one before it in the file.
fn clashes(request: &CreateRunner, other: &CreateRunner, number: usize) -> Vec<Problem> {
    let place = |request: &CreateRunner| {
        let identity = &request.runner.identity;
        (identity.cluster_id.clone(), identity.cluster_name.clone())
    };
    let mut clashes = Vec::new();
    if !request.runner_id.is_empty() && request.runner_id == other.runner_id {
        let text = format!("runner {number} in this file has the same ID");
        clashes.push(Problem::clash("runner_id", &text));
    }
    if place(request) != Default::default() && place(request) == place(other) {
        let text = format!("runner {number} in this file is on the same cluster");
        clashes.push(Problem::clash("identity.cluster_id", &text));
    }
    clashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runners_of_a_file_share_neither_id_nor_cluster() {
        let mut one = CreateRunner::default();
        assert_eq!(clashes(&one, &one, 1), []);
        one.runner_id = "a".into();
        one.runner.identity.cluster_name = "c".into();
        let fields: Vec<_> = clashes(&one, &one, 1)
            .into_iter()
            .map(|problem| problem.field)
            .collect();
        assert_eq!(fields, ["runner_id", "identity.cluster_id"]);
        let mut other = one.clone();
        other.runner_id = "b".into();
        other.runner.identity.cluster_name = "d".into();
        assert_eq!(clashes(&one, &other, 1), []);
    }
}
