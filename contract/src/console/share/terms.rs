//! What a link shows, and of which runners.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::console::{RunnerSummary, filter::Filter};
use crate::invisible;

/// An hour in seconds.
pub const HOUR: u64 = 3600;
/// A day in seconds.
pub const DAY: u64 = 24 * HOUR;
/// The shortest life of a link, in seconds.
pub const SHORTEST: u64 = HOUR;
/// The longest life of a link, in seconds.
pub const LONGEST: u64 = 90 * DAY;
/// The default lifetime of a link, in seconds.
pub const USUAL: u64 = 7 * DAY;

/// Characters of a title, of a sharer's name and of an alias.
const LINE: usize = 100;
/// Characters of a note.
const NOTE: usize = 500;
/// Runners that are named one by one, and aliases.
const MANY: usize = 1000;
/// Characters of a passphrase.
const PASSPHRASE: std::ops::RangeInclusive<usize> = 8..=200;

/// What a link shows, and of which runners. Status and age are always shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Terms {
    /// What the page is called.
    pub title: String,
    /// What it is for; may be empty.
    pub note: String,
    /// Who shares it, in the sharer's own words, never an ID; empty if they do not want to say.
    pub sharer: String,
    /// The runners.
    pub selection: Selection,
    /// What is shown beside the status.
    pub shows: Shows,
    /// Aliases by runner ID; runners without one get a generated name. If absent, runners have their own
    /// names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aliases: Option<BTreeMap<String, String>>,
}

/// The runners of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Selection {
    /// All that pass, those that come later too.
    Matching(Filter),
    /// These, by runner ID.
    Only(BTreeSet<String>),
}

impl Default for Selection {
    fn default() -> Self {
        Self::Matching(Filter::default())
    }
}

impl Selection {
    /// Whether it selects by something that only administrators may see (contract-v1 0).
    pub fn is_for_admins(&self) -> bool {
        match self {
            Self::Matching(filter) => filter.facets.keys().any(|facet| facet.is_for_admins()),
            Self::Only(_) => false,
        }
    }

    /// Those of the runners that are meant now, in their order.
    pub fn pick<'a>(
        &self,
        runners: impl IntoIterator<Item = &'a RunnerSummary>,
        now: jiff::Timestamp,
    ) -> Vec<&'a RunnerSummary> {
        match self {
            Self::Matching(filter) => filter.pick(runners, now),
            Self::Only(ids) => {
                let named = |runner: &&RunnerSummary| ids.contains(&runner.runner_id);
                runners.into_iter().filter(named).collect()
            }
        }
    }
}

/// What a link shows beside the status. Nothing else of a runner can be shown at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is chosen on its own, in every combination"
)]
pub struct Shows {
    /// Message and hints of a failed install.
    pub errors: bool,
    /// Zone and name of the cluster.
    pub places: bool,
    /// How it stood in the last 24 hours.
    pub history: bool,
    /// Channel, revisions and the next maintenance window.
    pub versions: bool,
}

impl Terms {
    /// Checks what a person wrote.
    ///
    /// # Errors
    /// The field, as a path within the terms, and what is wrong with it.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        let line = |field, text: &str, most: usize| {
            let length = text.chars().count();
            if length > most {
                let wrong = format!("use at most {most} characters; there are {length}");
                return Err((field, wrong));
            }
            // A note may have several lines.
            let text = text.replace('\n', " ");
            match invisible::in_line(&text) {
                Some(unseen) => Err((field, format!("remove {unseen}"))),
                None => Ok(()),
            }
        };
        if self.title.trim().is_empty() {
            let wrong = "give the link a title; it is also the title of the page";
            return Err(("title", wrong.to_owned()));
        }
        line("title", &self.title, LINE)?;
        line("note", &self.note, NOTE)?;
        line("sharer", &self.sharer, LINE)?;
        if let Selection::Only(ids) = &self.selection {
            if ids.is_empty() {
                return Err(("selection", "choose at least one runner".to_owned()));
            }
            if ids.len() > MANY {
                let wrong = format!("choose at most {MANY} runners, or share a filter");
                return Err(("selection", wrong));
            }
        }
        if let Some(aliases) = &self.aliases {
            if aliases.len() > MANY {
                return Err(("aliases", format!("give at most {MANY} aliases")));
            }
            let mut used = BTreeSet::new();
            for alias in aliases.values() {
                line("aliases", alias, LINE)?;
                if alias.trim().is_empty() {
                    return Err((
                        "aliases",
                        "an alias is empty; give every runner one".to_owned(),
                    ));
                }
                if !used.insert(alias.trim()) {
                    return Err(("aliases", format!("“{alias}” is used for two runners")));
                }
            }
        }
        Ok(())
    }
}

/// Checks a new passphrase. It guards a link of 256 random bits, so length is enough.
///
/// # Errors
/// What is wrong with it.
pub fn check_passphrase(passphrase: &str) -> Result<(), String> {
    if PASSPHRASE.contains(&passphrase.chars().count()) {
        return Ok(());
    }
    let (least, most) = (PASSPHRASE.start(), PASSPHRASE.end());
    Err(format!("use {least} to {most} characters"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        Terms {
            title: "Agents production".to_owned(),
            ..Terms::default()
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(terms().check(), Ok(()));
        let wrong = |change: fn(&mut Terms)| {
            let mut terms = terms();
            change(&mut terms);
            terms.check().unwrap_err().0
        };
        assert_eq!(wrong(|terms| terms.title = " ".into()), "title");
        assert_eq!(wrong(|terms| terms.title = "x".repeat(101)), "title");
        assert_eq!(wrong(|terms| terms.title = "a\u{7}".into()), "title");
        assert_eq!(wrong(|terms| terms.title = "a\u{200b}".into()), "title");
        assert_eq!(wrong(|terms| terms.note = "a\n\u{202e}b".into()), "note");
        let alias = |terms: &mut Terms| {
            terms.aliases = Some([("a".to_owned(), "b\u{feff}".to_owned())].into());
        };
        assert_eq!(wrong(alias), "aliases");
        assert_eq!(wrong(|terms| terms.note = "x".repeat(501)), "note");
        let nobody = |terms: &mut Terms| terms.selection = Selection::Only(BTreeSet::new());
        assert_eq!(wrong(nobody), "selection");
        let twice = |terms: &mut Terms| {
            let pairs = [("a", "One"), ("b", "One ")];
            let owned = pairs.map(|(id, alias)| (id.to_owned(), alias.to_owned()));
            terms.aliases = Some(owned.into());
        };
        assert_eq!(wrong(twice), "aliases");
    }

    #[test]
    fn a_passphrase_is_measured_in_characters() {
        assert!(check_passphrase("ääääääää").is_ok());
        assert!(check_passphrase("short").is_err());
        assert!(check_passphrase(&"x".repeat(201)).is_err());
    }

    #[test]
    fn terms_read_back_and_what_they_do_not_know_is_refused() {
        let text = serde_json::to_string(&terms()).unwrap();
        assert_eq!(serde_json::from_str::<Terms>(&text).unwrap(), terms());
        let env = r#"{"title": "a", "shows": {"env": true}}"#;
        assert!(serde_json::from_str::<Terms>(env).is_err());
    }
}
