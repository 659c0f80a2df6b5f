//! Everything that a link shows.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Overall, Pseudonym, SharedRunner, Terms, hidden::Hidden};
use crate::condition::Condition;
use crate::console::{Millis, RunnerSummary, Span};

/// `GET /console/shared`, and the event `page`: everything that a link shows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SharedPage {
    /// What the page is called.
    pub title: String,
    /// What it is for; may be empty.
    pub note: String,
    /// Who shares it; may be empty.
    pub sharer: String,
    /// When the link ends; absent in a preview.
    pub until: Option<Millis>,
    /// When the API was last asked; absent if never.
    pub as_of: Option<Millis>,
    /// The time of the server's clock: a teammate's may be wrong.
    pub now: Millis,
    /// Whether the API can be asked now. If not, everything is as it was then.
    pub live: bool,
    /// The runners, by name.
    pub runners: Vec<SharedRunner>,
    /// How many more runners there are: a page shows at most 1,000.
    pub more: usize,
}

/// What the gateway knows of a runner.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Known {
    /// As lists show it.
    pub summary: RunnerSummary,
    /// What to do about a failed install.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// The last 24 hours, where they are to be shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub past: Vec<Span>,
}

impl SharedPage {
    /// What the terms show of these runners, which are those that they mean. `pseudonym` makes a name for
    /// a runner ID that the terms give no alias.
    pub fn of(
        terms: &Terms,
        runners: &[Known],
        pseudonym: impl Fn(&str) -> Pseudonym,
        now: Timestamp,
    ) -> Self {
        let renamed = |id: &str| {
            let aliases = terms.aliases.as_ref()?;
            let mut made = pseudonym(id);
            if let Some(alias) = aliases.get(id) {
                alias.trim().clone_into(&mut made.name);
            }
            Some(made)
        };
        let names: Vec<_> = runners
            .iter()
            .map(|known| renamed(&known.summary.runner_id))
            .collect();
        let hidden = Hidden::of(runners, terms.shows, &names);
        let shared = runners
            .iter()
            .zip(names.iter().cloned())
            .map(|(known, name)| SharedRunner::of(known, terms.shows, name, &hidden));
        let mut page = Self {
            title: terms.title.trim().to_owned(),
            note: terms.note.trim().to_owned(),
            sharer: terms.sharer.trim().to_owned(),
            now: now.into(),
            runners: shared.collect(),
            ..Self::default()
        };
        page.sort();
        page
    }

    /// By name: if names are replaced, the order must not reveal the old ones.
    pub(super) fn sort(&mut self) {
        self.runners
            .sort_by(|a, b| (&a.name, &a.key).cmp(&(&b.name, &b.key)));
    }

    /// How all of them are at that time.
    pub fn overall(&self, now: Timestamp) -> Overall {
        Overall::of(
            self.runners
                .iter()
                .map(|runner| Condition::of(runner, now).shared()),
        )
    }
}
