//! Links in the history of the runners that they name.

use contract::console::Happening;
use contract::console::share::Selection;

use super::stored::Stored;
use crate::history::History;

/// More runners than this do not get an entry each: it stands with all runners.
const FEW: usize = 50;

/// Notes what happened to a link: with the runners that it names, or, where it follows a filter, with
/// all.
pub(super) async fn note(history: &History, share: &Stored, what: Happening) {
    let runner_ids: Vec<String> = match &share.terms.selection {
        Selection::Only(ids) if ids.len() <= FEW => ids.iter().cloned().collect(),
        _ => vec![String::new()],
    };
    history.note(&share.organization, runner_ids, what).await;
}
