//! What the palette chooses from.

use std::time::Duration;

use leptos::prelude::*;

use super::{
    About,
    entry::{Entry, Thing},
    rank::SHOWN,
    sources,
};
use crate::{
    api::{self, Client},
    paths::{Route, use_route},
    state::{
        catalog::use_catalog,
        cluster_occupancy::ClusterOccupancy,
        fleet::{Fleet, Rows, use_fleet},
        named_views,
        remote::Remote,
    },
};

/// All lines. Made anew when one of their sources is; never compared.
pub(super) struct Entries(pub(super) Vec<Entry>);

impl PartialEq for Entries {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// What is listed before anything is typed: what was used last, then everything but runners.
pub(super) fn unasked(entries: &[Entry], recent: &[String]) -> Vec<Thing> {
    let fleet = use_fleet();
    let mut things: Vec<Thing> = entries.iter().map(|entry| entry.thing.clone()).collect();
    let mut found = Vec::new();
    for key in recent {
        if let Some(at) = things.iter().position(|thing| thing.key() == *key) {
            found.push(things.remove(at));
        } else if let Some(Route::Runner(id, _)) = Route::parse(key)
            && let Some(row) = untrack(|| fleet.row(&id))
        {
            found.push(Thing::Runner(row));
        }
    }
    found.append(&mut things);
    found.truncate(SHOWN);
    found
}

/// The lines of runners, which are many: made when the palette is on screen, or when the first key needs them.
#[derive(Clone, Copy)]
pub(super) struct Runners {
    fleet: Fleet,
    none: bool,
    lines: StoredValue<Option<Vec<Entry>>>,
}

impl Runners {
    pub(super) fn new(none: bool) -> Self {
        let runners = Self {
            fleet: use_fleet(),
            none,
            lines: StoredValue::new(None),
        };
        set_timeout(move || runners.make(), Duration::from_millis(50));
        runners
    }

    fn make(self) {
        // The palette may be closed again.
        self.lines.try_update_value(|lines| {
            lines.get_or_insert_with(|| {
                let rows = |rows: &Rows| rows.values().cloned().map(Entry::runner).collect();
                if self.none {
                    Vec::new()
                } else {
                    untrack(|| self.fleet.with(rows))
                }
            });
        });
    }

    pub(super) fn with<T>(self, look: impl FnOnce(&[Entry]) -> T) -> T {
        self.make();
        self.lines
            .with_value(|lines| look(lines.as_deref().unwrap_or_default()))
    }
}

/// Everything but runners, as it is when the palette opens; profiles, clusters, links and rules follow when they are read.
pub(super) fn everything(about: &About) -> Memo<Entries> {
    let catalog = use_catalog();
    let occupancy = ClusterOccupancy::new();
    let client: Client = expect_context();
    let links = Remote::new();
    links.load(async move { api::shares::list(&client).await });
    let rules = Remote::new();
    rules.load(async move { api::notifications::list(&client).await });
    catalog.load_profiles();
    catalog.load_clusters();
    let here = use_route().get_untracked();
    let offers = about.offers.clone();
    let views = named_views::kept();
    Memo::new(move |_| {
        let mut entries: Vec<Entry> = offers.iter().copied().map(Entry::offer).collect();
        let led: Vec<String> = offers.iter().filter_map(|offer| offer.href_now()).collect();
        let mut places = sources::pages(here.as_ref());
        // What an action leads to is listed as that.
        places.retain(|place| !led.contains(&place.href));
        places.extend(sources::views(&views));
        catalog.profiles.with(|profiles| {
            places.extend(profiles.into_iter().flatten().map(sources::profile));
        });
        catalog.clusters.with(|clusters| {
            let held_by = |cluster| untrack(|| occupancy.by(cluster));
            places.extend(
                clusters
                    .into_iter()
                    .flatten()
                    .map(|cluster| sources::cluster(cluster, held_by(cluster).as_deref())),
            );
        });
        links.with(|list: Option<&contract::console::share::ShareList>| {
            let shares = list.into_iter().flat_map(|list| &list.shares);
            let lasting = shares.filter(|share| share.over.is_none());
            places.extend(lasting.map(sources::link));
        });
        rules.with(|known: Option<&contract::console::notify::Notifications>| {
            let rules = known.into_iter().flat_map(|known| &known.rules);
            places.extend(rules.map(sources::rule));
        });
        entries.extend(places.into_iter().map(Entry::place));
        Entries(entries)
    })
}
