//! The runner to be, as far as it is typed. It is kept in the browser as it is, but for what may be secret.

use contract::{
    spec_file::write_runner,
    wire::{
        Cluster, CreateRunner, Identity, ManagedSpec, Overrides, ProfileBinding, ReleaseChannel,
        Runner, TextMap,
    },
};
use serde::{Deserialize, Serialize};

use crate::{paths::Create, state::draft};

/// Name of the draft in this browser.
const NAME: &str = "create";

/// A runner to be.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    /// What was typed as runner ID; nothing while the suggestion is good.
    pub(super) runner_id: Option<String>,
    /// Its input fields, as typed. Without a runner ID.
    pub(super) runner: Runner,
    /// The spec as the person wrote it, comments and all; nothing while it is as the console writes it.
    pub(super) text: Option<String>,
    /// Somebody chose or typed something: until then everything is a suggestion, and nothing is kept.
    pub(super) by_hand: bool,
    /// Somebody chose profiles, so that none is suggested any more.
    pub(super) profiles_chosen: bool,
    /// The steps that were left or sent, whose gaps are mistakes from then on.
    pub(super) seen: Vec<Create>,
}

/// What of a draft may be secret (design D7).
#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Secret {
    env: TextMap,
    text: Option<String>,
}

impl Draft {
    /// One in which nothing is chosen yet but what is good for most.
    pub(super) fn new() -> Self {
        let mut draft = Self::default();
        draft.spec().release_channel = ReleaseChannel::Stable;
        draft
    }

    /// A draft from a runner that exists or was read from a file: what a caller may set, and has set.
    pub(super) fn of(runner: &Runner) -> Self {
        Self {
            runner: Runner {
                display_name: runner.display_name.clone(),
                identity: Identity {
                    runner_id: String::new(),
                    ..runner.identity.clone()
                },
                managed_spec: runner.managed_spec.clone(),
                profile_bindings: runner.profile_bindings.clone(),
                ..Runner::default()
            },
            by_hand: true,
            profiles_chosen: true,
            ..Self::default()
        }
    }

    /// Channel, maintenance and overrides, to be changed.
    pub(super) fn spec(&mut self) -> &mut ManagedSpec {
        self.runner.managed_spec.get_or_insert_default()
    }

    /// The release channel.
    pub(super) fn channel(&self) -> ReleaseChannel {
        let spec = self.runner.managed_spec.as_ref();
        spec.map_or(ReleaseChannel::Unspecified, |spec| {
            spec.release_channel.clone()
        })
        .effective()
    }

    /// The overrides of its pod.
    pub(super) fn overrides(&self) -> Option<&Overrides> {
        self.runner.managed_spec.as_ref()?.overrides.as_ref()
    }

    /// Puts it on a cluster; the zone follows. CKS spells zones in upper case (contract 6.1).
    pub(super) fn place(&mut self, cluster: &Cluster) {
        let identity = &mut self.runner.identity;
        identity.cluster_id.clone_from(&cluster.id);
        identity.cluster_name.clear();
        identity.zone = cluster.zone.to_ascii_lowercase();
    }

    /// The cluster as a person types it: its UUID or its name.
    pub(super) fn typed_cluster(&self) -> &str {
        let identity = &self.runner.identity;
        if identity.cluster_id.is_empty() {
            &identity.cluster_name
        } else {
            &identity.cluster_id
        }
    }

