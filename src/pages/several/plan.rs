//! What one patch does to one runner.

use std::sync::Arc;

use contract::{
    api::Dialect,
    edit::{self, Form, Loss},
    mask::Update,
    model::Runner,
    policy::{Policy, warnings::closes_to_everyone},
    rules::Templates,
    spec_file::Diagnostic,
};

use crate::{
    api::{runners::dialect, session::Rights},
    can,
    forms::code::problems,
};

/// What will happen to a runner.
#[derive(Clone)]
pub(super) enum Plan {
    /// It is changed.
    Change(Arc<Change>),
    /// It is as the patch wants it.
    Same,
    /// The patch does not fit it.
    Wrong(Vec<Diagnostic>),
    /// It is not for us to change.
    LeftOut(String),
}

/// A change to a runner.
pub(super) struct Change {
    pub(super) base: Arc<Runner>,
    pub(super) wanted: Runner,
    pub(super) update: Update,
    /// What goes away with it.
    pub(super) losses: Vec<Loss>,
}

/// Its policy, as v1 shows it.
pub(super) fn policy_of(runner: &Runner) -> Option<Policy> {
    runner.policy.clone().and_then(Policy::of)
}

impl Plan {
    /// Works out the request for one runner. With `keeps` everything that the patch does not name comes
    /// along, where the API would replace it (contract 3.4).
    pub(super) fn of(
        base: &Arc<Runner>,
        text: &str,
        keeps: bool,
        rights: Rights,
        known: &dyn Templates,
    ) -> Self {
        if let Err(reason) = can::change(rights, &**base) {
            return Self::LeftOut(reason.to_string());
        }
        let kept = keeps.then(|| edit::keep_all(dialect(), text, Form::Patch, base));
        let text = kept.as_deref().unwrap_or(text);
        let wanted = edit::read(dialect(), text, Form::Patch, base);
        let wrong = problems(text, &wanted, base, known);
        match wanted {
            Ok(wanted) if wrong.is_empty() => match dialect().update(base, &wanted) {
                Ok(Some(update)) => Self::Change(Arc::new(Change {
                    losses: edit::losses(dialect(), base, &wanted),
                    base: Arc::clone(base),
                    wanted,
                    update,
                })),
                Ok(None) => Self::Same,
                Err(fixed) => Self::LeftOut(fixed.to_string()),
            },
            _ => Self::Wrong(wrong),
        }
    }

    /// Works out the policy of one runner, as v1 shows it: the text is the whole of it, or names what is replaced
    /// (contract-v1 4.3).
    pub(super) fn of_policy(
        base: &Arc<Runner>,
        text: &str,
        replaces: bool,
        rights: Rights,
    ) -> Self {
        if let Err(reason) = can::change_policy(rights, &**base, base) {
            return Self::LeftOut(reason.to_string());
        }
        if text.trim().is_empty() {
            return Self::Same;
        }
        let now = policy_of(base);
        let read = if replaces {
            edit::policy::read(text, now.as_ref())
        } else {
            edit::policy::patched(text, now.as_ref())
        };
        let wanted = match read {
            Ok(wanted) => wanted,
            Err(wrong) => return Self::Wrong(wrong),
        };
        if now.as_ref().is_some_and(|now| now.says_the_same(&wanted)) {
            return Self::Same;
        }
        if closes_to_everyone(&wanted) {
            let why = "This would let nobody in. Change its policy on its own page, where that is confirmed.";
            return Self::LeftOut(why.to_owned());
        }
        let names = now.as_ref().map(Policy::names).unwrap_or_default();
        let wanted = Runner {
            policy: Some(wanted.sent(names)),
            ..(**base).clone()
        };
        match Dialect::V1.update(base, &wanted) {
            Ok(Some(update)) => Self::Change(Arc::new(Change {
                base: Arc::clone(base),
                wanted,
                update,
                losses: Vec::new(),
            })),
            Ok(None) => Self::Same,
            Err(fixed) => Self::LeftOut(fixed.to_string()),
        }
    }

    /// The change, if it is one.
    pub(super) fn change(&self) -> Option<&Arc<Change>> {
        match self {
            Self::Change(change) => Some(change),
            Self::Same | Self::Wrong(_) | Self::LeftOut(_) => None,
        }
    }
}

