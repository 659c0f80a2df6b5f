//! What a failed install says: the reason, the scheduler's words, and the remedy.

use std::collections::{BTreeMap, BTreeSet};

use contract::model::{Cluster, DeploymentSpec, InstallError, InstallErrorReason};
use contract::remedy::{Amount, Remedy};

use super::need::{Need, selects, untolerated};
use super::quantity::{cores, memory};
use super::site::{NodePool, Quota, Site};

pub(super) fn unreachable(cluster: &Cluster) -> InstallError {
    let (name, status) = (&cluster.name, cluster.status.word());
    InstallError {
        reason: InstallErrorReason::ClusterUnreachable,
        message: format!("the API server of cluster {name} does not answer"),
        diagnostic_detail: format!(
            "dial tcp: connect: connection refused; cluster {name} is {status}"
        ),
        remediation_hints: hints([Remedy::Wait {
            cluster: name.clone(),
            status: status.to_owned(),
        }]),
        ..InstallError::default()
    }
}

pub(super) fn no_node(cluster: &Cluster) -> InstallError {
    unschedulable(
        format!("cluster {} has no node", cluster.name),
        "no nodes available to schedule pods".to_owned(),
        hints([Remedy::AddNode {
            cluster: cluster.name.clone(),
        }]),
    )
}

pub(super) fn not_selected(site: &Site, spec: &DeploymentSpec) -> InstallError {
    let mut labels: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (key, value) in site.pools.iter().flat_map(|pool| &pool.labels) {
        labels.entry(key).or_default().insert(value);
    }
    let pair = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    let labels = labels
        .into_iter()
        .flat_map(|(key, values)| values.into_iter().map(move |value| (key, value)))
        .map(pair);
    let selector = spec.node_selector.iter();
    let remedy = Remedy::Select {
        selector: selector.map(|(key, value)| pair((key, value))).collect(),
        labels: labels.collect(),
    };
    unschedulable(
        "no node matches the node selector of the runner pod".to_owned(),
        detail(site, spec, &Need::of(spec)),
        hints([remedy]),
    )
}

pub(super) fn tainted(site: &Site, spec: &DeploymentSpec, selected: &[&NodePool]) -> InstallError {
    let taints: BTreeSet<_> = selected
        .iter()
        .flat_map(|pool| untolerated(pool, &spec.tolerations))
        .collect();
    let remedies = taints.into_iter().map(|taint| Remedy::Tolerate {
        key: taint.key.clone(),
        value: taint.value.clone(),
        effect: taint.effect.clone(),
    });
    unschedulable(
        "no node accepts the runner pod".to_owned(),
        detail(site, spec, &Need::of(spec)),
        hints(remedies),
    )
}

pub(super) fn too_large(
    site: &Site,
    spec: &DeploymentSpec,
    need: &Need,
    open: &[&NodePool],
) -> InstallError {
    // The node for which the least has to be given up: a remedy has to fit a node, not the largest of each.
    let share = |pool: &NodePool| (pool.cpu / need.cpu).min(pool.memory / need.memory);
    let nearest = open.iter().max_by(|a, b| share(a).total_cmp(&share(b)));
    let (cpu, bytes) = nearest.map_or((0.0, 0.0), |pool| (pool.cpu, pool.memory));
    InstallError {
        reason: InstallErrorReason::InsufficientResources,
        message: "no node has room for the runner pod".to_owned(),
        diagnostic_detail: detail(site, spec, need),
        remediation_hints: hints([Remedy::Request {
            asked: amount(need.cpu, need.memory),
            most: amount(cpu, bytes),
        }]),
        ..InstallError::default()
    }
}

pub(super) fn over_quota(cluster: &Cluster, need: &Need, quota: Quota) -> InstallError {
    let (cpu, bytes) = (need.cpu * need.replicas, need.memory * need.replicas);
    InstallError {
        reason: InstallErrorReason::InsufficientResources,
        message: format!(
            "the quota of cluster {} does not allow the runner pod",
            cluster.name
        ),
        diagnostic_detail: format!(
            "pods \"sandbox-runner\" is forbidden: exceeded quota: sandbox-runners, requested: requests.cpu={},requests.memory={}, limited: requests.cpu={},requests.memory={}",
            cores(cpu),
            memory(bytes),
            cores(quota.cpu),
            memory(quota.memory),
        ),
        remediation_hints: hints([
            Remedy::StayWithin {
                quota: amount(quota.cpu, quota.memory),
            },
            Remedy::EnlargeQuota {
                cluster: cluster.name.clone(),
            },
        ]),
        ..InstallError::default()
    }
}

fn hints(remedies: impl IntoIterator<Item = Remedy>) -> Vec<String> {
    remedies
        .into_iter()
        .map(|remedy| remedy.to_string())
        .collect()
}

fn amount(cpu: f64, bytes: f64) -> Amount {
    Amount {
        cpu: cores(cpu),
        memory: memory(bytes),
    }
}

fn unschedulable(message: String, detail: String, hints: Vec<String>) -> InstallError {
    InstallError {
        reason: InstallErrorReason::Unschedulable,
        message,
        diagnostic_detail: detail,
        remediation_hints: hints,
        ..InstallError::default()
    }
}

/// The scheduler's event: each node is counted under the first check that it fails, in the order in
/// which Kubernetes checks.
fn detail(site: &Site, spec: &DeploymentSpec, need: &Need) -> String {
    let mut reasons: BTreeMap<String, u32> = BTreeMap::new();
    let mut count = |reason: String, nodes: u32| *reasons.entry(reason).or_default() += nodes;
    for pool in &site.pools {
        if let Some(taint) = untolerated(pool, &spec.tolerations).next() {
            let reason = format!(
                "node(s) had untolerated taint {{{}: {}}}",
                taint.key, taint.value
            );
            count(reason, pool.nodes);
        } else if !selects(&spec.node_selector, &pool.labels) {
            count(
                "node(s) didn't match Pod's node affinity/selector".to_owned(),
                pool.nodes,
            );
        } else {
            if need.cpu > pool.cpu {
                count("Insufficient cpu".to_owned(), pool.nodes);
            }
            if need.memory > pool.memory {
                count("Insufficient memory".to_owned(), pool.nodes);
            }
        }
    }
    let total: u32 = site.pools.iter().map(|pool| pool.nodes).sum();
    let reasons: Vec<_> = reasons
        .iter()
        .map(|(reason, nodes)| format!("{nodes} {reason}"))
        .collect();
    format!("0/{total} nodes are available: {}.", reasons.join(", "))
}