    /// Takes a cluster as a person types it.
    pub(super) fn type_cluster(&mut self, text: &str) {
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
    pub(super) fn is_on(&self, cluster: &Cluster) -> bool {
        let identity = &self.runner.identity;
        if identity.cluster_id.is_empty() {
            !cluster.name.is_empty() && identity.cluster_name.trim() == cluster.name
        } else {
            identity.cluster_id == cluster.id
        }
    }

    /// Binds a profile, or lets it go. Exactly one of those bound is the default: the first, until
    /// another is chosen.
    pub(super) fn toggle_profile(&mut self, id: &str) {
        let bindings = &mut self.runner.profile_bindings;
        if bindings.iter().any(|b| b.profile_template_id == id) {
            bindings.retain(|binding| binding.profile_template_id != id);
        } else {
            bindings.push(ProfileBinding {
                profile_template_id: id.to_owned(),
                ..ProfileBinding::default()
            });
        }
        if !bindings.iter().any(|binding| binding.is_default)
            && let Some(first) = bindings.first_mut()
        {
            first.is_default = true;
        }
        self.profiles_chosen = true;
    }

    /// Where in the list a profile is bound.
    pub(super) fn binding_at(&self, id: &str) -> Option<usize> {
        let mut bindings = self.runner.profile_bindings.iter();
        bindings.position(|binding| binding.profile_template_id == id)
    }

    /// Whether a profile is bound.
    pub(super) fn binds(&self, id: &str) -> bool {
        self.binding_at(id).is_some()
    }

    /// Whether a profile is the default.
    pub(super) fn is_default(&self, id: &str) -> bool {
        self.binding_of(id)
            .is_some_and(|binding| binding.is_default)
    }

    /// The binding of a profile, if it is bound.
    pub(super) fn binding_of(&self, id: &str) -> Option<&ProfileBinding> {
        self.runner.profile_bindings.get(self.binding_at(id)?)
    }

    /// A binding, to be changed.
    pub(super) fn binding(&mut self, id: &str) -> Option<&mut ProfileBinding> {
        let at = self.binding_at(id)?;
        self.profiles_chosen = true;
        self.runner.profile_bindings.get_mut(at)
    }

    /// Makes a bound profile the default.
    pub(super) fn make_default(&mut self, id: &str) {
        for binding in &mut self.runner.profile_bindings {
            binding.is_default = binding.profile_template_id == id;
        }
        self.profiles_chosen = true;
    }

    /// Whether a step was left once.
    pub(super) fn has_seen(&self, step: Create) -> bool {
        self.seen.contains(&step)
    }

    /// Notes that a step was left.
    pub(super) fn leave(&mut self, step: Create) {
        if !self.has_seen(step) {
            self.seen.push(step);
        }
    }

    /// The runner ID that is sent: as typed, else suggested from the cluster's name, as the Cloud Console
    /// does (contract 9).
    pub(super) fn runner_id(&self, clusters: &[Cluster]) -> String {
        if let Some(typed) = &self.runner_id {
            return typed.trim().to_owned();
        }
        let listed = clusters.iter().find(|cluster| self.is_on(cluster));
        suggest(listed.map_or(&self.runner.identity.cluster_name, |cluster| &cluster.name))
    }

    /// The request (contract 2.1): what is typed, without the spaces around it.
    pub(super) fn request(&self, clusters: &[Cluster]) -> CreateRunner {
        let mut runner = self.runner.clone();
        let identity = &mut runner.identity;
        for text in [
            &mut runner.display_name,
            &mut identity.zone,
            &mut identity.cluster_name,
            &mut identity.runner_group_id,
        ] {
            text.trim().to_owned().clone_into(text);
        }
        identity.zone.make_ascii_lowercase();
        CreateRunner {
            runner_id: self.runner_id(clusters),
            runner,
        }
    }

    /// The spec as text: as the person wrote it, else as the console writes it.
    pub(super) fn spec_text(&self) -> String {
        self.text
            .clone()
            .unwrap_or_else(|| write_runner(&self.runner))
    }

    /// Keeps it, and what may be secret apart from the rest.
    pub(super) fn keep(&self) {
        let mut open = self.clone();
        let secret = open.take_secret();
        draft::keep(NAME, &open);
        draft::keep_secret(NAME, &secret);
    }

    /// The kept draft and when it was typed.
    pub(super) fn restore() -> Option<(Self, jiff::Timestamp)> {
        let (mut kept, at) = draft::restore::<Self>(NAME)?;
        kept.give_secret(draft::restore_secret(NAME).unwrap_or_default());
        Some((kept, at))
    }

    /// Throws the kept draft away.
    pub(super) fn discard() {
        draft::discard(NAME);
    }

    /// Values of the environment, and any text in which some may stand.
    fn take_secret(&mut self) -> Secret {
        let overrides = self
            .runner
            .managed_spec
            .as_mut()
            .and_then(|spec| spec.overrides.as_mut());
        let env = overrides.map_or_else(TextMap::new, |overrides| {
            let hidden = overrides.env.clone();
            overrides.env.values_mut().for_each(String::clear);
            hidden
        });
        let text = match &self.text {
            Some(text) if text.contains("env") => self.text.take(),
            _ => None,
        };
        Secret { env, text }
    }

    fn give_secret(&mut self, secret: Secret) {
        let overrides = self
            .runner
            .managed_spec
            .as_mut()
            .and_then(|spec| spec.overrides.as_mut());
        if let Some(overrides) = overrides {
            for (name, value) in secret.env {
                overrides.env.entry(name).and_modify(|kept| *kept = value);
            }
        }
        self.text = secret.text.or(self.text.take());
    }
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// The nearest runner ID to a name (I-20).
pub(super) fn suggest(name: &str) -> String {
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

    #[test]
    fn exactly_one_default_whatever_is_toggled() {
        let mut draft = Draft::default();
        let default = |draft: &Draft| {
            let of = draft.runner.profile_bindings.iter();
            let ids: Vec<_> = of
                .filter(|b| b.is_default)
                .map(|b| b.profile_template_id.clone())
                .collect();
            ids.join(",")
        };
        draft.toggle_profile("a");
        draft.toggle_profile("b");
        assert_eq!(default(&draft), "a");
        draft.make_default("b");
        assert_eq!(default(&draft), "b");
        draft.toggle_profile("b");
        assert_eq!(default(&draft), "a");
        draft.toggle_profile("a");
        assert_eq!(draft.runner.profile_bindings, []);
    }

    #[test]
    fn a_typed_id_beats_the_suggestion() {
        let mut draft = Draft::default();
        draft.place(&cluster());
        draft.runner_id = Some(" mine ".into());
        assert_eq!(draft.runner_id(&[cluster()]), "mine");
        assert_eq!(suggest("--Ünder Score__"), "nder-score");
    }

    #[test]
    fn what_may_be_secret_is_kept_apart() {
        let mut draft = Draft::default();
        let overrides = draft.spec().overrides.get_or_insert_default();
        overrides.env.insert("TOKEN".into(), "CANARY".into());
        draft.text = Some("managed_spec: {overrides: {env: {TOKEN: CANARY}}}".into());
        let mut open = draft.clone();
        let secret = open.take_secret();
        assert!(!serde_json::to_string(&open).unwrap().contains("CANARY"));
        open.give_secret(secret);
        assert_eq!(open, draft);
        // After a sign-out the names stay, so that one sees what is missing.
        open.take_secret();
        open.give_secret(Secret::default());
        assert_eq!(
            open.overrides().unwrap().env.get("TOKEN"),
            Some(&String::new())
        );
    }

    #[test]
    fn a_copy_holds_input_only() {
        let mut runner = Runner {
            id: "uuid".into(),
            display_name: "Lab".into(),
            active_revision: 7,
            ..Runner::default()
        };
        runner.identity.runner_id = "old".into();
        runner.identity.zone = "z".into();
        runner.unknown.insert("later".into(), 1.into());
        let draft = Draft::of(&runner);
        assert_eq!(draft.runner.display_name, "Lab");
        assert_eq!(draft.runner.identity.zone, "z");
        assert_eq!(draft.runner.identity.runner_id, "");
        assert_eq!(
            (draft.runner.id.as_str(), draft.runner.active_revision),
            ("", 0)
        );
        assert!(draft.runner.unknown.is_empty());
    }

    #[test]
    fn a_draft_of_an_older_build_is_read() {
        let draft: Draft = serde_json::from_str(r#"{"runner_id":"x","gone":1}"#).unwrap();
        assert_eq!(draft.runner_id.as_deref(), Some("x"));
    }
}