/// What is wrong with the patch for every runner that it may be sent to: it is the patch then, not a runner.
pub(super) fn common<'a>(plans: impl Iterator<Item = &'a Plan>) -> Vec<Diagnostic> {
    let mut wrong = plans.filter_map(|plan| match plan {
        Plan::Wrong(wrong) => Some(wrong.as_slice()),
        Plan::Change(_) | Plan::Same => Some(&[]),
        Plan::LeftOut(_) => None,
    });
    let mut found = wrong.next().unwrap_or_default().to_vec();
    for other in wrong {
        found.retain(|problem| other.contains(problem));
    }
    found
}

#[cfg(test)]
mod tests {
    use contract::model::ManagementMode;
    use serde_json::json;

    use super::*;
    use crate::state::catalog::KnownTemplates;

    fn runner(id: &str, overrides: serde_json::Value) -> Arc<Runner> {
        let runner = json!({
            "managementMode": "MANAGEMENT_MODE_MANAGED",
            "identity": { "runnerId": id, "zone": "eu-north-09c", "clusterId": "c" },
            "managedSpec": { "overrides": overrides },
            "profileBindings": [{ "profileTemplateId": "p", "isDefault": true }],
        });
        Arc::new(serde_json::from_value(runner).unwrap())
    }

    fn plan(runner: &Arc<Runner>, text: &str, keeps: bool) -> Plan {
        Plan::of(runner, text, keeps, Rights::Admin, &KnownTemplates(None))
    }

    const LABEL: &str = "managed_spec:\n  overrides:\n    labels:\n      team: evals\n";

    #[test]
    fn each_runner_has_losses_of_its_own_or_keeps_what_it_has() {
        let bare = runner("bare", json!({}));
        let rich = runner(
            "rich",
            json!({ "env": { "A": "1" }, "labels": { "a": "b" } }),
        );
        let done = runner("done", json!({ "labels": { "team": "evals" } }));
        let losses = |runner, keeps| {
            let plan = plan(runner, LABEL, keeps);
            let change = plan.change().unwrap();
            assert_eq!(change.update.mask.documented(), ["managed_spec.overrides"]);
            change.losses.len()
        };
        assert_eq!((losses(&bare, false), losses(&rich, false)), (0, 2));
        assert_eq!(losses(&rich, true), 0);
        assert!(matches!(plan(&done, LABEL, false), Plan::Same));
        let Plan::Change(kept) = plan(&rich, LABEL, true) else {
            panic!("a change");
        };
        assert_eq!(
            kept.update.calls[0].body.as_ref().unwrap()["runner"]["managedSpec"]["overrides"],
            json!({ "env": { "A": "1" }, "labels": { "a": "b", "team": "evals" } })
        );
    }

    #[test]
    fn who_is_not_ours_is_left_out_and_what_is_wrong_everywhere_is_of_the_patch() {
        let mut theirs = (*runner("theirs", json!({}))).clone();
        theirs.management_mode = ManagementMode::SelfManaged;
        let runners = [
            runner("a", json!({})),
            Arc::new(theirs),
            runner("b", json!({})),
        ];
        let all = |text: &str| runners.each_ref().map(|r| plan(r, text, false));
        let plans = all("managed_spec:\n  overides: {}\n");
        assert!(matches!(&plans[1], Plan::LeftOut(why) if why.contains("self-managed")));
        let found = common(plans.iter());
        assert_eq!((found.len(), found[0].line), (1, 2));
        assert!(common(all(LABEL).iter()).is_empty());
        // One that has a field from a newer server may send it back, and the others may not.
        let mut newer = (*runners[0]).clone();
        newer.managed_spec.as_mut().unwrap().unknown =
            [("later".to_owned(), json!(1))].into_iter().collect();
        let text = "managed_spec:\n  later: 2\n";
        let plans = [
            plan(&Arc::new(newer), text, false),
            plan(&runners[0], text, false),
        ];
        assert!(plans[0].change().is_some() && matches!(plans[1], Plan::Wrong(_)));
        assert!(common(plans.iter()).is_empty());
    }
}
