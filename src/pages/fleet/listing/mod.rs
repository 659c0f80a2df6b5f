//! Which rows the table shows, in which order, and how many there are of each kind.

mod lister;
mod look;
mod order;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use super::view::Group;
#[cfg(test)]
use super::view::View;
use crate::state::fleet::Row;
#[cfg(test)]
use crate::state::fleet::Rows;
pub(super) use lister::follow;
pub(super) use words::words;

/// The rows that are shown, and the runners of each group among those that pass the other filters.
#[derive(Clone, Default)]
pub(in crate::pages::fleet) struct Listing {
    pub(in crate::pages::fleet) rows: Arc<Vec<Row>>,
    pub(in crate::pages::fleet) groups: [usize; Group::ALL.len()],
    pub(in crate::pages::fleet) overview: Overview,
}

/// How the fleet stands, whatever is shown of it.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::pages::fleet) struct Overview {
    pub(in crate::pages::fleet) total: usize,
    pub(in crate::pages::fleet) zones: usize,
    pub(in crate::pages::fleet) attention: usize,
    pub(in crate::pages::fleet) failed: usize,
    /// Whether policies are known.
    pub(in crate::pages::fleet) has_policies: bool,
}

impl PartialEq for Listing {
    fn eq(&self, other: &Self) -> bool {
        self.overview == other.overview && self.groups == other.groups && self.rows == other.rows
    }
}

impl Listing {
    /// Of a fleet. Reads every runner once and depends on none: the store says when to look again.
    #[cfg(test)]
    pub(in crate::pages::fleet) fn of(rows: &Rows, view: &View, now: jiff::Timestamp) -> Self {
        let mut look = look::Look::new(
            order::order(&order::by_id(rows), view.sort),
            view.clone(),
            now,
            None,
        );
        look.go_on(usize::MAX);
        look.found().listing
    }

    /// Where a runner stands.
    pub(in crate::pages::fleet) fn position(&self, id: &str) -> Option<usize> {
        self.rows.iter().position(|row| &*row.id == id)
    }
}
