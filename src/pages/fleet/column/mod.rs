//! The columns of the table. What one is stands in one row: its heading and key, its width, its order, its cell.

mod cell;
mod order;

use std::sync::Arc;

use contract::console::{Millis, RunnerSummary, filter::Facet};

pub(super) use cell::{Content, Facts};
use order::Order;

use crate::widgets::status;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Column {
    #[default]
    Runner,
    Install,
    Connection,
    Day,
    Zone,
    Cluster,
    Policy,
    Channel,
    Revision,
    Update,
    Maintenance,
    Age,
}

/// What a column is.
struct Row {
    column: Column,
    /// Its key in the address.
    key: &'static str,
    /// Its heading.
    name: &'static str,
    /// Narrowest width in pixels, and how it shares in what is left.
    width: (u32, u32),
    /// Numbers stand at the right.
    is_number: bool,
    /// Where not all have room, the highest goes first.
    rank: u8,
    /// Whether a card on a narrow screen has it.
    is_on_card: bool,
    /// How it orders runners; none where not all of them are known so.
    order: Option<Order>,
    content: Content,
    /// What explains a cell, if anything does.
    explanation: Option<fn(&Facts<'_>) -> Option<String>>,
}

/// Every column, in the order of the table.
static TABLE: [Row; 12] = [
    Row {
        column: Column::Runner,
        key: "runner",
        name: "Runner",
        width: (134, 6),
        is_number: false,
        rank: 0,
        is_on_card: true,
        order: Some(Order::Text(|runner| runner.runner_id.as_str().into())),
        content: Content::Head,
        explanation: None,
    },
    Row {
        column: Column::Install,
        key: "install",
        name: "Install",
        width: (132, 0),
        is_number: false,
        rank: 1,
        is_on_card: true,
        order: Some(Order::Number(order::install)),
        content: Content::Badge(|facts| status::install(facts.runner)),
        explanation: Some(cell::failure),
    },
    Row {
        column: Column::Connection,
        key: "connection",
        name: "Connection",
        width: (184, 0),
        is_number: false,
        rank: 2,
        is_on_card: true,
        order: Some(Order::Number(order::connection)),
        content: Content::Connection(|facts| {
            let heard = facts.heard.map(Millis::instant);
            status::connection(facts.runner, heard, facts.now)
        }),
        explanation: Some(|facts| cell::moment(facts.heard)),
    },
    Row {
        column: Column::Day,
        key: "day",
        name: "Last 24 h",
        width: (96, 1),
        is_number: false,
        rank: 10,
        is_on_card: false,
        order: None,
        content: Content::Day(|facts| facts.day.as_deref()),
        explanation: Some(|facts| Some(facts.day.as_deref()?.words.clone())),
    },
    Row {
        column: Column::Zone,
        key: "zone",
        name: "Zone",
        width: (108, 1),
        is_number: false,
        rank: 5,
        is_on_card: true,
        order: Some(Order::Text(|runner| {
            runner.zone.to_ascii_lowercase().into()
        })),
        content: Content::Text(|facts| facts.runner.zone.as_str().into()),
        explanation: None,
    },
    Row {
        column: Column::Cluster,
        key: "cluster",
        name: "Cluster",
        width: (118, 3),
        is_number: false,
        rank: 3,
        is_on_card: true,
        order: Some(Order::Text(|runner| runner.cluster().into())),
        content: Content::Text(|facts| facts.runner.cluster().into()),
        explanation: None,
    },
    Row {
        column: Column::Policy,
        key: "policy",
        name: "Policy",
        width: (124, 2),
        is_number: false,
        rank: 11,
        is_on_card: false,
        order: Some(Order::Text(|runner| Facet::Policy.word(runner))),
        content: Content::Text(|facts| Facet::Policy.word(facts.runner)),
        explanation: None,
    },
    Row {
        column: Column::Channel,
        key: "channel",
        name: "Channel",
        width: (64, 0),
        is_number: false,
        rank: 7,
        is_on_card: true,
        order: Some(Order::Text(order::channel)),
        content: Content::Text(cell::channel),
        explanation: None,
    },
    Row {
        column: Column::Revision,
        key: "revision",
        name: "Revision",
        width: (72, 0),
        is_number: true,
        rank: 6,
        is_on_card: false,
        order: Some(Order::Number(order::revision)),
        content: Content::Text(cell::revision),
        explanation: None,
    },
    Row {
        column: Column::Update,
        key: "update",
        name: "Update",
        width: (117, 0),
        is_number: false,
        rank: 4,
        is_on_card: true,
        order: Some(Order::Number(order::update)),
        content: Content::Label(cell::update),
        explanation: None,
    },
    Row {
        column: Column::Maintenance,
        key: "window",
        name: "Next window",
        width: (88, 1),
        is_number: false,
        rank: 9,
        is_on_card: false,
        order: Some(Order::Number(order::maintenance)),
        content: Content::Text(cell::next_window),
        explanation: Some(cell::window_moment),
    },
    Row {
        column: Column::Age,
        key: "age",
        name: "Age",
        width: (66, 0),
        is_number: true,
        rank: 8,
        is_on_card: false,
        order: Some(Order::Number(order::age)),
        content: Content::Age(|facts| facts.runner.created_at),
        explanation: Some(|facts| cell::moment(facts.runner.created_at)),
    },
];

impl Column {
    /// Width of the box to select with, in pixels.
    pub(super) const SELECT: u32 = 40;

