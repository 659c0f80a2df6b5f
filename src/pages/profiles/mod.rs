//! The profiles: what sandboxes on a runner may be (contract section 5).

mod editor;
mod list;
mod new;
mod one;

pub(crate) use list::ProfilesPage;
pub(crate) use new::{NewProfile, NewProfilePage};
pub(crate) use one::ProfilePage;

use std::sync::Arc;

use leptos::prelude::*;

use crate::state::fleet::{Fleet, Row};

/// The runners that bind a profile, in order of their IDs.
fn bound_by(fleet: Fleet, profile: &str) -> Vec<Row> {
    fleet.with(|rows| {
        let binds = |row: &&Row| {
            row.summary
                .with_untracked(|runner| runner.profiles.iter().any(|id| id == profile))
        };
        rows.values().filter(binds).cloned().collect()
    })
}

/// Their IDs, for sentences.
fn names(rows: &[Row]) -> String {
    let ids: Vec<Arc<str>> = rows.iter().map(|row| row.id.clone()).collect();
    ids.join(", ")
}
