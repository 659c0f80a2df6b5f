//! A small fleet in which every state of the contract can be seen, each with a cause and, where something
//! is wrong, with a remedy that helps.

use contract::wire::{
    ClusterStatus, MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow, Overrides,
    ProfileBinding, Resources, Scaling, Toleration,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::draft::Draft;
use super::places::{gpu, limited, of, plain, pool, running, tainted, with_status};
use super::profiles;
use crate::simulation::cluster::SimulatedCluster;
use crate::simulation::record::{Phase, Record};
use crate::simulation::site::{Site, Taint};
use crate::simulation::timing::{Instant, Timing, instant, timestamp};

const MINUTE: Instant = 60_000;
const DAY: Instant = 24 * 60 * MINUTE;

/// The clusters and the runners of the demo fleet, with all times relative to `now`.
pub(crate) fn fleet(now: Timestamp, timing: &Timing) -> (Vec<SimulatedCluster>, Vec<Record>) {
    let mut demo = Demo {
        now,
        timing,
        clusters: Vec::new(),
        records: Vec::new(),
    };
    demo.production();
    demo.teams();
    demo.research();
    demo.in_trouble();
    demo.in_motion();
    demo.others();
    demo.free_clusters();
    (demo.clusters, demo.records)
}

struct Demo<'a> {
    now: Timestamp,
    timing: &'a Timing,
    clusters: Vec<SimulatedCluster>,
    records: Vec<Record>,
}

