//! Every route of the console and every path of the API. Nothing else builds a URL.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

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
    /// Theme, rights, connection.
    Settings,
}

/// The sides of the page of a new runner: the steps of the wizard, and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Create {
    Cluster,
    Profiles,
    Maintenance,
    Placement,
    Review,
    File,
}

impl Create {
    /// The steps of the wizard, in order.
    pub(crate) const STEPS: [Self; 5] = [
        Self::Cluster,
        Self::Profiles,
        Self::Maintenance,
        Self::Placement,
        Self::Review,
    ];

    fn segment(self) -> &'static str {
        match self {
            Self::Cluster => "",
            Self::Profiles => "/profiles",
            Self::Maintenance => "/maintenance",
            Self::Placement => "/placement",
            Self::Review => "/review",
            Self::File => "/file",
        }
    }

    fn parse(segment: &str) -> Option<Self> {
        let mut all = Self::STEPS.into_iter().chain([Self::File]);
        all.find(|side| side.segment() == segment)
    }
}

/// The sides of a runner's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Overview,
    Configuration,
    Maintenance,
    History,
    Yaml,
    Edit,
}

impl Tab {
    /// Every tab, in order.
    pub(crate) const ALL: [Self; 6] = [
        Self::Overview,
        Self::Configuration,
        Self::Maintenance,
        Self::History,
        Self::Yaml,
        Self::Edit,
    ];

    /// What follows the runner ID in the address; nothing for the first.
    fn segment(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Configuration => "/configuration",
            Self::Maintenance => "/maintenance",
            Self::History => "/history",
            Self::Yaml => "/yaml",
            Self::Edit => "/edit",
        }
    }
}

impl Route {
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
            Self::NewProfile => "/profiles/new".to_owned(),
            Self::Profile(id) => format!("/profiles/{}", encode(id)),
            Self::Settings => "/settings".to_owned(),
        }
    }

    /// The page of a path, if it is one of ours. Query and fragment are not part of it.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        match path.strip_prefix('/')?.trim_end_matches('/') {
            "" => Some(Self::Fleet),
            "edit" => Some(Self::EditSeveral),
            "clusters" => Some(Self::Clusters),
            "profiles" => Some(Self::Profiles),
            "profiles/new" => Some(Self::NewProfile),
            "settings" => Some(Self::Settings),
            "shares" => Some(Self::Shares),
            "shares/new" => Some(Self::NewShare),
            other if other.starts_with("shares/") => {
                let id = decode(other.strip_prefix("shares/")?)?;
                (!id.is_empty() && !id.contains(['/', '\\'])).then_some(Self::Share(id))
            }
            other if other.starts_with("profiles/") => {
                let id = decode(other.strip_prefix("profiles/")?)?;
                (!id.is_empty() && !id.contains(['/', '\\'])).then_some(Self::Profile(id))
            }
            other => {
                let rest = other.strip_prefix("runners/")?;
                let (id, segment) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                if id == "new" {
                    return Create::parse(segment).map(Self::Create);
                }
                let tab = Tab::ALL.into_iter().find(|tab| tab.segment() == segment)?;
                let id = decode(id)?;
                (!id.is_empty() && !id.contains(['/', '\\'])).then_some(Self::Runner(id, tab))
            }
        }
    }
}

/// The page of a new runner on this cluster.
pub(crate) fn create_on(cluster_id: &str) -> String {
    format!("{}?cluster={}", Route::CREATE.href(), encode(cluster_id))
}

/// The page of a new runner like another one.
pub(crate) fn create_like(runner_id: &str) -> String {
    format!("{}?like={}", Route::CREATE.href(), encode(runner_id))
}

/// Where the runners are kept that were chosen to be shared and are too many for an address.
pub(crate) const CHOSEN: &str = "share-runners";

/// The page of a new link of what a view of the fleet shows.
pub(crate) fn share_view(query: &str) -> String {
    let page = Route::NewShare.href();
    if query.is_empty() {
        page
    } else {
        format!("{page}?{query}")
    }
}

