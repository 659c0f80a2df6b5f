//! Does the runner's pod find a place? A pure function, so that the remedy it names is the one that helps.

use contract::quantity;
use contract::wire::{
    Cluster, ClusterStatus, DeploymentSpec, InstallError, Resources, TextMap, Toleration,
};
use jiff::Timestamp;

use super::deployment::replicas;
use super::failure;
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
        failure::unreachable(cluster)
    } else if site.pools.iter().all(|pool| pool.nodes == 0) {
        failure::no_node(cluster)
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
            failure::not_selected(site, spec)
        } else if open.is_empty() {
            failure::tainted(site, spec, &selected)
        } else if !open.iter().any(|pool| need.fits(pool)) {
            failure::too_large(site, spec, &need, &open)
        } else if let Some(quota) = site.quota.filter(|quota| need.exceeds(*quota)) {
            failure::over_quota(cluster, &need, quota)
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
pub(super) fn untolerated<'a>(
    pool: &'a NodePool,
    tolerations: &'a [Toleration],
) -> impl Iterator<Item = &'a Taint> {
    pool.taints.iter().filter(|taint| {
        taint.effect != "PreferNoSchedule" && !tolerations.iter().any(|t| tolerates(t, taint))
    })
}

pub(super) fn selects(selector: &TextMap, labels: &TextMap) -> bool {
    selector
        .iter()
        .all(|(key, value)| labels.get(key) == Some(value))
}

/// What the pods of the runner request.
pub(super) struct Need {
    pub(super) cpu: f64,
    pub(super) memory: f64,
    pub(super) replicas: f64,
}

impl Need {
    pub(super) fn of(spec: &DeploymentSpec) -> Self {
        let read = |pick: fn(&Resources) -> &String| {
            let text = spec.resources.as_ref().map(pick);
            text.and_then(|text| quantity::parse(text)).unwrap_or(0.0)
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

#[cfg(test)]
#[path = "placement_tests.rs"]
mod tests;
