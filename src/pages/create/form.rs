//! What the person sees in the form, and the request that it becomes.

use contract::wire::{
    Cluster, CreateRunner, Identity, ManagedSpec, ProfileBinding, ReleaseChannel, Runner,
};
use serde::{Deserialize, Serialize};

/// The form. It is kept as a draft as it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    /// What was typed as runner ID; nothing while the suggestion is good.
    pub(super) runner_id: Option<String>,
    pub(super) display_name: String,
    /// UUID of the cluster chosen from the list.
    pub(super) cluster_id: String,
    /// Name or UUID of a cluster, where there is no list to choose from.
    pub(super) typed_cluster: String,
    pub(super) typed_zone: String,
    /// Profile templates in the order in which they were chosen.
    pub(super) profiles: Vec<String>,
    /// The default among them; the first while nothing else was chosen.
    pub(super) default_profile: Option<String>,
    pub(super) channel: ReleaseChannel,
}

/// Where the runner is to be: from the list, or typed where the list is refused (contract 6.1).
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    Nowhere,
    Listed(Box<Cluster>),
    Typed { cluster: String, zone: String },
}

impl Form {
    /// Where the runner is to be. Without a list of clusters what was typed counts.
    pub(super) fn place(&self, clusters: Option<&[Cluster]>) -> Place {
        match clusters {
            Some(clusters) => clusters
                .iter()
                .find(|cluster| cluster.id == self.cluster_id)
                .map_or(Place::Nowhere, |cluster| {
                    Place::Listed(Box::new(cluster.clone()))
                }),
            None => Place::Typed {
                cluster: self.typed_cluster.trim().to_owned(),
                zone: self.typed_zone.trim().to_owned(),
            },
        }
    }

    /// The runner ID: as typed, else suggested from the cluster's name, as the Cloud Console does.
    pub(super) fn runner_id(&self, place: &Place) -> String {
        match (&self.runner_id, place) {
            (Some(typed), _) => typed.trim().to_owned(),
            (None, Place::Nowhere) => String::new(),
            (None, Place::Listed(cluster)) => suggest(&cluster.name),
            (None, Place::Typed { cluster, .. }) if is_uuid(cluster) => String::new(),
            (None, Place::Typed { cluster, .. }) => suggest(cluster),
        }
    }

    /// The default profile, if any is chosen.
    pub(super) fn default_profile(&self) -> Option<&str> {
        self.default_profile
            .as_ref()
            .filter(|default| self.profiles.contains(default))
            .or_else(|| self.profiles.first())
            .map(String::as_str)
    }

    /// Chooses a profile, or drops it.
    pub(super) fn toggle_profile(&mut self, id: &str) {
        if self.profiles.iter().any(|chosen| chosen == id) {
            self.profiles.retain(|chosen| chosen != id);
        } else {
            self.profiles.push(id.to_owned());
        }
    }

    /// The request (contract 2.1).
    pub(super) fn request(&self, place: &Place) -> CreateRunner {
        let default = self.default_profile();
        let binding = |id: &String| ProfileBinding {
            profile_template_id: id.clone(),
            is_default: default == Some(id),
            ..ProfileBinding::default()
        };
        CreateRunner {
            runner_id: self.runner_id(place),
            runner: Runner {
                display_name: self.display_name.trim().to_owned(),
                identity: identity(place),
                managed_spec: Some(ManagedSpec {
                    release_channel: self.channel.effective(),
                    ..ManagedSpec::default()
                }),
                profile_bindings: self.profiles.iter().map(binding).collect(),
                ..Runner::default()
            },
        }
    }
}

/// The zone of a listed cluster is lowered: CKS spells it in upper case (contract 6.1).
fn identity(place: &Place) -> Identity {
    match place {
        Place::Nowhere => Identity::default(),
        Place::Listed(cluster) => Identity {
            zone: cluster.zone.to_ascii_lowercase(),
            cluster_id: cluster.id.clone(),
            ..Identity::default()
        },
        Place::Typed { cluster, zone } => {
            let (cluster_id, cluster_name) = if is_uuid(cluster) {
                (cluster.clone(), String::new())
            } else {
                (String::new(), cluster.clone())
            };
            Identity {
                zone: zone.to_ascii_lowercase(),
                cluster_id,
                cluster_name,
                ..Identity::default()
            }
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// The nearest runner ID to a cluster's name (I-20).
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

    fn clusters() -> Vec<Cluster> {
        vec![Cluster {
            id: "5b0f7c1e-2a44-4c39-9f3e-77d0c1d1a9e2".into(),
            name: "EUN09c_Batch".into(),
            zone: "EU-NORTH-09C".into(),
            ..Cluster::default()
        }]
    }

    #[test]
    fn a_listed_cluster_gives_zone_and_id() {
        let form = Form {
            cluster_id: clusters()[0].id.clone(),
            ..Form::default()
        };
        let place = form.place(Some(&clusters()));
        let request = form.request(&place);
        assert_eq!(request.runner_id, "eun09c-batch");
        assert_eq!(request.runner.identity.zone, "eu-north-09c");
        assert_eq!(request.runner.identity.cluster_id, clusters()[0].id);
        assert_eq!(request.runner.identity.cluster_name, "");
    }

    #[test]
    fn what_is_typed_counts_only_without_a_list() {
        let form = Form {
            typed_cluster: " ord-train-a ".into(),
            typed_zone: "US-EAST-04A".into(),
            ..Form::default()
        };
        assert_eq!(form.place(Some(&clusters())), Place::Nowhere);
        let request = form.request(&form.place(None));
        assert_eq!(request.runner.identity.cluster_name, "ord-train-a");
        assert_eq!(request.runner.identity.zone, "us-east-04a");
        let by_id = Form {
            typed_cluster: clusters()[0].id.clone(),
            ..form
        };
        let request = by_id.request(&by_id.place(None));
        assert_eq!(request.runner.identity.cluster_id, clusters()[0].id);
        assert_eq!(request.runner_id, "");
    }

    #[test]
    fn exactly_one_default_whatever_is_toggled() {
        let mut form = Form::default();
        assert_eq!(form.default_profile(), None);
        form.toggle_profile("a");
        form.toggle_profile("b");
        assert_eq!(form.default_profile(), Some("a"));
        form.default_profile = Some("b".into());
        assert_eq!(form.default_profile(), Some("b"));
        form.toggle_profile("b");
        assert_eq!(form.default_profile(), Some("a"));
        let request = form.request(&Place::Nowhere);
        let defaults = request
            .runner
            .profile_bindings
            .iter()
            .filter(|b| b.is_default)
            .count();
        assert_eq!((request.runner.profile_bindings.len(), defaults), (1, 1));
    }

    #[test]
    fn a_typed_id_beats_the_suggestion() {
        let mut form = Form {
            cluster_id: clusters()[0].id.clone(),
            ..Form::default()
        };
        form.runner_id = Some(" mine ".into());
        assert_eq!(form.runner_id(&form.place(Some(&clusters()))), "mine");
        assert_eq!(suggest("--Ünder Score__"), "nder-score");
    }

    #[test]
    fn a_draft_of_an_older_build_is_read() {
        let form: Form = serde_json::from_str(r#"{"display_name":"x","gone":1}"#).unwrap();
        assert_eq!(form.display_name, "x");
    }
}
