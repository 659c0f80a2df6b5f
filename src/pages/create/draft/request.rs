//! What is sent.

use contract::{
    invisible::trimmed,
    model::{Cluster, CreateRunner},
};

use super::Draft;

impl Draft {
    /// The runner ID that is sent: as typed, else suggested from the cluster's name, as the Cloud Console
    /// does (contract 9).
    pub(in crate::pages::create) fn runner_id(&self, clusters: &[Cluster]) -> String {
        if let Some(typed) = &self.runner_id {
            return trimmed(typed).to_owned();
        }
        let listed = clusters.iter().find(|cluster| self.is_on(cluster));
        suggest(listed.map_or(&self.runner.identity.cluster_name, |cluster| &cluster.name))
    }

    /// The request (contract 2.1): what is typed, without the spaces around it.
    pub(in crate::pages::create) fn request(&self, clusters: &[Cluster]) -> CreateRunner {
        let mut runner = self.runner.clone();
        let identity = &mut runner.identity;
        for text in [
            &mut runner.display_name,
            &mut identity.zone,
            &mut identity.cluster_name,
            &mut identity.runner_group_id,
        ] {
            trimmed(text).to_owned().clone_into(text);
        }
        identity.zone.make_ascii_lowercase();
        // One that cannot be read is not sent.
        let policy = self.policy().ok().flatten();
        runner.policy = policy.map(|policy| policy.document());
        CreateRunner {
            runner_id: self.runner_id(clusters),
            runner,
        }
    }
}

/// The nearest runner ID to a name (I-20).
fn suggest(name: &str) -> String {
    let clean: String = name
        .to_ascii_lowercase()
        .chars()
        .map(|c| {
            if c.is_ascii_lowercase() || c.is_ascii_digit() {
                c
            } else {
                '-'
            }
        })
        .take(63)
        .collect();
    clean.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_id_beats_the_suggestion() {
        let mut draft = Draft::default();
        let cluster = Cluster {
            id: "c".into(),
            name: "other".into(),
            ..Cluster::default()
        };
        draft.place(&cluster);
        assert_eq!(draft.runner_id(std::slice::from_ref(&cluster)), "other");
        draft.runner_id = Some(" mine ".into());
        assert_eq!(draft.runner_id(&[cluster]), "mine");
        assert_eq!(suggest("--Ünder Score__"), "nder-score");
    }
}