/// The page of a new link of a runner; of those that were kept for none.
pub(crate) fn share_runner(runner_id: Option<&str>) -> String {
    let id = encode(runner_id.unwrap_or_default());
    format!("{}?runner={id}", Route::NewShare.href())
}

/// The runner that such an address names, if it is one; empty for those that were kept.
pub(crate) fn shared_runners(query: &str) -> Option<BTreeSet<String>> {
    let id = query_value(query, "runner")?;
    Some((!id.is_empty()).then_some(id).into_iter().collect())
}

/// The sign-in page, which leads on to `next`.
pub(crate) fn sign_in(next: Option<&Route>) -> String {
    match next {
        None | Some(Route::Fleet) => "/sign-in".to_owned(),
        Some(route) => format!("/sign-in?next={}", encode(&route.href())),
    }
}

/// Whether a path is the sign-in page.
pub(crate) fn is_sign_in(path: &str) -> bool {
    path.trim_end_matches('/') == "/sign-in"
}

/// The page that a sign-in query asks for: one of ours or the fleet, never an address from outside.
pub(crate) fn next(value: Option<&str>) -> Route {
    value.and_then(Route::parse).unwrap_or(Route::Fleet)
}

/// Paths of the server, same origin.
pub(crate) mod api {
    use super::encode;

    /// Sign-in, who am I, sign-out.
    pub(crate) const SESSION: &str = "/console/session";
    /// To another account of this browser.
    pub(crate) const SWITCH: &str = "/console/session/switch";
    /// Where the person is signed in.
    pub(crate) const SESSIONS: &str = "/console/sessions";
    /// The fleet in one answer (design D4).
    pub(crate) const SNAPSHOT: &str = "/console/runners";
    /// Every cluster that the caller may read (contract 6.1).
    pub(crate) const CLUSTERS: &str = "/v1beta1/cks/clusters";
    /// Create (contract 2.1).
    pub(crate) const RUNNERS: &str = "/v1beta2/sandbox/managed-runners";
    /// Create a profile (contract 5.3).
    pub(crate) const PROFILES: &str = "/v1beta2/sandbox/profile-templates";

    /// The largest page that a server gives (contract 2.3).
    const PAGE_SIZE: u32 = 200;

    /// One of this browser's accounts.
    pub(crate) fn account(account: &str) -> String {
        format!("/console/session/accounts/{}", encode(account))
    }

    /// One of the person's sessions.
    pub(crate) fn own_session(id: &str) -> String {
        format!("{SESSIONS}/{}", encode(id))
    }

    /// The live stream of an account, from where another one broke off; from the beginning for an empty
    /// place.
    pub(crate) fn events(account: &str, after: &str) -> String {
        let after = match after {
            "" => String::new(),
            after => format!("&after={}", encode(after)),
        };
        format!("/console/events?account={}{after}", encode(account))
    }

    /// What happened to a runner, before an entry or up to now.
    pub(crate) fn history(runner_id: &str, before: Option<i64>) -> String {
        let before = before.map_or_else(String::new, |entry| format!("&before={entry}"));
        format!("/console/history?runner={}{before}", encode(runner_id))
    }

    /// How a runner stood in the last 24 hours.
    pub(crate) fn uptime(runner_id: &str) -> String {
        format!("/console/uptime?runner={}", encode(runner_id))
    }

    /// Somebody's links, and where new ones are made.
    pub(crate) const SHARES: &str = "/console/shares";
    /// What a teammate would see of a link to be.
    pub(crate) const SHARE_PREVIEW: &str = "/console/shares/preview";

    /// One link.
    pub(crate) fn share(id: &str) -> String {
        format!("{SHARES}/{}", encode(id))
    }

    /// The badge of a link.
    pub(crate) fn share_badge(id: &str) -> String {
        format!("{SHARES}/{}/badge", encode(id))
    }

    /// What a link shows, live; `again` for a page that was connected before.
    pub(crate) fn shared_events(again: bool) -> String {
        let again = if again { "?again" } else { "" };
        format!("/console/shared/events{again}")
    }

