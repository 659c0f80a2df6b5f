//! Listings of small fleets.

use contract::{
    console::RunnerSummary,
    model::{ConnectionStatus, InstallStatus},
};
use jiff::Timestamp;
use leptos::prelude::*;

use super::{
    Listing,
    look::Look,
    order::{by_id, order},
    words,
};
use crate::{
    pages::fleet::{
        column::Column,
        view::{Facet, Group, View},
    },
    state::fleet::{Fleet, Rows},
};

fn runner(id: &str, install: InstallStatus, zone: &str) -> RunnerSummary {
    RunnerSummary {
        runner_id: id.into(),
        zone: zone.into(),
        connection_status: if install == InstallStatus::Ready {
            ConnectionStatus::Connected
        } else {
            ConnectionStatus::Disconnected
        },
        install_status: install,
        ..RunnerSummary::default()
    }
}

fn with_rows(test: impl FnOnce(&Rows)) {
    Owner::new().with(|| {
        let fleet = Fleet::new();
        fleet.told(vec![
            runner("a", InstallStatus::Ready, "EU"),
            runner("b", InstallStatus::Failed, "eu"),
            runner("c", InstallStatus::Ready, "us"),
            runner("d", InstallStatus::Pending, "us"),
        ]);
        untrack(|| fleet.with(test));
    });
}

fn ids(listing: &Listing) -> String {
    listing.rows.iter().map(|row| row.id.to_string()).collect()
}

#[test]
fn filters_combine_and_the_strip_counts_what_the_others_pass() {
    with_rows(|rows| {
        let mut view = View::default();
        view.toggle(Facet::Zone, "eu");
        let listing = Listing::of(rows, &view, Timestamp::UNIX_EPOCH);
        assert_eq!((ids(&listing).as_str(), listing.overview.total), ("ba", 4));
        view.group = Some(Group::Failed);
        let listing = Listing::of(rows, &view, Timestamp::UNIX_EPOCH);
        assert_eq!(ids(&listing), "b");
        let count = |group| listing.groups[Group::ALL.iter().position(|g| *g == group).unwrap()];
        assert_eq!((count(Group::Healthy), count(Group::Failed)), (1, 1));
    });
}

#[test]
fn words_add_up_to_what_is_shown_without_their_facet() {
    with_rows(|rows| {
        let mut view = View::default();
        view.toggle(Facet::Zone, "us");
        view.toggle(Facet::Install, "ready");
        let of = |facet| words(rows, &view, facet, Timestamp::UNIX_EPOCH);
        assert_eq!(of(Facet::Zone), [("eu".into(), 1), ("us".into(), 1)]);
        assert_eq!(
            of(Facet::Install),
            [
                ("pending".into(), 1),
                ("ready".into(), 1),
                ("failed".into(), 0)
            ]
        );
    });
}

#[test]
fn a_look_in_pieces_and_among_what_passed_finds_the_same() {
    with_rows(|rows| {
        let now = Timestamp::UNIX_EPOCH;
        let mut view = View::default();
        view.sort_by(Column::Zone);
        for text in ["", "b", "c", "d", "x"] {
            let mut look = Look::new(order(&by_id(rows), view.sort), view.clone(), now, None);
            while !look.go_on(1) {}
            let wide = look.found();
            let narrow = View {
                text: text.into(),
                ..view.clone()
            };
            assert!(wide.holds_all_of(&narrow));
            let overview = Some(wide.listing.overview);
            let mut look = Look::new(wide.passing, narrow.clone(), now, overview);
            look.go_on(usize::MAX);
            let whole = Listing::of(rows, &narrow, now);
            assert!(look.found().listing == whole, "{text}");
            assert_eq!((whole.overview.zones, whole.overview.failed), (2, 1));
        }
    });
}

#[test]
fn another_order_of_what_was_found_is_that_of_a_whole_look() {
    with_rows(|rows| {
        let now = Timestamp::UNIX_EPOCH;
        let all = by_id(rows);
        let mut views = vec![View::default()];
        views.push(View {
            group: Some(Group::Failed),
            ..View::default()
        });
        views.push(View {
            text: "d".into(),
            ..View::default()
        });
        let mut zone = View::default();
        zone.toggle(Facet::Zone, "eu");
        views.push(zone);
        for view in views {
            let mut look = Look::new(order(&all, view.sort), view.clone(), now, None);
            look.go_on(usize::MAX);
            let mut found = look.found();
            for column in [Column::Zone, Column::Install, Column::Runner] {
                for _ in 0..2 {
                    let mut sorted = found.view.clone();
                    sorted.sort_by(column);
                    found = found
                        .in_order_of(&sorted, &all)
                        .expect("only the order differs");
                    let whole = Listing::of(rows, &sorted, now);
                    assert!(found.listing == whole, "{column:?} {sorted:?}");
                }
            }
            assert!(
                found.in_order_of(&view, &all).is_none(),
                "attention needs a look"
            );
            let other = View {
                text: "x".into(),
                ..found.view.clone()
            };
            assert!(found.in_order_of(&other, &all).is_none());
        }
    });
}

#[test]
fn only_a_longer_text_is_sought_among_what_passed() {
    let of = |text: &str, group| View {
        text: text.into(),
        group,
        ..View::default()
    };
    let found = Look::new(
        std::sync::Arc::default(),
        of("pro", None),
        Timestamp::UNIX_EPOCH,
        None,
    )
    .found();
    assert!(found.holds_all_of(&of("prod x", Some(Group::Failed))));
    assert!(!found.holds_all_of(&of("pr", None)));
    let mut view = of("prod", None);
    view.toggle(Facet::Zone, "eu");
    assert!(!found.holds_all_of(&view));
}

#[test]
fn sorting_is_stable_and_turns_round() {
    with_rows(|rows| {
        let mut view = View::default();
        let order = |view: &View| ids(&Listing::of(rows, view, Timestamp::UNIX_EPOCH));
        assert_eq!(order(&view), "bacd", "what needs attention comes first");
        view.sort_by(Column::Install);
        assert_eq!(order(&view), "bdac");
        view.sort_by(Column::Install);
        assert_eq!(order(&view), "acdb");
        view.sort_by(Column::Runner);
        assert_eq!(order(&view), "abcd");
        view.sort_by(Column::Runner);
        assert_eq!(order(&view), "dcba");
        view.sort_by(Column::Runner);
        assert_eq!(view, View::default(), "and back again");
    });
}
