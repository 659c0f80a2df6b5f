use contract::model::{
    InstallErrorReason, ManagedSpec, Overrides, Resources, Runner, Scaling, Toleration,
};
use contract::remedy::Remedy;

use super::super::deployment::resolve;
use super::super::need::tolerates;
use super::super::site::{NodePool, Quota, Taint};
use super::*;

const GIB: f64 = 1_073_741_824.0;

fn cluster(status: ClusterStatus) -> Cluster {
    Cluster {
        name: "ord-train-a".into(),
        status,
        ..Cluster::default()
    }
}

fn pool(labels: &[(&str, &str)], taints: &[&Taint]) -> NodePool {
    NodePool {
        nodes: 6,
        labels: labels
            .iter()
            .map(|(k, v)| ((*k).into(), (*v).into()))
            .collect(),
        taints: taints.iter().copied().cloned().collect(),
        cpu: 16.0,
        memory: 64.0 * GIB,
    }
}

fn site(pools: Vec<NodePool>) -> Site {
    Site { pools, quota: None }
}

fn place(site: &Site, overrides: Overrides) -> Result<(), Box<InstallError>> {
    let spec = resolve("2026.46.1", Some(&overrides));
    placement(
        &cluster(ClusterStatus::Running),
        site,
        &spec,
        Timestamp::UNIX_EPOCH,
    )
}

fn refused(site: &Site, overrides: Overrides) -> InstallError {
    *place(site, overrides).expect_err("the pod finds no place")
}

fn tolerating(key: &str, operator: &str, value: &str, effect: &str) -> Overrides {
    Overrides {
        tolerations: vec![toleration(key, operator, value, effect)],
        ..Overrides::default()
    }
}

fn toleration(key: &str, operator: &str, value: &str, effect: &str) -> Toleration {
    Toleration {
        key: key.into(),
        operator: operator.into(),
        value: value.into(),
        effect: effect.into(),
        ..Toleration::default()
    }
}

fn gpu() -> Taint {
    Taint::new("workload", "gpu", "NoSchedule")
}

#[test]
fn a_plain_cluster_takes_a_plain_runner() {
    assert_eq!(
        place(&site(vec![pool(&[], &[])]), Overrides::default()),
        Ok(())
    );
}

#[test]
fn only_a_running_cluster_answers() {
    let spec = resolve("1", None);
    for status in ClusterStatus::KNOWN {
        let result = placement(
            &cluster(status.clone()),
            &site(vec![pool(&[], &[])]),
            &spec,
            Timestamp::UNIX_EPOCH,
        );
        match result {
            Ok(()) => assert_eq!(status, &ClusterStatus::Running),
            Err(error) => assert_eq!(error.reason, InstallErrorReason::ClusterUnreachable),
        }
    }
}

#[test]
fn a_cluster_without_nodes_takes_nobody() {
    let error = refused(&site(vec![]), Overrides::default());
    assert_eq!(error.reason, InstallErrorReason::Unschedulable);
    assert!(error.remediation_hints[0].contains("node"));
}

#[test]
fn the_hint_names_the_taint_and_cures() {
    let site = site(vec![pool(&[], &[&gpu()])]);
    let error = refused(&site, Overrides::default());
    assert_eq!(error.reason, InstallErrorReason::Unschedulable);
    assert_eq!(
        error.remediation_hints,
        [
            "Tolerate the taint workload=gpu:NoSchedule in the runner overrides (managed_spec.overrides.tolerations)"
        ]
    );
    assert_eq!(
        error.diagnostic_detail,
        "0/6 nodes are available: 6 node(s) had untolerated taint {workload: gpu}."
    );
    assert_eq!(error.occurred_at, Some(Timestamp::UNIX_EPOCH.into()));
    assert_eq!(
        place(&site, tolerating("workload", "Equal", "gpu", "NoSchedule")),
        Ok(())
    );
}

#[test]
fn tolerations_follow_kubernetes() {
    let taint = gpu();
    for (key, operator, value, effect) in [
        ("workload", "Equal", "gpu", "NoSchedule"),
        ("workload", "", "gpu", ""),
        ("workload", "Exists", "", "NoSchedule"),
        ("workload", "Exists", "", ""),
        ("", "Exists", "", ""),
        ("", "Exists", "", "NoSchedule"),
    ] {
        assert!(
            tolerates(&toleration(key, operator, value, effect), &taint),
            "{key} {operator} {value} {effect}"
        );
    }
    for (key, operator, value, effect) in [
        ("workload", "Equal", "cpu", "NoSchedule"),
        ("workload", "Equal", "gpu", "NoExecute"),
        ("workload", "Equal", "", ""),
        ("other", "Exists", "", ""),
        ("", "Exists", "", "NoExecute"),
        ("", "Equal", "gpu", ""),
        ("", "", "", ""),
        ("workload", "Like", "gpu", ""),
    ] {
        assert!(
            !tolerates(&toleration(key, operator, value, effect), &taint),
            "{key} {operator} {value} {effect}"
        );
    }
}

