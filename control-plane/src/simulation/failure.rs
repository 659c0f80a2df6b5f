//! What a failed install says: the reason, the scheduler's words, and the remedy.

use std::collections::{BTreeMap, BTreeSet};

use contract::wire::{Cluster, DeploymentSpec, InstallError, InstallErrorReason, TextMap};

use super::placement::{Need, selects, untolerated};
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
        remediation_hints: vec![format!(
            "Wait until cluster {name} is RUNNING (it is {status} now); the install is retried by itself"
        )],
        ..InstallError::default()
    }
}

pub(super) fn no_node(cluster: &Cluster) -> InstallError {
    unschedulable(
        format!("cluster {} has no node", cluster.name),
        "no nodes available to schedule pods".to_owned(),
        vec![format!(
            "Add a node to cluster {}; the runner needs one that is schedulable",
            cluster.name
        )],
    )
}

pub(super) fn not_selected(site: &Site, spec: &DeploymentSpec) -> InstallError {
    let selector = pairs(&spec.node_selector);
    let mut labels: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (key, value) in site.pools.iter().flat_map(|pool| &pool.labels) {
        labels.entry(key).or_default().insert(value);
    }
    let existing: Vec<_> = labels
        .iter()
        .flat_map(|(key, values)| values.iter().map(move |value| format!("{key}={value}")))
        .collect();
    let existing = match existing.as_slice() {
        [] => "none".to_owned(),
        labels => labels.join(", "),
    };
    unschedulable(
        "no node matches the node selector of the runner pod".to_owned(),
        detail(site, spec, &Need::of(spec)),
        vec![format!(
            "Change the node selector {selector} in the runner overrides (managed_spec.overrides.node_selector); the nodes have the labels: {existing}"
        )],
    )
}

pub(super) fn tainted(site: &Site, spec: &DeploymentSpec, selected: &[&NodePool]) -> InstallError {
    let taints: BTreeSet<_> = selected
        .iter()
        .flat_map(|pool| untolerated(pool, &spec.tolerations))
        .collect();
    let hints = taints.iter().map(|taint| {
        format!("Tolerate the taint {taint} in the runner overrides (managed_spec.overrides.tolerations)")
    });
    unschedulable(
        "no node accepts the runner pod".to_owned(),
        detail(site, spec, &Need::of(spec)),
        hints.collect(),
    )
}

pub(super) fn too_large(
    site: &Site,
    spec: &DeploymentSpec,
    need: &Need,
    open: &[&NodePool],
) -> InstallError {
    let most = |pick: fn(&NodePool) -> f64| open.iter().map(|pool| pick(pool)).fold(0.0, f64::max);
    let (cpu, bytes) = (most(|p| p.cpu), most(|p| p.memory));
    InstallError {
        reason: InstallErrorReason::InsufficientResources,
        message: "no node has room for the runner pod".to_owned(),
        diagnostic_detail: detail(site, spec, need),
        remediation_hints: vec![format!(
            "Request less in the runner overrides (managed_spec.overrides.resources): the pod asks for {} CPU and {} memory, the nodes have at most {} CPU and {} memory left",
            cores(need.cpu),
            memory(need.memory),
            cores(cpu),
            memory(bytes),
        )],
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
        remediation_hints: vec![
            format!(
                "Stay within the quota of {} CPU and {} memory: lower the requests or the replicas in the runner overrides (managed_spec.overrides.resources, managed_spec.overrides.scaling)",
                cores(quota.cpu),
                memory(quota.memory),
            ),
            format!("Ask for a larger quota on cluster {}", cluster.name),
        ],
        ..InstallError::default()
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

fn pairs(map: &TextMap) -> String {
    let pairs: Vec<_> = map
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    pairs.join(",")
}
