//! Clusters and their nodes, as the fleets need them.

use contract::model::{Cluster, ClusterStatus};
use jiff::Timestamp;

use super::seeded::uuid;
use crate::simulation::cluster::SimulatedCluster;
use crate::simulation::site::{NodePool, Quota, Site, Taint};
use crate::simulation::timing::{Instant, instant, timestamp};

const GIB: f64 = 1_073_741_824.0;

const DAY: Instant = 86_400_000;

/// The zones in which the organization has clusters, in the spelling of runners.
pub(crate) const ZONES: [&str; 5] = [
    "us-east-04a",
    "us-east-08b",
    "us-west-01a",
    "eu-north-09c",
    "eu-south-03b",
];

/// The clusters that every fleet has: free ones, one whose nodes take only GPU work, one that is not
/// there yet.
pub(crate) fn always(now: Timestamp) -> Vec<SimulatedCluster> {
    let free = (1..=12).map(|n| {
        let zone = ZONES[n % ZONES.len()];
        running(&format!("free-{n:02}"), zone, plain(), now)
    });
    let mut clusters: Vec<_> = free.collect();
    clusters.push(running("gpu-tainted", "us-east-04a", tainted(&gpu()), now));
    let creating = running("creating-soon", "eu-south-03b", Site::default(), now);
    clusters.push(with_status(creating, ClusterStatus::Creating));
    clusters
}

/// A cluster that runs.
pub(crate) fn running(name: &str, zone: &str, site: Site, now: Timestamp) -> SimulatedCluster {
    let age = instant(now) - 120 * DAY;
    SimulatedCluster {
        doc: Cluster {
            id: uuid(&format!("cluster {name}")).to_string(),
            name: name.to_owned(),
            zone: zone.to_uppercase(),
            status: ClusterStatus::Running,
            version: "v1.35".to_owned(),
            public: true,
            created_at: Some(timestamp(age).into()),
            updated_at: Some(timestamp(age + 90 * DAY).into()),
            ..Cluster::default()
        },
        site,
        running_from: None,
    }
}

/// The same cluster in another state.
pub(crate) fn with_status(
    mut cluster: SimulatedCluster,
    status: ClusterStatus,
) -> SimulatedCluster {
    cluster.doc.status = status;
    cluster
}

/// Six ordinary nodes.
pub(crate) fn plain() -> Site {
    of(vec![pool("infra", &[])])
}

/// Six nodes that all carry a taint.
pub(crate) fn tainted(taint: &Taint) -> Site {
    of(vec![pool("train", std::slice::from_ref(taint))])
}

/// Six ordinary nodes and a quota of so many cores and GiB.
pub(crate) fn limited(cpu: f64, gib: f64) -> Site {
    Site {
        quota: Some(Quota {
            cpu,
            memory: gib * GIB,
        }),
        ..plain()
    }
}

pub(crate) fn of(pools: Vec<NodePool>) -> Site {
    Site { pools, quota: None }
}

/// Six nodes with the label `pool`, with 16 cores and 64 GiB left on each.
pub(crate) fn pool(name: &str, taints: &[Taint]) -> NodePool {
    NodePool {
        nodes: 6,
        labels: [
            ("kubernetes.io/arch".to_owned(), "amd64".to_owned()),
            ("pool".to_owned(), name.to_owned()),
        ]
        .into(),
        taints: taints.to_vec(),
        cpu: 16.0,
        memory: 64.0 * GIB,
    }
}

/// The taint of nodes that are kept for GPU work.
pub(crate) fn gpu() -> Taint {
    Taint::new("workload", "gpu", "NoSchedule")
}