#[test]
fn a_wish_keeps_nobody_away_and_the_other_effects_do() {
    let wish = Taint::new("spot", "", "PreferNoSchedule");
    assert_eq!(
        place(&site(vec![pool(&[], &[&wish])]), Overrides::default()),
        Ok(())
    );
    let evict = Taint::new("sunk.coreweave.com/lock", "", "NoExecute");
    let error = refused(&site(vec![pool(&[], &[&evict])]), Overrides::default());
    assert!(error.remediation_hints[0].contains(" sunk.coreweave.com/lock:NoExecute "));
}

#[test]
fn every_taint_of_a_node_has_to_be_tolerated() {
    let lock = Taint::new("lock", "x", "NoExecute");
    let site = site(vec![pool(&[], &[&gpu(), &lock])]);
    let error = refused(&site, tolerating("workload", "Exists", "", ""));
    assert_eq!(error.remediation_hints.len(), 1);
    assert!(error.remediation_hints[0].contains(" lock=x:NoExecute "));
}

#[test]
fn one_open_pool_is_enough() {
    let site = site(vec![pool(&[], &[&gpu()]), pool(&[], &[])]);
    assert_eq!(place(&site, Overrides::default()), Ok(()));
}

#[test]
fn a_selector_that_matches_nothing_is_told_with_the_labels_that_exist() {
    let site = site(vec![
        pool(&[("pool", "infra")], &[]),
        pool(&[("pool", "train")], &[&gpu()]),
    ]);
    let select = |value: &str| Overrides {
        node_selector: [("pool".to_owned(), value.to_owned())].into(),
        ..Overrides::default()
    };
    let error = refused(&site, select("nowhere"));
    assert_eq!(error.reason, InstallErrorReason::Unschedulable);
    assert!(error.remediation_hints[0].contains("pool=nowhere"));
    assert!(error.remediation_hints[0].contains("pool=infra, pool=train"));
    assert_eq!(
        error.diagnostic_detail,
        "0/12 nodes are available: 6 node(s) didn't match Pod's node affinity/selector, 6 node(s) had untolerated taint {workload: gpu}."
    );
    assert_eq!(place(&site, select("infra")), Ok(()));
    let tainted = refused(&site, select("train"));
    assert!(tainted.remediation_hints[0].contains("workload=gpu:NoSchedule"));
}

#[test]
fn a_request_beyond_every_node_is_told_with_the_largest() {
    let site = site(vec![pool(&[], &[])]);
    let asking = |memory_request: &str| Overrides {
        resources: Some(Resources {
            memory_request: memory_request.into(),
            ..Resources::default()
        }),
        ..Overrides::default()
    };
    let error = refused(&site, asking("65Gi"));
    assert_eq!(error.reason, InstallErrorReason::InsufficientResources);
    assert!(error.remediation_hints[0].contains("65Gi"));
    assert!(error.remediation_hints[0].contains("64Gi"));
    assert_eq!(
        error.diagnostic_detail,
        "0/6 nodes are available: 6 Insufficient memory."
    );
    assert_eq!(place(&site, asking("64Gi")), Ok(()));
}

#[test]
fn a_quota_counts_every_replica() {
    let site = Site {
        pools: vec![pool(&[], &[])],
        quota: Some(Quota {
            cpu: 4.0,
            memory: 64.0 * GIB,
        }),
    };
    let replicas = |replicas| Overrides {
        scaling: Some(Scaling {
            replicas,
            ..Scaling::default()
        }),
        ..Overrides::default()
    };
    assert_eq!(place(&site, replicas(4)), Ok(()));
    let error = refused(&site, replicas(5));
    assert_eq!(error.reason, InstallErrorReason::InsufficientResources);
    assert!(error.remediation_hints[0].contains("quota of 4 CPU and 64Gi memory"));
    assert!(error.diagnostic_detail.contains("exceeded quota"));
}

