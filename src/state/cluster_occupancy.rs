//! Which runner holds which cluster: a cluster takes one (contract 1.2).

use std::collections::HashMap;

use contract::model::Cluster;
use leptos::prelude::*;

use super::fleet::{Fleet, use_fleet};

/// Runner IDs by cluster UUID and by cluster name, from the known fleet.
#[derive(Clone, Copy)]
pub(crate) struct ClusterOccupancy(Memo<HashMap<String, String>>);

impl ClusterOccupancy {
    pub(crate) fn new() -> Self {
        let fleet = use_fleet();
        Self(Memo::new(move |_| by_cluster(fleet)))
    }

    /// The runner that holds a cluster.
    pub(crate) fn by(self, cluster: &Cluster) -> Option<String> {
        self.0.with(|held| {
            held.get(&cluster.id)
                .or_else(|| held.get(&cluster.name))
                .cloned()
        })
    }
}

/// The server fills in both names of a cluster; where it gives only the name, the name counts.
fn by_cluster(fleet: Fleet) -> HashMap<String, String> {
    fleet.with(|rows| {
        let held = rows.iter().map(|(id, row)| {
            row.summary.with_untracked(|runner| {
                let key = if runner.cluster_id.is_empty() {
                    &runner.cluster_name
                } else {
                    &runner.cluster_id
                };
                (key.clone(), id.to_string())
            })
        });
        held.collect()
    })
}

#[cfg(test)]
mod tests {
    use contract::model::Runner;

    use super::*;

    #[test]
    fn the_uuid_counts_and_the_name_stands_in() {
        Owner::new().with(|| {
            let fleet = Fleet::new();
            provide_context(fleet);
            let runner = |id: &str, cluster_id: &str, cluster_name: &str| {
                let mut runner = Runner::default();
                runner.identity.runner_id = id.into();
                runner.identity.cluster_id = cluster_id.into();
                runner.identity.cluster_name = cluster_name.into();
                runner
            };
            fleet.answered(&runner("a", "1", "same"));
            fleet.answered(&runner("b", "", "named"));
            let cluster = |id: &str, name: &str| Cluster {
                id: id.into(),
                name: name.into(),
                ..Cluster::default()
            };
            untrack(|| {
                let held = ClusterOccupancy::new();
                assert_eq!(held.by(&cluster("1", "x")).as_deref(), Some("a"));
                assert_eq!(held.by(&cluster("2", "same")), None);
                assert_eq!(held.by(&cluster("3", "named")).as_deref(), Some("b"));
            });
        });
    }
}
