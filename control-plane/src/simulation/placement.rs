//! Does the runner's pod find a place? A pure function, so that the remedy it names is the one that helps.

use contract::model::{Cluster, ClusterStatus, DeploymentSpec, InstallError};
use jiff::Timestamp;

use super::failure;
use super::need::{Need, selects, untolerated};
use super::site::Site;

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

#[cfg(test)]
#[path = "placement_tests.rs"]
mod tests;
