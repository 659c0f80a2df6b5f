//! The profiles: what sandboxes on a runner may be (contract section 5).

mod list;
mod new;
mod one;

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    can,
    lazy::chunk,
    state::fleet::{Fleet, Row},
    widgets::page::Page,
};
use list::ProfilesPage;
use new::NewProfilePage;
use one::ProfilePage;

chunk! {
    /// The profiles.
    profiles in others: () => |()| if_there(|| view! { <ProfilesPage /> }.into_any())
}

chunk! {
    /// The form for a new profile.
    new_profile in others: () => |()| if_there(|| view! { <NewProfilePage /> }.into_any())
}

chunk! {
    /// A profile, by its UUID.
    profile in others: String => |id| if_there(|| view! { <ProfilePage id /> }.into_any())
}

/// A page of profiles; or why there are none.
fn if_there(page: impl FnOnce() -> AnyView) -> AnyView {
    match can::see_profiles() {
        Ok(()) => page(),
        Err(reason) => {
            let reason = reason.to_string();
            view! {
                <Page title="Profiles">
                    <p class="empty">{reason}</p>
                </Page>
            }
            .into_any()
        }
    }
}

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
