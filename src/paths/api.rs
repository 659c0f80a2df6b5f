//! Paths of the server, same origin.

use super::encoding::encode;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_cannot_leave_their_segment() {
        assert_eq!(
            runner("../sandbox?x#y"),
            "/v1beta2/sandbox/managed-runners/..%2Fsandbox%3Fx%23y"
        );
        assert_eq!(
            profiles(""),
            "/v1beta2/sandbox/profile-templates?pageSize=200"
        );
        assert!(profiles("a&b=").ends_with("&pageToken=a%26b%3D"));
    }
}
