//! Views of the fleet with a name: some that are always there, and those that the person keeps. Kept in this browser
//! with the person's drafts, so somebody else who signs in finds none of them.

use serde::{Deserialize, Serialize};

use super::draft;

const KEPT: &str = "fleet-views";

/// A view with a name, as the query of its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedView {
    pub(crate) name: String,
    pub(crate) query: String,
}

/// Views that everybody has use for, by name and query.
pub(crate) const GIVEN: [(&str, &str); 6] = [
    ("All runners", ""),
    ("Needs attention", "show=attention"),
    ("Updates waiting", "show=updates"),
    ("Newest first", "sort=age"),
    ("On the rapid channel", "channel=rapid"),
    ("Self-managed", "management=self-managed"),
];

/// The views that the person keeps.
pub(crate) fn kept() -> Vec<NamedView> {
    let kept = draft::restore::<Vec<NamedView>>(KEPT);
    kept.map(|(views, _)| views).unwrap_or_default()
}

/// Keeps these views.
pub(crate) fn keep(views: &Vec<NamedView>) {
    draft::keep(KEPT, views);
}
