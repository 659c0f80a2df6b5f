//! Zone and cluster, which the server does not compare (I-22).

use crate::invisible::trimmed;
use crate::model::{Cluster, Identity};

/// What to tell of an identity whose zone is not that of its cluster, as far as the clusters are known. A
/// warning and no rule: the zone can be changed afterwards.
pub fn other_zone(identity: &Identity, clusters: &[Cluster]) -> Option<String> {
    let zone = trimmed(&identity.zone);
    let cluster = clusters.iter().find(|cluster| {
        if identity.cluster_id.is_empty() {
            !cluster.name.is_empty() && cluster.name == trimmed(&identity.cluster_name)
        } else {
            cluster.id.eq_ignore_ascii_case(&identity.cluster_id)
        }
    })?;
    let is_other =
        !zone.is_empty() && !cluster.zone.is_empty() && !zone.eq_ignore_ascii_case(&cluster.zone);
    let its = cluster.zone.to_ascii_lowercase();
    is_other.then(|| {
        format!(
            "The spec names the zone {zone}, but {} is in {its}.",
            cluster.name
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_that_is_not_the_clusters_is_told() {
        let clusters = [Cluster {
            id: "5B0F".into(),
            name: "eun09c-batch".into(),
            zone: "EU-NORTH-09C".into(),
            ..Cluster::default()
        }];
        let told = |zone: &str, id: &str, name: &str| {
            let identity = Identity {
                zone: zone.into(),
                cluster_id: id.into(),
                cluster_name: name.into(),
                ..Identity::default()
            };
            other_zone(&identity, &clusters)
        };
        let words = "The spec names the zone us-east-1, but eun09c-batch is in eu-north-09c.";
        assert_eq!(
            told("us-east-1", "", "eun09c-batch").as_deref(),
            Some(words)
        );
        assert_eq!(
            told(" us-east-1\u{200b}", "5b0f", "").as_deref(),
            Some(words)
        );
        assert_eq!(told("Eu-North-09c", "5b0f", ""), None);
        assert_eq!(told("", "5b0f", ""), None);
        assert_eq!(told("us-east-1", "", "unknown"), None);
        assert_eq!(told("us-east-1", "", ""), None);
    }
}
