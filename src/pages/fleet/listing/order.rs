//! The orders of rows.

use std::{collections::HashSet, sync::Arc};

use contract::console::natural;
use leptos::prelude::*;

use crate::{
    pages::fleet::{column::Column, view::Sort},
    state::fleet::{Row, Rows},
};

/// Every row in order of runner IDs. The store is in the order of their characters, which is often that of
/// the names already.
pub(super) fn by_id(rows: &Rows) -> Arc<Vec<Row>> {
    let mut all: Vec<Row> = rows.values().cloned().collect();
    if !all.is_sorted_by(|a, b| natural(&a.id, &b.id).is_le()) {
        all.sort_by(|a, b| natural(&a.id, &b.id));
    }
    Arc::new(all)
}

/// Rows that are in order of runner IDs in this order, in which equals stay as they are.
pub(super) fn order(by_id: &Arc<Vec<Row>>, sort: Option<Sort>) -> Arc<Vec<Row>> {
    let Some(sort) = sort else {
        return Arc::clone(by_id);
    };
    if sort.column == Column::Runner {
        return if sort.descending {
            Arc::new(by_id.iter().rev().cloned().collect())
        } else {
            Arc::clone(by_id)
        };
    }
    let runners: Vec<_> = by_id
        .iter()
        .map(|row| row.summary.get_untracked())
        .collect();
    let keys = sort.column.keys(&runners);
    let keys = keys.into_iter().zip(0_usize..);
    let mut keys: Vec<(u64, usize)> = if sort.descending {
        keys.map(|(key, at)| (!key, at)).collect()
    } else {
        keys.collect()
    };
    keys.sort_unstable();
    Arc::new(keys.into_iter().map(|(_, at)| by_id[at].clone()).collect())
}

/// Those of all rows that are among some of them.
pub(super) fn only(all: &Arc<Vec<Row>>, some: &Arc<Vec<Row>>) -> Arc<Vec<Row>> {
    if some.len() == all.len() {
        return Arc::clone(all);
    }
    let some: HashSet<&str> = some.iter().map(|row| &*row.id).collect();
    let rows = all.iter().filter(|row| some.contains(&*row.id));
    Arc::new(rows.cloned().collect())
}
