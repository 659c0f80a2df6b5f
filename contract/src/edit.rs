//! Edits as text: the runner as one document, or a patch that names only what it changes, and what either
//! would lose (contract 3.4 to 3.6, design D3, D5).

pub mod assist;
mod losses;
mod merge;
pub mod policy;
pub mod profile;
mod secrets;
#[cfg(test)]
mod tests;
mod uuids;

use serde_json::{Map, Value, json};

pub(crate) use losses::lost;
pub use losses::{Loss, keep, keep_all, losses};
pub use merge::{Conflict, merge};
pub use secrets::{MASK, masked, masked_beside, secrets};
pub use uuids::{named, uuids};

use crate::api::Dialect;
use crate::document::{
    Path, Problem, ProblemKind, RUNNER, prune, prune_but_objects, snake, snake_keys,
};
use crate::mask;
use crate::model::Runner;
use crate::part::Part;
use crate::patch;
use crate::spec_file::{
    Diagnostic, Document, MANIFEST, emit_yaml, head, manifest, parse, revise_document,
};

/// What a text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Everything that can be changed: what is removed is cleared (`cwic sandbox runner edit ID`).
    Whole,
    /// Only what is to change, whole boundaries each (`cwic … edit ID -f FILE`).
    Patch,
}

/// The document of a runner as it is.
pub fn write(dialect: Dialect, runner: &Runner) -> String {
    emit_yaml(&as_file(dialect, mutable(dialect, runner)))
}

/// The patch that turns `loaded` into `wanted`; empty where they mean the same.
pub fn write_patch(dialect: Dialect, loaded: &Runner, wanted: &Runner) -> String {
    let (had, whole) = (document(dialect, loaded), document(dialect, wanted));
    let mut patch = Value::Object(Map::new());
    for part in mask::smallest(dialect, loaded, wanted).paths() {
        let mut value = get(&whole, part).cloned().unwrap_or_else(|| empty(part));
        // A patch leaves what it does not name of a part whose children can be replaced on their own.
        let before = part
            .children(dialect.edited())
            .next()
            .and_then(|_| get(&had, part));
        if let (Some(Value::Object(before)), Value::Object(after)) = (before, &mut value) {
            for key in before.keys() {
                after.entry(key.clone()).or_insert(Value::Null);
            }
        }
        put(&mut patch, part, value);
    }
    match as_file(dialect, patch) {
        patch if patch.is_empty() => String::new(),
        patch => emit_yaml(&patch),
    }
}

/// The runner that a text asks for.
///
/// # Errors
/// Everything that cannot be read, each at its place. An empty patch asks for nothing.
pub fn read(
    dialect: Dialect,
    text: &str,
    form: Form,
    loaded: &Runner,
) -> Result<Runner, Vec<Diagnostic>> {
    if is_blank(text) && form == Form::Patch {
        return Ok(loaded.clone());
    }
    let documents = parse(text).map_err(|problem| vec![problem])?;
    let [document] = documents.as_slice() else {
        let at = documents.get(1).map(Document::start).unwrap_or_default();
        return Err(vec![Diagnostic {
            line: at.line,
            column: at.column,
            message: "only one runner can be edited here: remove the other documents".to_owned(),
        }]);
    };
    if let Some(problem) = manifest(document, MANIFEST) {
        return Err(vec![problem]);
    }
    if let Some(key) = ["spec", "policy"]
        .into_iter()
        .find(|key| document.value.get(key).is_some())
    {
        let message = Dialect::default().not_for(key);
        return Err(vec![document.says(&Path::default().key(key), message)]);
    }
    let wanted = match form {
        Form::Patch => patch::wanted(dialect, loaded, &document.value),
        Form::Whole => patch::whole(dialect, loaded, &document.value),
    };
    wanted.map_err(|problems| {
        let told = problems.iter().take(100);
        told.map(|problem| document.says(&problem.path, message(problem)))
            .collect()
    })
}

/// The text of an edit in its other form, with the same meaning and its comments.
///
/// # Errors
/// What keeps the text from being read.
pub fn switch(
    dialect: Dialect,
    text: &str,
    to: Form,
    loaded: &Runner,
) -> Result<String, Vec<Diagnostic>> {
    let from = match to {
        Form::Whole => Form::Patch,
        Form::Patch => Form::Whole,
    };
    let wanted = read(dialect, text, from, loaded)?;
    Ok(retell(dialect, text, to, loaded, &wanted))
}

/// The text changed so that it asks for another runner: comments and everything not affected stay.
pub fn retell(
    dialect: Dialect,
    text: &str,
    form: Form,
    loaded: &Runner,
    wanted: &Runner,
) -> String {
    if form == Form::Patch && mask::smallest(dialect, loaded, wanted).is_empty() {
        let is_comment = |line: &&str| line.trim_start().starts_with('#');
        return text.split_inclusive('\n').filter(is_comment).collect();
    }
    let told = match form {
        Form::Whole => write(dialect, wanted),
        Form::Patch => write_patch(dialect, loaded, wanted),
    };
    let value = parse(&told)
        .ok()
        .map(|mut documents| documents.remove(0).value);
    value.map_or(told, |value| rewrite(dialect, text, value))
}

/// The text with its meaning changed to that value, and nothing else.
fn rewrite(dialect: Dialect, text: &str, value: Value) -> String {
    let object = as_file(dialect, value);
    revise_document(text, &object, dialect.model())
        .unwrap_or_else(|| head(text).to_owned() + &emit_yaml(&object))
}

/// Comments and blank lines alone.
fn is_blank(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .all(|line| line.is_empty() || line.starts_with('#') || line == "---")
}

/// What is set of a runner. In what v1 alone has an empty object is another thing than none (contract-v1 0).
pub(crate) fn document(dialect: Dialect, runner: &Runner) -> Value {
    let whole = prune(json!(dialect.without_others(runner)), &RUNNER);
    prune_but_objects(whole, dialect.model())
}

/// What of a runner an update can change.
fn mutable(dialect: Dialect, runner: &Runner) -> Value {
    let whole = document(dialect, runner);
    let mut value = Value::Object(Map::new());
    for part in roots(dialect) {
        if let Some(held) = get(&whole, part) {
            put(&mut value, part, held.clone());
        }
    }
    value
}

fn as_file(dialect: Dialect, value: Value) -> Map<String, Value> {
    match snake_keys(value, dialect.model()) {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// The parts that are not within another one; together they are everything that can be edited.
pub(crate) fn roots(dialect: Dialect) -> impl Iterator<Item = Part> {
    let parts = dialect.edited().iter().copied();
    parts.filter(|part| part.parent().is_none())
}

/// How a part is cleared: a list by an empty one.
fn empty(part: Part) -> Value {
    match part.get(&Runner::default()) {
        list @ Value::Array(_) => list,
        _ => Value::Null,
    }
}

fn get(document: &Value, part: Part) -> Option<&Value> {
    part.keys().try_fold(document, |value, key| value.get(&key))
}

fn put(document: &mut Value, part: Part, held: Value) {
    // Indexing by a key makes objects of what is absent.
    *part.keys().fold(document, |at, key| &mut at[&key]) = held;
}

fn message(problem: &Problem) -> String {
    let path = snake(&problem.path.to_string());
    match problem.kind {
        ProblemKind::OutputOnly if path == "runner_id" => {
            "runner_id does not belong in the file: give the ID separately".to_owned()
        }
        ProblemKind::OutputOnly if path.starts_with("identity.") || path == "display_name" => {
            format!("{path} cannot be changed after creation: remove it")
        }
        _ => problem.message(),
    }
}