    /// Every column, in order.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.column)
    }

    /// Those that a card on a narrow screen has, in order.
    pub(super) fn on_card() -> Vec<Self> {
        let rows = TABLE.iter().filter(|row| row.is_on_card);
        rows.map(|row| row.column).collect()
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// Its heading.
    pub(super) fn name(self) -> &'static str {
        self.row().name
    }

    /// Its key in the address.
    pub(super) fn key(self) -> &'static str {
        self.row().key
    }

    /// Numbers stand at the right.
    pub(super) fn is_number(self) -> bool {
        self.row().is_number
    }

    /// Narrowest width in pixels, and how it shares in what is left.
    pub(super) fn width(self) -> (u32, u32) {
        self.row().width
    }

    /// How its cells are drawn, and from what.
    pub(super) fn content(self) -> Content {
        self.row().content
    }

    /// What explains its cell, if anything does.
    pub(super) fn explanation(self, facts: &Facts<'_>) -> Option<String> {
        self.row().explanation?(facts)
    }

    /// Whether its cells may have an explanation.
    pub(super) fn is_explained(self) -> bool {
        self.row().explanation.is_some()
    }

    /// Whether it can order runners.
    pub(super) fn is_sortable(self) -> bool {
        self.row().order.is_some()
    }

    /// Numbers that order runners as this column does, one for each.
    pub(super) fn keys(self, runners: &[Arc<RunnerSummary>]) -> Vec<u64> {
        let order = self.row().order;
        order.map_or_else(|| vec![0; runners.len()], |order| order.keys(runners))
    }

    /// The columns that have room in a width, in order.
    pub(super) fn fitting(width: u32, hidden: impl Fn(Self) -> bool) -> Vec<Self> {
        let mut ranked: Vec<&Row> = TABLE.iter().collect();
        ranked.sort_unstable_by_key(|row| row.rank);
        let mut left = width.saturating_sub(Self::SELECT + Self::Runner.width().0);
        let mut fitting = vec![Self::Runner];
        for row in ranked.into_iter().skip(1) {
            if hidden(row.column) {
                continue;
            }
            let Some(rest) = left.checked_sub(row.width.0) else {
                break;
            };
            left = rest;
            fitting.push(row.column);
        }
        fitting.sort_unstable();
        fitting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_in_its_place_and_every_rank_there_once() {
        for column in Column::all() {
            assert_eq!(column.row().column, column);
        }
        let mut ranks: Vec<_> = TABLE.iter().map(|row| usize::from(row.rank)).collect();
        ranks.sort_unstable();
        assert!(ranks.into_iter().eq(0..TABLE.len()));
        assert_eq!(Column::Runner.row().rank, 0);
    }

    #[test]
    fn the_least_important_column_goes_first() {
        let all = Column::fitting(2_000, |_| false);
        assert_eq!(all, Column::all().collect::<Vec<_>>());
        let some = Column::fitting(1_000, |_| false);
        assert!(
            some.len() < 12 && !some.contains(&Column::Maintenance),
            "{some:?}"
        );
        assert!(some.contains(&Column::Connection));
        assert_eq!(Column::fitting(0, |_| false), [Column::Runner]);
    }

    #[test]
    fn a_hidden_column_makes_room_for_another() {
        let least = Column::fitting(1_000, |_| false).len();
        let other = Column::fitting(1_000, |column| column == Column::Connection);
        assert!(!other.contains(&Column::Connection));
        assert!(other.len() >= least);
    }
}
