//! A simulated cluster: what CKS says of it, and what it is made of.

use contract::model::{Cluster, ClusterStatus};

use super::site::Site;
use super::timing::Instant;

/// A simulated cluster.
#[derive(Debug, Clone, Default)]
pub(crate) struct SimulatedCluster {
    /// Its wire form, with the status that it was put in with.
    pub(crate) doc: Cluster,
    pub(crate) site: Site,
    /// From then on it is RUNNING.
    pub(crate) running_from: Option<Instant>,
}

impl SimulatedCluster {
    /// What CKS says of it at that instant.
    pub(crate) fn at(&self, now: Instant) -> Cluster {
        at(self.doc.clone(), self.running_from, now)
    }
}

/// A cluster at an instant, given from when on it is RUNNING.
pub(crate) fn at(mut cluster: Cluster, running_from: Option<Instant>, now: Instant) -> Cluster {
    if running_from.is_some_and(|from| from <= now) {
        cluster.status = ClusterStatus::Running;
    }
    cluster
}
