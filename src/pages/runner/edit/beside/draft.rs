//! What v1 alone can change, as it is typed and kept.

use contract::{
    model::{ManagedSpec, Runner},
    part::Part,
    rules,
};
use serde::{Deserialize, Serialize};

use crate::{
    forms::{only_v1::Parts, problems::Problem},
    state::{catalog::KnownTemplates, draft},
};

/// What was typed, and what it began from: both have nothing but what v1 alone can change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Draft {
    pub(super) base: Runner,
    pub(super) wanted: Runner,
}

fn name(runner_id: &str) -> String {
    format!("edit-in-v1:{runner_id}")
}

impl Draft {
    /// The draft for a runner, if there is one. A runner that was made anew under the same ID is another one.
    pub(super) fn restore(now: &Runner) -> Option<Self> {
        let kept = draft::restore_either::<Self>(&name(now.runner_id()));
        kept.filter(|kept| kept.base.created_at == now.created_at)
    }

    /// Keeps it; where values of the environment may be in it, for as long as the tab lives.
    pub(super) fn keep(&self) {
        let name = name(self.base.runner_id());
        draft::keep_by(&name, self, draft::may_hold_env(self));
    }

    /// Throws it away.
    pub(super) fn discard(runner_id: &str) {
        draft::discard(&name(runner_id));
    }
}

/// Of a runner, which one it is and what v1 alone can change.
pub(super) fn only_v1(runner: &Runner) -> Runner {
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
pub(super) fn give(to: &Runner, from: &Runner) -> Runner {
    let mut to = to.clone();
    let given = from.managed_spec.clone().unwrap_or_default();
    let spec: &mut ManagedSpec = to.managed_spec.get_or_insert_default();
    Parts::of(&given).give(spec);
    spec.enforce_resource_limits = given.enforce_resource_limits;
    to.display_name.clone_from(&from.display_name);
    to
}

/// What is wrong with what v1 alone can change.
pub(super) fn problems(wanted: &Runner) -> Vec<Problem> {
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

#[cfg(test)]
mod tests {
    use contract::api::Dialect;
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
