//! What the query of an address asks of its page.

use std::collections::BTreeSet;

use super::{
    encoding::{decode, encode},
    route::Route,
    sides::Tab,
};

/// The page of a new runner on this cluster.
pub(crate) fn create_on(cluster_id: &str) -> String {
    format!("{}?cluster={}", Route::CREATE.href(), encode(cluster_id))
}

/// The page of a new runner like another one.
pub(crate) fn create_like(runner_id: &str) -> String {
    format!("{}?like={}", Route::CREATE.href(), encode(runner_id))
}

/// The fleet as a view of it shows it, told by its query.
pub(crate) fn fleet_view(query: &str) -> String {
    let home = Route::Fleet.href();
    if query.is_empty() {
        home
    } else {
        format!("{home}?{query}")
    }
}

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

/// The page of a new rule about what a view of the fleet shows.
pub(crate) fn notify_of_view(query: &str) -> String {
    let page = Route::NewRule.href();
    if query.is_empty() {
        page
    } else {
        format!("{page}?{query}")
    }
}

/// The page of a new rule about a runner; about those that were kept for none.
pub(crate) fn notify_of_runner(runner_id: Option<&str>) -> String {
    let id = encode(runner_id.unwrap_or_default());
    format!("{}?runner={id}", Route::NewRule.href())
}

/// The page of a new feed of the runners that another such page is about.
pub(crate) fn feed_of_same(query: &str) -> String {
    let query = query.trim_start_matches('?');
    let page = Route::NewFeed.href();
    if query.is_empty() {
        page
    } else {
        format!("{page}?{query}")
    }
}

/// The runner that such an address names, if it is one; empty for those that were kept.
pub(crate) fn shared_runners(query: &str) -> Option<BTreeSet<String>> {
    let id = query_value(query, "runner")?;
    Some((!id.is_empty()).then_some(id).into_iter().collect())
}

/// The edit of a runner, begun as fields instead of text.
pub(crate) fn edit_by_fields(runner_id: &str) -> String {
    Route::Runner(runner_id.to_owned(), Tab::Edit).href() + "?as=fields"
}

/// Whether the query of an edit's address asks for fields.
pub(crate) fn is_by_fields(query: &str) -> bool {
    query_value(query, "as").as_deref() == Some("fields")
}

/// The pairs of an address's query, which may begin with its question mark, decoded. Those that cannot be are left
/// out.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (&str, String)> {
    query.trim_start_matches('?').split('&').filter_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        Some((key, decode(&value.replace('+', " "))?))
    })
}

/// A value of an address's query.
pub(crate) fn query_value(query: &str, key: &str) -> Option<String> {
    let mut pairs = pairs(query);
    pairs.find_map(|(name, value)| (name == key).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
