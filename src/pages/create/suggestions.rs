//! What the wizard fills in by itself: good defaults while nobody has chosen, and what the address asks for.

use contract::model::{Cluster, ClusterStatus, ProfileTemplate};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use super::{draft::Draft, wizard::Wizard};
use crate::{
    api::{self, Client, spoken},
    paths::{self, Route},
    state::{
        catalog::use_catalog, cluster_occupancy::ClusterOccupancy, following::use_following,
        notices::use_notices,
    },
};

/// Fills in, until somebody chooses: the cluster where only one is free, and as the default profile the one
/// that is called so, else the organization's first, as the Cloud Console does (contract 9).
pub(super) fn fill(wizard: Wizard) {
    let catalog = use_catalog();
    let following = use_following();
    Effect::new(move |_| {
        let clusters = wizard.clusters().unwrap_or_default();
        // Which are free is known only once the runners are.
        let only = following
            .is_known()
            .then(|| only_free(&clusters, wizard.held))
            .flatten();
        let first = catalog
            .profiles
            .with(|profiles| usual(profiles?).map(|profile| profile.id.clone()));
        let (needs_cluster, needs_profile) = wizard.with(|draft| {
            let bare = draft.typed_cluster().is_empty() && !draft.by_hand;
            (
                bare,
                spoken::binds_profiles()
                    && !draft.profiles_chosen
                    && draft.runner.profile_bindings.is_empty(),
            )
        });
        if let Some(cluster) = only.filter(|_| needs_cluster) {
            wizard.suggest(|draft| draft.place(&cluster));
        }
        if let Some(profile) = first.filter(|_| needs_profile) {
            wizard.suggest(|draft| {
                draft.toggle_profile(&profile);
                draft.profiles_chosen = false;
            });
        }
    });
}

fn usual(profiles: &[ProfileTemplate]) -> Option<&ProfileTemplate> {
    let mut all = profiles.iter();
    all.find(|profile| profile.display_name == "default")
        .or(profiles.first())
}

fn only_free(clusters: &[Cluster], held: ClusterOccupancy) -> Option<Cluster> {
    let mut free = clusters
        .iter()
        .filter(|cluster| cluster.status == ClusterStatus::Running && held.by(cluster).is_none());
    let first = free.next()?;
    free.next().is_none().then(|| first.clone())
}

/// Takes what the address asks for, and leaves the address without it, so that a reload asks nothing:
/// `cluster` chooses one, `like` begins with a copy of a runner.
pub(super) fn take_from_address(wizard: Wizard) {
    // The location and not the router's query: that one stays as it was while the route is the same, and
    // ours is one for all pages.
    let search = use_location().search;
    let client: Client = expect_context();
    let notices = use_notices();
    let navigate = use_navigate();
    let wanted = Memo::new(move |_| {
        let value = |key| search.with(|search| paths::query_value(search, key));
        (value("cluster"), value("like"))
    });
    Effect::new(move |_| {
        let (cluster, like) = wanted.get();
        if cluster.is_none() && like.is_none() {
            return;
        }
        if let Some(cluster) = cluster {
            wizard.edit(|draft| {
                draft.type_cluster(&cluster);
                draft.runner.identity.zone.clear();
            });
        }
        if let Some(like) = like {
            spawn_local(async move {
                match api::runners::get(&client, &like).await {
                    Ok(runner) => wizard.replace(copy(&runner)),
                    Err(error) => notices.failed(format!("{like} could not be copied"), error),
                }
            });
        }
        let replace = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&Route::CREATE.href(), replace);
    });
    // A cluster that was named has its zone once the list is there.
    Effect::new(move |_| {
        let clusters = wizard.clusters().unwrap_or_default();
        let found = wizard.with(|draft| {
            let lacks_zone = draft.runner.identity.zone.is_empty();
            let named = clusters.iter().find(|cluster| draft.is_on(cluster));
            named.filter(|_| lacks_zone).cloned()
        });
        if let Some(cluster) = found {
            wizard.suggest(|draft| draft.place(&cluster));
        }
    });
}

/// A copy of a runner, for another cluster: one holds one runner (contract 1.2).
fn copy(runner: &contract::model::Runner) -> Draft {
    let mut draft = Draft::of(runner);
    let identity = &mut draft.runner.identity;
    identity.cluster_id.clear();
    identity.cluster_name.clear();
    identity.zone.clear();
    draft
}

#[cfg(test)]
mod tests {
    use contract::model::Runner;

    use super::*;

    #[test]
    fn a_copy_leaves_the_place_open() {
        let mut runner = Runner::default();
        runner.identity.runner_id = "a".into();
        runner.identity.cluster_id = "1".into();
        runner.identity.cluster_name = "one".into();
        runner.identity.zone = "z".into();
        runner.identity.runner_group_id = "g".into();
        let draft = copy(&runner);
        assert_eq!(draft.typed_cluster(), "");
        assert_eq!(draft.runner.identity.zone, "");
        assert_eq!(draft.runner.identity.runner_group_id, "g");
        assert_eq!(draft.runner_id(&[]), "");
    }
}
