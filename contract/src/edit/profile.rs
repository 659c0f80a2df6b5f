//! A profile as a text: the file of the CLI (contract 5.1), with everything that is wrong with it at its line, and what
//! an edit would lose.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::losses::{Loss, insert, lost};
use super::merge::{Conflict, Empty, both};
use crate::document::{PROFILE_FILE, Path, camel_keys, snake, snake_keys};
use crate::model::ProfileTemplate;
use crate::rules;
use crate::spec_file::{
    BLOCKS, Diagnostic, Document, emit_yaml, head, parse, profile_fields, profile_of_fields,
    read_known, revise_document,
};

/// The profile that a text means. `loaded` is the one that it changes: its name is fixed, and what it has and this build
/// does not know may stay.
///
/// # Errors
/// Everything that is wrong with it, in order, each at its place.
pub fn read(
    text: &str,
    loaded: Option<&ProfileTemplate>,
) -> Result<ProfileTemplate, Vec<Diagnostic>> {
    let documents = parse(text).map_err(|problem| vec![problem])?;
    let [document] = documents.as_slice() else {
        let second = documents.get(1).map(Document::start).unwrap_or_default();
        let message = format!("expected one profile, found {} documents", documents.len());
        return Err(vec![Diagnostic {
            line: second.line,
            column: second.column,
            message,
        }]);
    };
    let had = loaded.map(|loaded| Value::Object(profile_fields(loaded)));
    let is_known = |path: &Path| had.as_ref().is_some_and(|had| has(had, path));
    let (profile, mut problems) = read_known(document, is_known);
    let Some(profile) = profile else {
        return Err(problems);
    };
    let fixed = loaded.filter(|loaded| loaded.display_name != profile.display_name);
    if let Some(loaded) = fixed {
        let message = format!(
            "display_name is fixed: leave it as {}, or create another profile",
            loaded.display_name
        );
        problems.push(document.says(&Path::default().key("display_name"), message));
    }
    // What was wrong before this edit is told, too: the server judges the profile as a whole.
    let violations = match fixed {
        Some(_) => rules::profile(&profile),
        None => rules::profile_create(&profile),
    };
    for violation in violations {
        let field = in_file(&document.value, &violation.field);
        // A field of the wrong type is told of, and otherwise as if it were missing.
        let told = format!("{field}:");
        if !problems
            .iter()
            .any(|told_of| told_of.message.starts_with(&told))
        {
            let message = violation.description.replacen(&violation.field, &field, 1);
            problems.push(document.says(&Path::of_printed(&field), message));
        }
    }
    if problems.is_empty() {
        return Ok(profile);
    }
    problems.sort_by_key(|problem| (problem.line, problem.column));
    Err(problems)
}

/// A field of the API's as the file names it: a setting that stands as a block has the block's name.
fn in_file(document: &Value, field: &str) -> String {
    let field = field.strip_prefix("profile_template.").unwrap_or(field);
    let block = BLOCKS.iter().find(|(block, json)| {
        field == format!("spec.{}", snake(json)) && document["spec"].get(block).is_some()
    });
    block.map_or_else(|| field.to_owned(), |(block, _)| format!("spec.{block}"))
}

fn has(document: &Value, path: &Path) -> bool {
    use crate::document::Segment::{Index, Key};
    let found = path
        .0
        .iter()
        .try_fold(document, |at, segment| match segment {
            Key(key) => at.get(key),
            Index(index) => at.get(index),
        });
    found.is_some()
}

/// Everything set in `loaded` that `wanted` lacks, as the file has it.
pub fn losses(loaded: &ProfileTemplate, wanted: &ProfileTemplate) -> Vec<Loss> {
    lost(&document(loaded), &document(wanted))
}

/// The text with what would be lost carried along.
pub fn keep(text: &str, loss: &Loss) -> String {
    let Some(mut value) = only(text) else {
        return text.to_owned();
    };
    insert(&mut value, &loss.path.0, &loss.value, |_, key| {
        key.to_owned()
    });
    retold(text, value)
}

/// The text changed so that it asks for another profile: comments and everything not affected stay.
pub fn retell(text: &str, wanted: &ProfileTemplate) -> String {
    retold(text, document(wanted))
}

/// The profile with both changes, and the fields in conflict; those of `theirs_at` get their value.
pub fn merge(
    base: &ProfileTemplate,
    theirs: &ProfileTemplate,
    mine: &ProfileTemplate,
    theirs_at: &[Path],
) -> (ProfileTemplate, Vec<Conflict>) {
    let mut conflicts = Vec::new();
    let merged = both(
        &document(base),
        &document(theirs),
        &document(mine),
        &Path::default(),
        theirs_at,
        Empty::IsUnset,
        &mut conflicts,
    );
    let mut fields = match merged {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    // An empty spec is one, and inherits everything.
    fields.entry("spec").or_insert_with(|| Map::new().into());
    let merged = profile_of_fields(fields).unwrap_or_else(|| mine.clone());
    (merged, conflicts)
}

fn document(profile: &ProfileTemplate) -> Value {
    Value::Object(profile_fields(profile))
}

/// What a text says, keys of the API in `snake_case`.
fn only(text: &str) -> Option<Value> {
    let mut documents = parse(text).ok()?;
    let document = documents.pop().filter(|_| documents.is_empty())?;
    let value = camel_keys(document.value, &PROFILE_FILE);
    Some(snake_keys(value, &PROFILE_FILE))
}

fn retold(text: &str, value: Value) -> String {
    let Value::Object(fields) = value else {
        return text.to_owned();
    };
    revise_document(text, &fields, &PROFILE_FILE)
        .unwrap_or_else(|| head(text).to_owned() + &emit_yaml(&fields))
}
