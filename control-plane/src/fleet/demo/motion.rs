//! Runners and clusters that are changing state, and one that is self-managed.

use contract::model::{ClusterStatus, Overrides};

use super::parts::{toleration, windows};
use super::{DAY, Demo};
use crate::fleet::places::{of, plain, pool, with_status};
use crate::fleet::profiles::resources;
use crate::simulation::record::Phase;
use crate::simulation::site::{Site, Taint};

impl Demo<'_> {
    /// Something goes on, and will for as long as anybody wants to look at it.
    pub(super) fn in_motion(&mut self) {
        self.runner(
            "sydney-trial",
            "us-east-08b",
            "use08b-trial",
            plain(),
            4_000,
            |draft, _| {
                draft
                    .named("Trial")
                    .binds(&["default"])
                    .installing(|until| Phase::Pending { until })
            },
        );
        // Its cluster is still being created.
        let creating = with_status(
            self.place("usw01a-gpu", "us-west-01a", Site::default()),
            ClusterStatus::Creating,
        );
        self.add("research-gpu", creating, 38_000, |draft, _| {
            draft
                .named("GPU research")
                .rapid()
                .binds(&["gpu"])
                .installing(|until| Phase::Provisioning { until })
        });
        // Its pod runs through Slurm (contract 1.5).
        let lock = Taint::new("sunk.coreweave.com/lock", "", "NoExecute");
        let slurm = of(vec![pool("slurm", &[lock])]);
        self.runner(
            "slurm-west",
            "us-west-01a",
            "usw01a-sunk",
            slurm,
            64 * DAY,
            |draft, _| {
                draft
                    .named("SUNK")
                    .revision(9)
                    .policy(windows(&[("0 2 * * SUN", 7_200)]))
                    .overrides(Overrides {
                        scheduler_name: "tenant-slurm-slurm-scheduler".to_owned(),
                        tolerations: vec![toleration(
                            "sunk.coreweave.com/lock",
                            "Exists",
                            "",
                            "NoExecute",
                        )],
                        resources: Some(resources("2", "4Gi", "4", "8Gi")),
                        annotations: [
                            (
                                "sunk.coreweave.com/account".to_owned(),
                                "research".to_owned(),
                            ),
                            (
                                "sunk.coreweave.com/partition".to_owned(),
                                "sandbox".to_owned(),
                            ),
                            (
                                "sunk.coreweave.com/comment".to_owned(),
                                "sandbox runner".to_owned(),
                            ),
                        ]
                        .into(),
                        ..Overrides::default()
                    })
                    .binds(&["code-exec", "gpu"])
                    .rolling_out()
            },
        );
        self.ready("old-staging", "eu-south-03b", "eus03b-old", 301, |draft| {
            draft.revision(52).binds(&["default"]).deleting()
        });
    }

    pub(super) fn others(&mut self) {
        self.ready("vendor-edge", "us-east-08b", "vendor-edge", 40, |draft| {
            draft
                .named("Self-managed")
                .binds(&["internet"])
                .self_managed()
        });
    }

    /// Clusters that could take a runner but for their state.
    pub(super) fn free_clusters(&mut self) {
        for (name, zone, status) in [
            ("eus03b-next", "eu-south-03b", ClusterStatus::Upgrading),
            ("eun09c-attic", "eu-north-09c", ClusterStatus::Failed),
            ("usw01a-spare", "us-west-01a", ClusterStatus::Updating),
        ] {
            let place = self.place(name, zone, plain());
            self.clusters.push(with_status(place, status));
        }
    }
}
