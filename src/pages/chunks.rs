//! The pages and dialogs that are downloaded when they are needed, and in which file each comes.
//!
//! Few files: code that two of them need becomes a third, three of them can make seven.

use leptos::prelude::*;

use super::{
    clusters::ClustersPage,
    create::CreatePage,
    fleet::{BulkAbout, ExportAbout, show_bulk, show_export},
    profiles::{NewProfilePage, ProfilePage, ProfilesPage},
    runner::RunnerPage,
    settings::SettingsPage,
    several::EditSeveralPage,
    shares::{EditSharePage, NewSharePage, SharesPage},
};
use crate::lazy::chunk;

chunk! {
    /// A runner, by its ID.
    runner in runner: String => |id| view! { <RunnerPage id /> }.into_any()
}

chunk! {
    /// One patch for several runners.
    edit_several in runner: () => |()| view! { <EditSeveralPage /> }.into_any()
}

chunk! {
    /// The form for a new runner.
    create in others: () => |()| view! { <CreatePage /> }.into_any()
}

chunk! {
    /// The CKS clusters.
    clusters in others: () => |()| view! { <ClustersPage /> }.into_any()
}

chunk! {
    /// The profiles.
    profiles in others: () => |()| view! { <ProfilesPage /> }.into_any()
}

chunk! {
    /// The form for a new profile.
    new_profile in others: () => |()| view! { <NewProfilePage /> }.into_any()
}

chunk! {
    /// A profile, by its UUID.
    profile in others: String => |id| view! { <ProfilePage id /> }.into_any()
}

chunk! {
    /// Links for teammates.
    shares in share: () => |()| view! { <SharesPage /> }.into_any()
}

chunk! {
    /// A new link.
    new_share in share: () => |()| view! { <NewSharePage /> }.into_any()
}

chunk! {
    /// One link, by its ID.
    share in share: String => |id| view! { <EditSharePage id /> }.into_any()
}

chunk! {
    /// Theme, rights, connection.
    settings in others: () => |()| view! { <SettingsPage /> }.into_any()
}

chunk! {
    /// What is done to several runners, within its dialog.
    bulk in tools: BulkAbout => show_bulk
}

chunk! {
    /// Giving runners away as files, within its dialog.
    export in tools: ExportAbout => show_export
}
