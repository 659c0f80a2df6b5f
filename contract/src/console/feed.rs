//! Feeds: maintenance calendars and activity feeds, which programs fetch at a secret address.

use serde::{Deserialize, Serialize};

use super::Millis;
use super::notify::{check_line, check_selection};
use super::share::Selection;

/// What a feed tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FeedKind {
    /// When automatic updates may start and when they may not, as iCalendar (RFC 5545).
    Calendar,
    /// What happened, as Atom (RFC 4287).
    History,
}

impl FeedKind {
    /// How the name of its file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Calendar => ".ics",
            Self::History => ".atom",
        }
    }
}

/// `POST /console/feeds`: a new feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFeed {
    /// What it is called where it is read.
    pub name: String,
    /// What it tells.
    pub kind: FeedKind,
    /// Of which runners.
    #[serde(default)]
    pub selection: Selection,
}

impl NewFeed {
    /// Checks what a person wrote.
    ///
    /// # Errors
    /// The field, and what is wrong with it.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        check_line("name", &self.name)?;
        check_selection(&self.selection)
    }
}

/// A feed as its page shows it: nothing of it opens anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Feed {
    /// Its name in addresses.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it tells.
    pub kind: FeedKind,
    /// Of which runners.
    pub selection: Selection,
    /// Who created it.
    pub made_by: String,
    /// Whether the caller created it.
    pub mine: bool,
    /// When.
    pub made_at: Millis,
    /// When it was fetched last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched_at: Option<Millis>,
}

/// `GET /console/feeds`: the feeds that the caller may manage, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Feeds {
    /// The feeds.
    pub feeds: Vec<Feed>,
}

/// A feed that was created, with its address, which is returned only this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MadeFeed {
    /// The feed.
    pub feed: Feed,
    /// Address at which programs fetch it. Whoever has it can read the feed.
    pub address: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |change: serde_json::Value| {
            let mut feed = json!({ "name": "On call", "kind": "calendar" });
            for (name, value) in change.as_object().unwrap() {
                feed[name] = value.clone();
            }
            let feed: NewFeed = serde_json::from_value(feed).unwrap();
            feed.check().err().map(|(field, _)| field)
        };
        assert_eq!(wrong(json!({})), None);
        assert_eq!(wrong(json!({ "name": " " })), Some("name"));
        assert_eq!(wrong(json!({ "name": "a\r\nX-EVIL:1" })), Some("name"));
        let failed = json!({ "selection": { "matching": { "group": "failed" } } });
        assert_eq!(wrong(failed), Some("selection"));
        assert_eq!(
            wrong(json!({ "selection": { "only": [] } })),
            Some("selection")
        );
    }
}
