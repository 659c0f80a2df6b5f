//! Where the runner is to be.

use contract::model::Cluster;

use super::Draft;

impl Draft {
    /// Puts it on a cluster; the zone follows. CKS spells zones in upper case (contract 6.1).
    pub(in crate::pages::create) fn place(&mut self, cluster: &Cluster) {
        let identity = &mut self.runner.identity;
        identity.cluster_id.clone_from(&cluster.id);
        identity.cluster_name.clear();
        identity.zone = cluster.zone.to_ascii_lowercase();
    }

    /// The cluster as a person types it: its UUID or its name.
    pub(in crate::pages::create) fn typed_cluster(&self) -> &str {
        let identity = &self.runner.identity;
        if identity.cluster_id.is_empty() {
            &identity.cluster_name
        } else {
            &identity.cluster_id
        }
    }

    /// Takes a cluster as a person types it.
    pub(in crate::pages::create) fn type_cluster(&mut self, text: &str) {
        let identity = &mut self.runner.identity;
        let (id, name) = if is_uuid(text.trim()) {
            (text.trim(), "")
        } else {
            ("", text)
        };
        id.clone_into(&mut identity.cluster_id);
        name.clone_into(&mut identity.cluster_name);
    }

    /// Whether it is to be on this cluster.
    pub(in crate::pages::create) fn is_on(&self, cluster: &Cluster) -> bool {
        let identity = &self.runner.identity;
        if identity.cluster_id.is_empty() {
            !cluster.name.is_empty() && identity.cluster_name.trim() == cluster.name
        } else {
            identity.cluster_id == cluster.id
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster() -> Cluster {
        Cluster {
            id: "5b0f7c1e-2a44-4c39-9f3e-77d0c1d1a9e2".into(),
            name: "EUN09c_Batch".into(),
            zone: "EU-NORTH-09C".into(),
            ..Cluster::default()
        }
    }

    #[test]
    fn a_listed_cluster_gives_zone_and_id() {
        let mut draft = Draft::default();
        draft.place(&cluster());
        let request = draft.request(&[cluster()]);
        assert_eq!(request.runner_id, "eun09c-batch");
        assert_eq!(request.runner.identity.zone, "eu-north-09c");
        assert_eq!(request.runner.identity.cluster_id, cluster().id);
        assert_eq!(request.runner.identity.cluster_name, "");
        assert!(draft.is_on(&cluster()));
    }

    #[test]
    fn a_cluster_is_typed_by_name_or_by_uuid() {
        let mut draft = Draft::default();
        draft.type_cluster(" ord-train-a ");
        draft.runner.identity.zone = " US-EAST-04A".into();
        assert_eq!(draft.typed_cluster(), " ord-train-a ");
        let request = draft.request(&[]);
        assert_eq!(request.runner.identity.cluster_name, "ord-train-a");
        assert_eq!(request.runner.identity.zone, "us-east-04a");
        assert_eq!(request.runner_id, "ord-train-a");
        draft.type_cluster(&cluster().id);
        let request = draft.request(&[]);
        assert_eq!(request.runner.identity.cluster_id, cluster().id);
        assert_eq!(request.runner.identity.cluster_name, "");
        assert_eq!(request.runner_id, "");
        draft.type_cluster("EUN09c_Batch");
        assert!(draft.is_on(&cluster()));
    }
}
