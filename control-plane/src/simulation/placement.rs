//! Does the runner's pod find a place? A pure function, so that the remedy it names is the one that helps.

use std::collections::{BTreeMap, BTreeSet};

use contract::wire::{
    Cluster, ClusterStatus, DeploymentSpec, InstallError, InstallErrorReason, TextMap, Toleration,
};
use jiff::Timestamp;

use super::deployment::replicas;
use super::quantity::{cores, memory, quantity};
use super::site::{NodePool, Quota, Site, Taint};

/// Whether the install of a pod succeeds on a cluster, and if not, why and what to do.
///
/// # Errors
/// The install error that the runner then shows (contract 1.7).
pub(crate) fn placement(
    cluster: &Cluster,
    site: &Site,
    spec: &DeploymentSpec,
    now: Timestamp,
) -> Result<(), Box<InstallError>> {
    let need = Need::of(spec);
    let failure = if cluster.status != ClusterStatus::Running {
        unreachable(cluster)
    } else if site.pools.iter().all(|pool| pool.nodes == 0) {
        no_node(cluster)
    } else {
        let selected: Vec<_> = site
            .pools
            .iter()
            .filter(|pool| pool.nodes > 0 && selects(&spec.node_selector, &pool.labels))
            .collect();
        let open: Vec<_> = selected
            .iter()
            .copied()
            .filter(|pool| untolerated(pool, &spec.tolerations).next().is_none())
            .collect();
        if selected.is_empty() {
            not_selected(site, spec)
        } else if open.is_empty() {
            tainted(site, spec, &selected)
        } else if !open.iter().any(|pool| need.fits(pool)) {
            too_large(site, spec, &need, &open)
        } else if let Some(quota) = site.quota.filter(|quota| need.exceeds(*quota)) {
            over_quota(cluster, &need, quota)
        } else {
            return Ok(());
        }
    };
    Err(Box::new(InstallError {
        occurred_at: Some(now.into()),
        ..failure
    }))
}

/// Whether a toleration takes a taint, by the rules of Kubernetes.
pub(crate) fn tolerates(toleration: &Toleration, taint: &Taint) -> bool {
    let effect = toleration.effect.is_empty() || toleration.effect == taint.effect;
    let key = toleration.key.is_empty() || toleration.key == taint.key;
    let value = match toleration.operator.as_str() {
        "Exists" => true,
        "" | "Equal" => !toleration.key.is_empty() && toleration.value == taint.value,
        _ => false,
    };
    effect && key && value
}

/// The taints of a pool that keep the pod away. `PreferNoSchedule` is a wish and keeps nobody away.
fn untolerated<'a>(
    pool: &'a NodePool,
    tolerations: &'a [Toleration],
) -> impl Iterator<Item = &'a Taint> {
    pool.taints.iter().filter(|taint| {
        taint.effect != "PreferNoSchedule" && !tolerations.iter().any(|t| tolerates(t, taint))
    })
}

fn selects(selector: &TextMap, labels: &TextMap) -> bool {
    selector
        .iter()
        .all(|(key, value)| labels.get(key) == Some(value))
}

/// What the pods of the runner request.
struct Need {
    cpu: f64,
    memory: f64,
    replicas: f64,
}

impl Need {
    fn of(spec: &DeploymentSpec) -> Self {
        let read = |pick: fn(&contract::wire::Resources) -> &String| {
            let text = spec.resources.as_ref().map(pick);
            text.and_then(|text| quantity(text)).unwrap_or(0.0)
        };
        Self {
            cpu: read(|r| &r.cpu_request),
            memory: read(|r| &r.memory_request),
            replicas: f64::from(replicas(spec)),
        }
    }

    fn fits(&self, pool: &NodePool) -> bool {
        self.cpu <= pool.cpu && self.memory <= pool.memory
    }

    fn exceeds(&self, quota: Quota) -> bool {
        self.cpu * self.replicas > quota.cpu || self.memory * self.replicas > quota.memory
    }
}

fn unreachable(cluster: &Cluster) -> InstallError {
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

fn no_node(cluster: &Cluster) -> InstallError {
    unschedulable(
        format!("cluster {} has no node", cluster.name),
        "no nodes available to schedule pods".to_owned(),
        vec![format!(
            "Add a node to cluster {}; the runner needs one that is schedulable",
            cluster.name
        )],
    )
}

fn not_selected(site: &Site, spec: &DeploymentSpec) -> InstallError {
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

fn tainted(site: &Site, spec: &DeploymentSpec, selected: &[&NodePool]) -> InstallError {
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

fn too_large(site: &Site, spec: &DeploymentSpec, need: &Need, open: &[&NodePool]) -> InstallError {
    let most = |pick: fn(&NodePool) -> f64| open.iter().map(|pool| pick(pool)).fold(0.0, f64::max);
    let (cpu, bytes) = (most(|p| p.cpu), most(|p| p.memory));
    InstallError {
        reason: InstallErrorReason::InsufficientResources,
        message: "no node has room for the runner pod".to_owned(),
        diagnostic_detail: detail(site, spec, need),
        remediation_hints: vec![format!(
            "Request less in the runner overrides (managed_spec.overrides.resources): the pod asks for {} CPU and {} memory, the largest node has {} CPU and {} memory left",
            cores(need.cpu),
            memory(need.memory),
            cores(cpu),
            memory(bytes),
        )],
        ..InstallError::default()
    }
}

fn over_quota(cluster: &Cluster, need: &Need, quota: Quota) -> InstallError {
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

#[cfg(test)]
#[path = "placement_tests.rs"]
mod tests;
