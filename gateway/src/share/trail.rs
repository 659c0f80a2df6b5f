//! Links in the history of the runners that they show.

use std::sync::Arc;
use std::time::Duration;

use contract::console::Happening;
use contract::console::share::Selection;
use jiff::Timestamp;

use super::stored::Stored;
use crate::history::History;
use crate::live::Live;

/// How often a runner's history says that a link was opened.
const OPENINGS: Duration = Duration::from_hours(24);

/// Writes down what happens to links.
#[derive(Clone)]
pub(super) struct Trail {
    pub(super) history: History,
    pub(super) live: Arc<Live>,
}

impl Trail {
    /// Notes what happened to a link, with each runner that it shows.
    pub(super) async fn note(&self, share: &Stored, what: Happening) {
        let runners = self.shown(share);
        self.history.note(&share.organization, runners, what).await;
    }

    /// Notes that a link was opened, unless that was noted recently.
    pub(super) async fn opened(&self, share: &Stored) {
        let what = Happening::ShareOpened {
            title: share.terms.title.clone(),
        };
        let runners = self.shown(share);
        self.history
            .note_once(&share.organization, runners, what, OPENINGS)
            .await;
    }

    /// The runners that a link shows now, by ID; none if nothing is known of them yet.
    fn shown(&self, share: &Stored) -> Vec<String> {
        match &share.terms.selection {
            Selection::Only(ids) => ids.iter().cloned().collect(),
            matching @ Selection::Matching(_) => {
                let hub = self.live.known(&share.organization);
                hub.map_or_else(Vec::new, |hub| hub.picked(matching, Timestamp::now()))
            }
        }
    }
}
