//! Production and research: what a fleet is for.

use contract::model::{MaintenancePolicy, Overrides, Scaling};

use super::parts::{toleration, windows, with_exclusion};
use super::{DAY, Demo};
use crate::fleet::places::{gpu, tainted};
use crate::fleet::profiles::resources;

impl Demo<'_> {
    pub(super) fn production(&mut self) {
        let saturday = || windows(&[("0 9 * * SAT", 7_200)]);
        let sunday = || windows(&[("0 2 * * SUN", 10_800)]);
        let freeze = self.freeze("quarter close");
        self.ready(
            "prod-us-east-2",
            "us-east-08b",
            "use08b-prod",
            180,
            |draft| {
                draft
                    .named("Production")
                    .governed("Team default")
                    .group("prod")
                    .revision(12)
                    .behind(1)
                    .policy(with_exclusion(saturday(), freeze.clone()))
                    .with_spec(|spec| spec.enforce_resource_limits = true)
                    .binds(&["code-exec", "browser", "locked-down"])
            },
        );
        self.ready("prod-eu-1", "eu-north-09c", "eun09c-prod", 160, |draft| {
            draft
                .named("Production Europe")
                .group("prod-eu")
                .revision(18)
                .policy(sunday())
                .binds(&["code-exec", "locked-down"])
        });
        self.ready("prod-eu-2", "eu-south-03b", "eus03b-prod", 160, |draft| {
            draft
                .named("Production Europe")
                .group("prod-eu")
                .revision(17)
                .behind(2)
                .policy(with_exclusion(sunday(), freeze.clone()))
                .overrides(Overrides {
                    scaling: Some(Scaling {
                        autoscaling_enabled: true,
                        min_replicas: 2,
                        max_replicas: 5,
                        ..Scaling::default()
                    }),
                    ..Overrides::default()
                })
                .binds(&["code-exec", "locked-down"])
        });
        self.ready(
            "gpu-inference",
            "us-east-08b",
            "use08b-infer",
            75,
            |draft| {
                draft
                    .revision(21)
                    .behind(1)
                    .policy(with_exclusion(MaintenancePolicy::default(), freeze.clone()))
                    .binds(&["gpu", "big-mem"])
            },
        );
    }

    pub(super) fn research(&mut self) {
        let tuesday = || windows(&[("30 3 * * TUE", 5_400)]);
        self.ready(
            "helsinki-evals",
            "eu-north-09c",
            "eun09c-batch",
            21,
            |draft| {
                draft
                    .named("Evaluation runner")
                    .group("evals")
                    .revision(7)
                    .policy(tuesday())
                    .overrides(Overrides {
                        node_selector: [("pool".to_owned(), "infra".to_owned())].into(),
                        ..Overrides::default()
                    })
                    .binds(&["locked-down", "big-mem"])
            },
        );
        self.ready("zurich-lab", "eu-north-09c", "eun09c-lab", 11, |draft| {
            draft
                .group("evals")
                .revision(12)
                .policy(tuesday())
                .binds(&["default", "gpu"])
        });
        self.ready("policy-sim", "eu-north-09c", "eun09c-sim", 17, |draft| {
            draft
                .named("Policy simulations")
                .revision(6)
                .binds(&["code-exec"])
        });
        // Made on the cluster page of the Cloud Console: named after its cluster (contract 9).
        self.ready("eval-canary", "eu-north-09c", "eval-canary", 40, |draft| {
            draft
                .group("evals")
                .rapid()
                .revision(15)
                .binds(&["default"])
        });
        let gpu_nodes = tainted(&gpu());
        self.runner(
            "rl-training",
            "us-west-01a",
            "usw01a-rl",
            gpu_nodes,
            70 * DAY,
            |draft, _| {
                draft
                    .named("Reinforcement learning")
                    .rapid()
                    .revision(27)
                    .overrides(Overrides {
                        tolerations: vec![toleration("workload", "Equal", "gpu", "NoSchedule")],
                        resources: Some(resources("4", "16Gi", "8", "32Gi")),
                        ..Overrides::default()
                    })
                    .binds(&["gpu", "code-exec"])
            },
        );
    }
}
