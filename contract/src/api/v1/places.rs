//! Where v1 keeps what the model keeps elsewhere, and how it names it.

use serde_json::{Value, json};

use super::{RUNNER, reading};
use crate::api::places::{self, Place, moved};
use crate::document::{prune_but_objects, snake_place};
use crate::model::Runner;
use crate::part::Part;

/// Where v1 keeps what the model keeps elsewhere (contract-v1 6.1).
pub(super) const PLACES: [Place; 4] = [
    place("spec", "managedSpec"),
    place("createTime", "createdAt"),
    place("updateTime", "updatedAt"),
    place("lastHeartbeatTime", "lastHeartbeatAt"),
];

const fn place(theirs: &'static str, ours: &'static str) -> Place {
    Place {
        within: "",
        theirs,
        ours,
    }
}

/// What of a document of the model is set, in v1's places. The model's own unset fields go first: v1 does not know
/// all of them.
pub(super) fn set(document: Value) -> Value {
    let document = prune_but_objects(document, &crate::document::RUNNER);
    prune_but_objects(moved(document, &PLACES), &RUNNER)
}

/// A runner as v1's documents have it.
pub(crate) fn document(runner: &Runner) -> Value {
    moved(reading::with_their_time(json!(runner)), &PLACES)
}

/// How v1 names a part.
pub(crate) fn spelled(part: Part) -> String {
    in_file(part.place())
}

/// A place of the model's document as v1's files have it.
pub(crate) fn in_file(place: &str) -> String {
    places::path(place, &PLACES, false)
}

/// A violation names fields of the resource, in either spelling.
pub(crate) fn violation(field: &str) -> String {
    let field = field.strip_prefix("managed_runner.").unwrap_or(field);
    let field = field.strip_prefix("managedRunner.").unwrap_or(field);
    places::path(&snake_place(field, &RUNNER), &PLACES, true)
}
