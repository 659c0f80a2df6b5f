//! Where one can go: pages, views, profiles, clusters, links, rules.

use contract::{
    console::{notify::Rule, share::Share},
    model::{Cluster, ClusterStatus, ProfileTemplate},
};

use super::entry::Place;
use crate::{
    can,
    format::word,
    paths::{self, Create, Route, Tab},
    state::named_views::{GIVEN, NamedView},
};

fn page(title: impl Into<String>, route: &Route) -> Place {
    Place {
        kind: "Page",
        title: title.into(),
        detail: String::new(),
        href: route.href(),
    }
}

/// The name of a page where nothing beside it says what it is under.
fn title(route: &Route) -> &str {
    match route {
        Route::Create(_) => "Create runner",
        Route::NewProfile => "Create profile",
        Route::NewShare => "Share status",
        Route::NewFeed => "New calendar or feed",
        Route::EditSeveral => "Edit several runners",
        _ => route.name(),
    }
}

/// Every page that needs no name, and the tabs of the runner that is open.
pub(super) fn pages(here: Option<&Route>) -> Vec<Place> {
    let mut pages = Vec::new();
    if let Some(Route::Runner(id, _)) = here {
        let tabs = Tab::ALL.into_iter().filter(|tab| can::open(*tab));
        pages.extend(tabs.map(|tab| Place {
            detail: id.clone(),
            ..page(tab.name(), &Route::Runner(id.clone(), tab))
        }));
    }
    pages.extend(Route::FIXED.iter().map(|route| page(title(route), route)));
    let sides = Create::STEPS.into_iter().skip(1).chain([Create::File]);
    pages.extend(sides.map(|side| {
        let title = format!("Create runner: {}", side.name());
        page(title, &Route::Create(side))
    }));
    pages
}

/// Views of the fleet.
pub(super) fn views(kept: &[NamedView]) -> Vec<Place> {
    let view = |name: &str, query: &str| Place {
        kind: "View",
        title: name.to_owned(),
        detail: String::new(),
        href: paths::fleet_view(query),
    };
    let given = GIVEN.into_iter().map(|(name, query)| view(name, query));
    let kept = kept.iter().map(|kept| view(&kept.name, &kept.query));
    given.chain(kept).collect()
}

/// A profile.
pub(super) fn profile(profile: &ProfileTemplate) -> Place {
    Place {
        kind: "Profile",
        title: profile.display_name.clone(),
        detail: profile.id.clone(),
        href: Route::Profile(profile.id.clone()).href(),
    }
}

/// A cluster leads to the runner on it, or to the form for one.
pub(super) fn cluster(cluster: &Cluster, runner: Option<&str>) -> Place {
    let zone = cluster.zone.to_ascii_lowercase();
    let (does, href) = match runner {
        Some(runner) => (format!("runner {runner}"), Route::runner(runner).href()),
        None if cluster.status == ClusterStatus::Running => (
            "create a runner here".to_owned(),
            paths::create_on(&cluster.id),
        ),
        None => (
            word::cluster_status(&cluster.status),
            Route::Clusters.href(),
        ),
    };
    Place {
        kind: "Cluster",
        title: cluster.name.clone(),
        detail: format!("{zone} · {does}"),
        href,
    }
}

/// A link that can be changed.
pub(super) fn link(share: &Share) -> Place {
    Place {
        kind: "Link",
        title: share.terms.title.clone(),
        detail: share.made_by.clone(),
        href: Route::Share(share.id.clone()).href(),
    }
}

/// A rule of what is told.
pub(super) fn rule(rule: &Rule) -> Place {
    Place {
        kind: "Rule",
        title: rule.sketch.name.clone(),
        detail: rule.made_by.clone(),
        href: Route::Rule(rule.id.clone()).href(),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    /// A route of each kind.
    fn every_kind() -> Vec<Route> {
        let mut routes = Route::FIXED.to_vec();
        routes.extend([
            Route::Profile("p".to_owned()),
            Route::Share("s".to_owned()),
            Route::Rule("n".to_owned()),
        ]);
        routes.extend(Create::STEPS.map(Route::Create));
        routes.push(Route::Create(Create::File));
        routes.extend(Tab::ALL.map(|tab| Route::Runner("r".to_owned(), tab)));
        routes
    }

    #[test]
    fn every_page_is_reached() {
        can::tests::with_policies();
        let mut places = pages(Some(&Route::runner("r")));
        places.push(profile(&ProfileTemplate {
            id: "p".to_owned(),
            ..ProfileTemplate::default()
        }));
        let share: Share = serde_json::from_value(serde_json::json!({
            "id": "s", "terms": {"title": "A", "selection": {"only": ["r"]}}, "madeBy": "b", "mine": true,
            "madeAt": 0, "endsAt": 0, "opened": 0, "hasPassphrase": false, "hasBadge": false,
        }))
        .expect("a link is read");
        places.push(link(&share));
        let told: Rule = serde_json::from_value(serde_json::json!({
            "id": "n", "name": "A", "when": {"kind": "blind"}, "channels": ["c"], "madeBy": "b", "mine": true,
            "madeAt": 0,
        }))
        .expect("a rule is read");
        places.push(rule(&told));
        for route in every_kind() {
            let href = route.href();
            assert!(places.iter().any(|place| place.href == href), "{href}");
        }
        let views = views(&[NamedView {
            name: "Mine".to_owned(),
            query: "q=ord".to_owned(),
        }]);
        assert!(views.iter().any(|view| view.href == "/?q=ord"));
    }

    #[test]
    fn a_cluster_leads_to_its_runner_or_to_a_new_one() {
        let free = Cluster {
            id: "c".to_owned(),
            status: ClusterStatus::Running,
            ..Cluster::default()
        };
        assert_eq!(cluster(&free, Some("r")).href, "/runners/r");
        assert_eq!(cluster(&free, None).href, "/runners/new?cluster=c");
        let failed = Cluster {
            status: ClusterStatus::Failed,
            ..free
        };
        assert_eq!(cluster(&failed, None).href, "/clusters");
    }
}
