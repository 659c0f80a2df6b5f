//! Edits as text: the runner as one document, or a patch that names only what it changes, and what either
//! would lose (contract 3.4 to 3.6, design D3, D5).

pub mod assist;
mod losses;
mod merge;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

pub use losses::{Loss, keep, keep_all, losses};
pub use merge::{Conflict, merge};

use crate::mask::{self, MaskPath};
use crate::patch;
use crate::spec_file::{Diagnostic, Document, emit_yaml, head, parse, revise_document};
use crate::wire::Runner;
use crate::wire::schema::{Path, Problem, ProblemKind, RUNNER, prune, snake, snake_keys};

/// What a text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Everything that can be changed: what is removed is cleared (`cwic sandbox runner edit ID`).
    Whole,
    /// Only what is to change, whole boundaries each (`cwic … edit ID -f FILE`).
    Patch,
}

/// What an update can change, as the API spells it.
const PARTS: [&[&str]; 4] = [
    &["identity", "zone"],
    &["identity", "runnerGroupId"],
    &["managedSpec"],
    &["profileBindings"],
];

/// The document of a runner as it is.
pub fn write(runner: &Runner) -> String {
    emit_yaml(&as_file(mutable(runner)))
}

/// The patch that turns `loaded` into `wanted`; empty where they mean the same.
pub fn write_patch(loaded: &Runner, wanted: &Runner) -> String {
    let had = prune(json!(loaded), &RUNNER);
    let whole = prune(json!(wanted), &RUNNER);
    let mut patch = Value::Object(Map::new());
    for path in mask::smallest(loaded, wanted).paths() {
        let keys: Vec<&str> = path.json().split('.').collect();
        let mut value = get(&whole, &keys).cloned().unwrap_or_else(|| empty(path));
        // A patch leaves what it does not name of a managed spec.
        if let (MaskPath::ManagedSpec, Some(Value::Object(before)), Value::Object(after)) =
            (path, get(&had, &keys), &mut value)
        {
            for key in before.keys() {
                after.entry(key.clone()).or_insert(Value::Null);
            }
        }
        put(&mut patch, &keys, value);
    }
    match as_file(patch) {
        patch if patch.is_empty() => String::new(),
        patch => emit_yaml(&patch),
    }
}

/// The runner that a text asks for.
///
/// # Errors
/// Everything that cannot be read right, each at its place. An empty patch asks for nothing.
pub fn read(text: &str, form: Form, loaded: &Runner) -> Result<Runner, Vec<Diagnostic>> {
    if is_blank(text) && form == Form::Patch {
        return Ok(loaded.clone());
    }
    let documents = parse(text).map_err(|problem| vec![problem])?;
    let [document] = documents.as_slice() else {
        let at = documents.get(1).map(Document::start).unwrap_or_default();
        return Err(vec![Diagnostic {
            line: at.line,
            column: at.column,
            message: "one runner is edited here: remove the other documents".to_owned(),
        }]);
    };
    if let Some(key) = ["spec", "policy"]
        .into_iter()
        .find(|key| document.value.get(key).is_some())
    {
        let message = format!("{key} belongs to a file for API v1; this is v1beta2");
        return Err(vec![document.says(&Path::default().key(key), message)]);
    }
    let wanted = match form {
        Form::Patch => patch::wanted(loaded, &document.value),
        Form::Whole => patch::whole(loaded, &document.value),
    };
    wanted.map_err(|problems| {
        let told = problems.iter().take(100);
        told.map(|problem| document.says(&problem.path, message(problem)))
            .collect()
    })
}

/// The text of an edit in its other form, with the same meaning. Its comments come along.
///
/// # Errors
/// What keeps the text from being read.
pub fn switch(text: &str, to: Form, loaded: &Runner) -> Result<String, Vec<Diagnostic>> {
    let from = match to {
        Form::Whole => Form::Patch,
        Form::Patch => Form::Whole,
    };
    let wanted = read(text, from, loaded)?;
    Ok(retell(text, to, loaded, &wanted))
}

/// The text changed so that it asks for another runner: comments stay, and what is not concerned.
pub fn retell(text: &str, form: Form, loaded: &Runner, wanted: &Runner) -> String {
    if form == Form::Patch && mask::smallest(loaded, wanted).is_empty() {
        let is_comment = |line: &&str| line.trim_start().starts_with('#');
        return text.split_inclusive('\n').filter(is_comment).collect();
    }
    let told = match form {
        Form::Whole => write(wanted),
        Form::Patch => write_patch(loaded, wanted),
    };
    let value = parse(&told)
        .ok()
        .map(|mut documents| documents.remove(0).value);
    value.map_or(told, |value| rewrite(text, value))
}

/// The text with its meaning changed to that value, and nothing else.
fn rewrite(text: &str, value: Value) -> String {
    let object = match snake_keys(value, &RUNNER) {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    revise_document(text, &object).unwrap_or_else(|| head(text).to_owned() + &emit_yaml(&object))
}

/// Comments and blank lines alone.
fn is_blank(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .all(|line| line.is_empty() || line.starts_with('#') || line == "---")
}

/// What of a runner an update can change.
fn mutable(runner: &Runner) -> Value {
    let whole = prune(json!(runner), &RUNNER);
    let mut value = Value::Object(Map::new());
    for keys in PARTS {
        if let Some(part) = get(&whole, keys) {
            put(&mut value, keys, part.clone());
        }
    }
    value
}

fn as_file(value: Value) -> Map<String, Value> {
    match snake_keys(value, &RUNNER) {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// How a part is cleared: a list by an empty one.
fn empty(path: MaskPath) -> Value {
    match path {
        MaskPath::ProfileBindings => json!([]),
        _ => Value::Null,
    }
}

fn get<'a>(value: &'a Value, keys: &[&str]) -> Option<&'a Value> {
    keys.iter().try_fold(value, |value, key| value.get(key))
}

fn put(value: &mut Value, keys: &[&str], part: Value) {
    let Some((last, parents)) = keys.split_last() else {
        return;
    };
    let mut at = value;
    for key in parents {
        if !at[*key].is_object() {
            at[*key] = json!({});
        }
        at = &mut at[*key];
    }
    at[*last] = part;
}

fn message(problem: &Problem) -> String {
    let path = snake(&problem.path.to_string());
    match problem.kind {
        ProblemKind::OutputOnly if path == "runner_id" => {
            "runner_id does not belong in the file: the ID stands beside it".to_owned()
        }
        ProblemKind::OutputOnly if path.starts_with("identity.") || path == "display_name" => {
            format!("{path} cannot be changed after creation: remove it")
        }
        _ => problem.message(),
    }
}