impl<'a> Demo<'a> {
    fn production(&mut self) {
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

    fn teams(&mut self) {
        let soon = windows(&[(&self.weekly(3), 3_600)]);
        let freeze = self.freeze("release week");
        self.ready(
            "team-agents",
            "us-east-04a",
            "use04a-agents",
            133,
            |draft| {
                draft
                    .named("Agents")
                    .group("agents")
                    .revision(12)
                    .behind(1)
                    .policy(soon)
                    .bindings(vec![
                        binding("code-exec", "", true, ""),
                        binding("browser", "agent-browser", false, ""),
                        binding(
                            "big-mem",
                            "big-mem",
                            false,
                            r#"{"resourceDefaults":{"memoryLimit":"96Gi"}}"#,
                        ),
                    ])
            },
        );
        let monthly = windows(&[(&self.monthly(12), 14_400)]);
        self.ready("code-review", "us-east-04a", "use04a-review", 88, |draft| {
            draft
                .group("agents")
                .revision(11)
                .behind(1)
                .policy(monthly)
                .binds(&["code-exec", "ci"])
        });
        self.ready("red-team", "us-east-04a", "use04a-red", 51, |draft| {
            draft
                .named("Red team")
                .revision(5)
                .with_spec(|spec| spec.enforce_resource_limits = true)
                .binds(&["locked-down"])
        });
        self.ready(
            "support-tools",
            "us-east-08b",
            "use08b-tools",
            34,
            |draft| {
                draft
                    .named("Support")
                    .revision(3)
                    .binds(&["default", "internet"])
            },
        );
        self.ready("docs-bots", "eu-south-03b", "eus03b-docs", 26, |draft| {
            draft.revision(4).binds(&["internet"])
        });
        self.ready("staging-eu", "eu-south-03b", "eus03b-stg", 92, |draft| {
            draft.rapid().revision(31).binds(&["default", "code-exec"])
        });
        self.ready("dev-sandbox", "eu-south-03b", "eus03b-dev", 210, |draft| {
            draft
                .named("Everybody's playground")
                .rapid()
                .revision(44)
                .with_spec(|spec| spec.allow_privileged_profile_annotations = true)
                .binds(&["default", "internet", "ci", "code-exec"])
        });
        self.ready(
            "batch-nightly",
            "us-west-01a",
            "usw01a-batch",
            64,
            |draft| {
                draft
                    .revision(8)
                    .behind(1)
                    .policy(with_exclusion(windows(&[("0 2 * * *", 5_400)]), freeze))
                    .overrides(Overrides {
                        node_selector: [("pool".to_owned(), "infra".to_owned())].into(),
                        args: vec!["--max-sandboxes=400".to_owned()],
                        ..Overrides::default()
                    })
                    .binds(&["ci", "big-mem"])
            },
        );
    }

    fn research(&mut self) {
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

    /// Something is wrong, and the page of the runner says what.
    fn in_trouble(&mut self) {
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

    /// Something goes on, and will for as long as anybody wants to look at it.
    fn in_motion(&mut self) {
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

    fn others(&mut self) {
        self.ready("vendor-edge", "us-east-08b", "vendor-edge", 40, |draft| {
            draft
                .named("Self-managed")
                .binds(&["internet"])
                .self_managed()
        });
    }

    /// Clusters that could take a runner but for their state.
    fn free_clusters(&mut self) {
        for (name, zone, status) in [
            ("eus03b-next", "eu-south-03b", ClusterStatus::Upgrading),
            ("eun09c-attic", "eu-north-09c", ClusterStatus::Failed),
            ("usw01a-spare", "us-west-01a", ClusterStatus::Updating),
        ] {
            let place = self.place(name, zone, plain());
            self.clusters.push(with_status(place, status));
        }
    }

    fn place(&self, name: &str, zone: &str, site: Site) -> SimulatedCluster {
        running(name, zone, site, self.now)
    }

    /// A runner that is well, on an ordinary cluster; `age` in days.
    fn ready(
        &mut self,
        runner_id: &str,
        zone: &str,
        cluster: &str,
        age: i64,
        change: impl FnOnce(Draft<'a>) -> Draft<'a>,
    ) {
        self.runner(runner_id, zone, cluster, plain(), age * DAY, |draft, _| {
            change(draft)
        });
    }

    fn runner(
        &mut self,
        runner_id: &str,
        zone: &str,
        cluster: &str,
        site: Site,
        age: Instant,
        change: impl FnOnce(Draft<'a>, &SimulatedCluster) -> Draft<'a>,
    ) {
        let place = self.place(cluster, zone, site);
        self.add(runner_id, place, age, change);
    }

    fn add(
        &mut self,
        runner_id: &str,
        place: SimulatedCluster,
        age: Instant,
        change: impl FnOnce(Draft<'a>, &SimulatedCluster) -> Draft<'a>,
    ) {
        let draft = Draft::new(runner_id, &place, age, instant(self.now), self.timing);
        self.records.push(change(draft, &place).done());
        self.clusters.push(place);
    }

    /// No updates from last week until well after any demonstration.
    fn freeze(&self, reason: &str) -> MaintenanceExclusion {
        let day = |days: i64| {
            let midnight = instant(self.now) / DAY * DAY;
            Some(timestamp(midnight + days * DAY).into())
        };
        MaintenanceExclusion {
            start_time: day(-7),
            end_time: day(120),
            reason: reason.to_owned(),
            ..MaintenanceExclusion::default()
        }
    }

    /// Weekly, next in so many days: never now.
    fn weekly(&self, days: i64) -> String {
        let weekday = self.date(days).weekday();
        format!("0 9 * * {}", weekday.to_sunday_zero_offset())
    }

    /// Monthly, next in so many days or somewhat more: never now.
    fn monthly(&self, days: i64) -> String {
        format!("0 4 {} * *", self.date(days).day().min(28))
    }

    fn date(&self, days: i64) -> jiff::civil::Date {
        let then = timestamp(instant(self.now) + days * DAY);
        TimeZone::UTC.to_datetime(then).date()
    }
}

fn windows(windows: &[(&str, i32)]) -> MaintenancePolicy {
    let windows = windows.iter().map(|(cron, seconds)| MaintenanceWindow {
        cron: (*cron).to_owned(),
        duration_seconds: *seconds,
        ..MaintenanceWindow::default()
    });
    MaintenancePolicy {
        windows: windows.collect(),
        ..MaintenancePolicy::default()
    }
}

fn with_exclusion(policy: MaintenancePolicy, exclusion: MaintenanceExclusion) -> MaintenancePolicy {
    MaintenancePolicy {
        exclusions: vec![exclusion],
        ..policy
    }
}

fn binding(profile: &str, name: &str, is_default: bool, overrides: &str) -> ProfileBinding {
    ProfileBinding {
        profile_template_id: profiles::id(profile),
        profile_name: name.to_owned(),
        is_default,
        overrides_json: overrides.to_owned(),
        ..ProfileBinding::default()
    }
}

fn toleration(key: &str, operator: &str, value: &str, effect: &str) -> Toleration {
    Toleration {
        key: key.to_owned(),
        operator: operator.to_owned(),
        value: value.to_owned(),
        effect: effect.to_owned(),
        ..Toleration::default()
    }
}

fn resources(
    cpu_request: &str,
    memory_request: &str,
    cpu_limit: &str,
    memory_limit: &str,
) -> Resources {
    Resources {
        cpu_request: cpu_request.to_owned(),
        memory_request: memory_request.to_owned(),
        cpu_limit: cpu_limit.to_owned(),
        memory_limit: memory_limit.to_owned(),
        ..Resources::default()
    }
}