    /// A page of the profile list (contract 5.3).
    pub(crate) fn profiles(page_token: &str) -> String {
        page(PROFILES, page_token)
    }

    /// Get, update, delete (contract 2.2, 2.4, 2.5).
    pub(crate) fn runner(runner_id: &str) -> String {
        format!("{RUNNERS}/{}", encode(runner_id))
    }

    /// Get, update, delete a profile (contract 5.3).
    pub(crate) fn profile(id: &str) -> String {
        format!("{PROFILES}/{}", encode(id))
    }

    /// Apply update (contract 2.6).
    pub(crate) fn apply_update(runner_id: &str) -> String {
        format!("{RUNNERS}/{}/apply-update", encode(runner_id))
    }

    fn page(collection: &str, token: &str) -> String {
        if token.is_empty() {
            format!("{collection}?pageSize={PAGE_SIZE}")
        } else {
            format!(
                "{collection}?pageSize={PAGE_SIZE}&pageToken={}",
                encode(token)
            )
        }
    }
}

/// The edit of a runner, begun as fields instead of text.
pub(crate) fn edit_by_fields(runner_id: &str) -> String {
    Route::Runner(runner_id.to_owned(), Tab::Edit).href() + "?as=fields"
}

/// Whether the query of an edit's address asks for fields.
pub(crate) fn is_by_fields(query: &str) -> bool {
    query_value(query, "as").as_deref() == Some("fields")
}

/// A value of an address's query, which may begin with its question mark.
pub(crate) fn query_value(query: &str, key: &str) -> Option<String> {
    let pairs = query.trim_start_matches('?').split('&');
    let mut values = pairs.filter_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
    decode(&values.next()?.replace('+', " "))
}

/// Percent-encodes everything that RFC 3986 does not call unreserved.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
    }
    out
}

/// Undoes [`encode`]; none for half an escape or what is no text.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            out.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_reads_back() {
        for route in [
            Route::Fleet,
            Route::CREATE,
            Route::Create(Create::Review),
            Route::Create(Create::File),
            Route::Settings,
            Route::EditSeveral,
            Route::Clusters,
            Route::Shares,
            Route::NewShare,
            Route::Share("0a1b".to_owned()),
            Route::Profiles,
            Route::NewProfile,
            Route::Profile("c41c2a80-6c0e-4a53-8d58-2e0a0c7a1f10".to_owned()),
            Route::runner("helsinki-evals"),
            Route::runner("näme & more?#%"),
            Route::Runner("a".to_owned(), Tab::History),
            Route::Runner("näme & more?#%".to_owned(), Tab::Yaml),
        ] {
            assert_eq!(Route::parse(&route.href()).as_ref(), Some(&route));
        }
    }

    #[test]
    fn next_is_a_page_of_ours_or_the_fleet() {
        assert_eq!(next(Some("/runners/a")), Route::runner("a"));
        for hostile in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/runners/..%2F..%2Fx",
            "/runners/a/b",
            "javascript:alert(1)",
            "/sign-in",
            "",
        ] {
            assert_eq!(next(Some(hostile)), Route::Fleet, "{hostile}");
        }
        assert_eq!(next(None), Route::Fleet);
    }

    #[test]
    fn a_query_gives_the_value_of_a_whole_key() {
        assert_eq!(
            query_value("?xa=1&a=b+c%2Fd&a=2", "a").as_deref(),
            Some("b c/d")
        );
        for query in ["", "?", "?ab=1", "?a", "?a=%zz"] {
            assert_eq!(query_value(query, "a"), None, "{query}");
        }
    }

    #[test]
    fn ids_cannot_leave_their_segment() {
        assert_eq!(
            api::runner("../sandbox?x#y"),
            "/v1beta2/sandbox/managed-runners/..%2Fsandbox%3Fx%23y"
        );
        assert_eq!(
            api::profiles(""),
            "/v1beta2/sandbox/profile-templates?pageSize=200"
        );
        assert!(api::profiles("a&b=").ends_with("&pageToken=a%26b%3D"));
    }
}
