//! Runners with whom something is wrong.

use contract::model::{ClusterStatus, Overrides, Scaling};

use super::parts::{toleration, windows};
use super::{DAY, Demo, MINUTE};
use crate::fleet::places::{gpu, limited, plain, tainted, with_status};
use crate::fleet::profiles::resources;
use crate::simulation::cluster::SimulatedCluster;
use crate::simulation::timing::instant;

impl Demo<'_> {
    /// Something is wrong, and the page of the runner says what.
    pub(super) fn in_trouble(&mut self) {
        // A taint that its overrides do not tolerate. The rest of them must survive the cure.
        let gpu_nodes = tainted(&gpu());
        self.runner(
            "ord-train-a",
            "us-east-04a",
            "ord-train-a",
            gpu_nodes,
            6 * MINUTE,
            |draft, place| {
                draft
                    .rapid()
                    .overrides(Overrides {
                        node_selector: [("pool".to_owned(), "train".to_owned())].into(),
                        tolerations: vec![toleration(
                            "node-lifecycle",
                            "Equal",
                            "spot",
                            "NoSchedule",
                        )],
                        env: [
                            (
                                "HTTPS_PROXY".to_owned(),
                                "http://proxy.internal.example:3128".to_owned(),
                            ),
                            ("RUNNER_LOG_LEVEL".to_owned(), "debug".to_owned()),
                        ]
                        .into(),
                        ..Overrides::default()
                    })
                    .binds(&["gpu"])
                    .failed(place, 5 * MINUTE)
            },
        );
        // Three replicas of six cores where the quota has twelve.
        self.runner(
            "finance-agents",
            "us-east-08b",
            "use08b-fin",
            limited(12.0, 96.0),
            47 * MINUTE,
            |draft, place| {
                draft
                    .named("Finance")
                    .overrides(Overrides {
                        resources: Some(resources("6", "12Gi", "6", "12Gi")),
                        scaling: Some(Scaling {
                            replicas: 3,
                            ..Scaling::default()
                        }),
                        ..Overrides::default()
                    })
                    .binds(&["locked-down"])
                    .failed(place, 46 * MINUTE)
            },
        );
        // A node selector that matches no node.
        self.runner(
            "mobile-ci",
            "us-west-01a",
            "usw01a-ci",
            plain(),
            DAY,
            |draft, place| {
                draft
                    .overrides(Overrides {
                        node_selector: [("pool".to_owned(), "build".to_owned())].into(),
                        ..Overrides::default()
                    })
                    .binds(&["ci"])
                    .failed(place, DAY - 2 * MINUTE)
            },
        );
        // Too little memory: the pod was killed and its heartbeats stopped.
        self.ready(
            "prod-us-east-1",
            "us-east-04a",
            "use04a-prod",
            180,
            |draft| {
                draft
                    .named("Production")
                    .group("prod")
                    .revision(12)
                    .policy(windows(&[("0 9 * * SAT", 7_200)]))
                    .overrides(Overrides {
                        resources: Some(resources("1", "192Mi", "2", "192Mi")),
                        env: [("RUNNER_LOG_LEVEL".to_owned(), "info".to_owned())].into(),
                        ..Overrides::default()
                    })
                    .binds(&["code-exec", "browser"])
                    .silent(2 * MINUTE)
            },
        );
        // Its cluster is being upgraded. The controller tries again by itself and succeeds after that.
        let upgrading = with_status(
            self.place("use08b-data", "us-east-08b", plain()),
            ClusterStatus::Upgrading,
        );
        let ends = instant(self.now) + self.timing.retry * 40;
        let upgrading = SimulatedCluster {
            running_from: Some(ends),
            ..upgrading
        };
        self.add("data-pipeline", upgrading, 9 * MINUTE, |draft, place| {
            draft.binds(&["big-mem"]).failed(place, 8 * MINUTE)
        });
    }
}
