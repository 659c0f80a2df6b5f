//! The pages of the console and their addresses.

use super::{
    encoding::{decode, encode},
    sides::{Create, Tab},
};

/// A page of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// The table of runners.
    Fleet,
    /// A side of the page of a new runner.
    Create(Create),
    /// A side of one runner, by its runner ID (a UUID is answered too, then replaced by the ID).
    Runner(String, Tab),
    /// One patch for the runners that are selected.
    EditSeveral,
    /// The CKS clusters.
    Clusters,
    /// The profiles.
    Profiles,
    /// Runners between profiles and policies.
    Policies,
    /// The form for a new profile.
    NewProfile,
    /// One profile, by its UUID: it has no other key that is fit for an address.
    Profile(String),
    /// Links for teammates.
    Shares,
    /// A new one; of which runners, the query says.
    NewShare,
    /// One of them, by its ID.
    Share(String),
    /// Rules of what is told, and what was.
    Notifications,
    /// A new rule; of which runners, the query says.
    NewRule,
    /// One of them, by its ID.
    Rule(String),
    /// A new calendar or feed; of which runners, the query says.
    NewFeed,
    /// Theme, rights, connection.
    Settings,
}

impl Route {
    /// The pages that are found by their path alone, in the order in which they are offered.
    pub(crate) const FIXED: [Self; 13] = [
        Self::Fleet,
        Self::Clusters,
        Self::Profiles,
        Self::Policies,
        Self::Shares,
        Self::Notifications,
        Self::Settings,
        Self::CREATE,
        Self::NewProfile,
        Self::NewShare,
        Self::NewRule,
        Self::NewFeed,
        Self::EditSeveral,
    ];

    /// The page of a runner.
    pub(crate) fn runner(runner_id: &str) -> Self {
        Self::Runner(runner_id.to_owned(), Tab::Overview)
    }

    /// The first step of a new runner.
    pub(crate) const CREATE: Self = Self::Create(Create::Cluster);

    /// The page without its side: what stays on screen when only the tab or the step changes.
    pub(crate) fn page(self) -> Self {
        match self {
            Self::Runner(id, _) => Self::Runner(id, Tab::Overview),
            Self::Create(_) => Self::CREATE,
            other => other,
        }
    }

    /// Its name, beside what it is under.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Fleet => "Runners",
            Self::Create(_) | Self::NewProfile => "Create",
            Self::Runner(id, _) => id,
            Self::EditSeveral | Self::Share(_) => "Edit",
            Self::Clusters => "Clusters",
            Self::Profiles => "Profiles",
            Self::Policies => "Policies",
            Self::Profile(_) => "Profile",
            Self::Shares => "Shared links",
            Self::NewShare => "Share",
            Self::Notifications => "Notifications",
            Self::NewRule => "New rule",
            Self::Rule(_) => "Rule",
            Self::NewFeed => "New feed",
            Self::Settings => "Settings",
        }
    }

    /// The page that it is under, if it is under one.
    pub(crate) fn under(&self) -> Option<Self> {
        match self {
            Self::Create(_) | Self::Runner(..) | Self::EditSeveral => Some(Self::Fleet),
            Self::Policies | Self::NewProfile | Self::Profile(_) => Some(Self::Profiles),
            Self::NewShare | Self::Share(_) => Some(Self::Shares),
            Self::NewRule | Self::Rule(_) | Self::NewFeed => Some(Self::Notifications),
            _ => None,
        }
    }

    /// Path for links.
    pub(crate) fn href(&self) -> String {
        match self {
            Self::Fleet => "/".to_owned(),
            Self::Create(side) => format!("/runners/new{}", side.segment()),
            Self::Runner(id, tab) => format!("/runners/{}{}", encode(id), tab.segment()),
            Self::EditSeveral => "/edit".to_owned(),
            Self::Clusters => "/clusters".to_owned(),
            Self::Shares => "/shares".to_owned(),
            Self::NewShare => "/shares/new".to_owned(),
            Self::Share(id) => format!("/shares/{}", encode(id)),
            Self::Profiles => "/profiles".to_owned(),
            Self::Policies => "/policies".to_owned(),
            Self::NewProfile => "/profiles/new".to_owned(),
            Self::Profile(id) => format!("/profiles/{}", encode(id)),
            Self::Notifications => "/notifications".to_owned(),
            Self::NewRule => "/notifications/new".to_owned(),
            Self::Rule(id) => format!("/notifications/{}", encode(id)),
            Self::NewFeed => "/notifications/feeds/new".to_owned(),
            Self::Settings => "/settings".to_owned(),
        }
    }

    /// The page of a path, if it is one of ours. Query and fragment are not part of it.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let path = path.strip_prefix('/')?.trim_end_matches('/');
        let mut fixed = Self::FIXED.into_iter();
        if let Some(page) = fixed.find(|page| page.href()[1..] == *path) {
            return Some(page);
        }
        let (first, rest) = path.split_once('/')?;
        match first {
            "notifications" => id(rest).map(Self::Rule),
            "shares" => id(rest).map(Self::Share),
            "profiles" => id(rest).map(Self::Profile),
            "runners" => {
                let (runner_id, segment) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                if runner_id == "new" {
                    return Create::parse(segment).map(Self::Create);
                }
                let tab = Tab::ALL.into_iter().find(|tab| tab.segment() == segment)?;
                id(runner_id).map(|id| Self::Runner(id, tab))
            }
            _ => None,
        }
    }
}

/// The ID in a segment, if it stays one segment.
fn id(segment: &str) -> Option<String> {
    decode(segment).filter(|id| !id.is_empty() && !id.contains(['/', '\\']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_reads_back() {
        let others = [
            Route::Create(Create::Review),
            Route::Create(Create::File),
            Route::Rule("0f5d9a8e".to_owned()),
            Route::Share("0a1b".to_owned()),
            Route::Profile("c41c2a80-6c0e-4a53-8d58-2e0a0c7a1f10".to_owned()),
            Route::runner("helsinki-evals"),
            Route::runner("näme & more?#%"),
            Route::Runner("a".to_owned(), Tab::History),
            Route::Runner("a".to_owned(), Tab::Policy),
            Route::Runner("a".to_owned(), Tab::PolicyEdit),
            Route::Runner("näme & more?#%".to_owned(), Tab::Yaml),
        ];
        for route in Route::FIXED.into_iter().chain(others) {
            assert_eq!(Route::parse(&route.href()).as_ref(), Some(&route));
        }
    }
}