/// Follows the hints, one after the other, until the pod finds a place or nothing is left that a runner can do.
fn follow(site: &Site, mut overrides: Overrides) -> Result<Overrides, Vec<Remedy>> {
    for _ in 0..8 {
        let Err(error) = place(site, overrides.clone()) else {
            return Ok(overrides);
        };
        let runner = Runner {
            deployment_spec: Some(resolve("1", Some(&overrides))),
            managed_spec: Some(ManagedSpec {
                overrides: Some(overrides.clone()),
                ..ManagedSpec::default()
            }),
            ..Runner::default()
        };
        let remedies = error.remediation_hints.iter();
        let remedies: Vec<_> = remedies
            .map(|hint| Remedy::read(hint).unwrap_or_else(|| panic!("{hint} is not recognized")))
            .collect();
        let next = remedies.iter().find_map(|remedy| {
            let label = remedy.choices(&runner).into_iter().next().flatten();
            remedy.dry_run(&label, &runner)
        });
        match next {
            Some(next) => overrides = next.managed_spec.unwrap().overrides.unwrap(),
            None => return Err(remedies),
        }
    }
    panic!("hints are followed and followed and do not help: {overrides:?} on {site:?}");
}

/// What was set is never raised by a remedy.
fn is_no_more(after: &Overrides, before: &Overrides) -> bool {
    let amounts = |overrides: &Overrides| {
        let spec = resolve("1", Some(overrides));
        let need = Need::of(&spec);
        (need.cpu, need.memory, need.replicas)
    };
    let (now, was) = (amounts(after), amounts(before));
    now.0 <= was.0 && now.1 <= was.1 && now.2 <= was.2
}

#[test]
fn every_failure_is_cured_by_its_hints_or_is_in_nobodys_power_here() {
    let lock = Taint::new("lock", "", "NoExecute");
    let small = NodePool {
        cpu: 3.999,
        memory: 7.77 * GIB,
        ..pool(&[("pool", "small")], &[])
    };
    let large = NodePool {
        cpu: 2.0,
        memory: 512.0 * GIB,
        ..pool(&[("pool", "large"), ("arch", "amd64")], &[&gpu(), &lock])
    };
    let full = NodePool {
        cpu: 0.0,
        memory: 0.0,
        ..pool(&[], &[])
    };
    let quotas = [
        None,
        Some((12.0, 96.0)),
        Some((1.5, 1.25)),
        Some((0.0, 8.0)),
    ];
    let selectors: [&[(&str, &str)]; 3] = [
        &[],
        &[("pool", "nowhere")],
        &[("pool", "large"), ("arch", "x")],
    ];
    let requests = [("", ""), ("6", "12Gi"), ("500m", "9Gi"), ("64", "1Ti")];
    let (mut cured, mut elsewhere) = (0, 0);
    for pools in [
        vec![small.clone()],
        vec![large.clone()],
        vec![small, large],
        vec![full],
        vec![],
    ] {
        for quota in quotas {
            for selector in selectors {
                for (cpu, memory) in requests {
                    for (replicas, autoscaling_enabled) in [(1, false), (9, false), (4, true)] {
                        let site = Site {
                            pools: pools.clone(),
                            quota: quota.map(|(cpu, gib)| Quota {
                                cpu,
                                memory: gib * GIB,
                            }),
                        };
                        let own = |text: &str| text.to_owned();
                        let before = Overrides {
                            node_selector: selector.iter().map(|(k, v)| (own(k), own(v))).collect(),
                            resources: Some(Resources {
                                cpu_request: own(cpu),
                                memory_request: own(memory),
                                cpu_limit: own(cpu),
                                memory_limit: own(memory),
                                ..Resources::default()
                            }),
                            scaling: Some(Scaling {
                                replicas,
                                autoscaling_enabled,
                                min_replicas: replicas,
                                ..Scaling::default()
                            }),
                            ..Overrides::default()
                        };
                        match follow(&site, before.clone()) {
                            Ok(after) => {
                                assert!(is_no_more(&after, &before), "{before:?} {after:?}");
                                cured += 1;
                            }
                            Err(remedies) => {
                                let hopeless = site.pools.iter().all(|pool| pool.cpu == 0.0)
                                    || quota.is_some_and(|(cpu, _)| cpu == 0.0);
                                assert!(
                                    hopeless,
                                    "{remedies:?} do not help {before:?} on {site:?}"
                                );
                                elsewhere += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(cured > 200 && elsewhere > 100, "{cured} {elsewhere}");
}

#[test]
fn what_somebody_else_has_to_do_is_said_so() {
    let nowhere = refused(&site(vec![]), Overrides::default());
    assert!(matches!(
        Remedy::read(&nowhere.remediation_hints[0]),
        Some(Remedy::AddNode { .. })
    ));
}
