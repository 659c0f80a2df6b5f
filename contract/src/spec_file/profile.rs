//! Profiles in files. Three settings that are JSON in a string for the API are blocks of the file, as
//! the CLI has them (contract 5.1).

use serde_json::{Map, Value};

use super::{Diagnostic, Document, MAX_PROBLEMS, emit, input, manifest, parse};
use crate::document::{
    PROFILE_TEMPLATE, Path, ProblemKind, camel_keys, check, read as lenient, snake,
};
use crate::model::ProfileTemplate;

/// A block of a file and the field that holds its JSON.
pub(crate) const BLOCKS: [(&str, &str); 3] = [
    ("namespace", "namespaceConfigJson"),
    ("network", "networkConfigJson"),
    ("pod", "podTemplateJson"),
];

/// Reads a profile from a document. Each of the three settings may stand as a block or as a string.
///
/// # Errors
/// Every unknown key, read-only key and wrong type, and a setting that is there in both forms, each at
/// its place.
pub fn read_profile(document: &Document) -> Result<ProfileTemplate, Vec<Diagnostic>> {
    let (profile, problems) = read_known(document, |_| false);
    match profile {
        Some(profile) if problems.is_empty() => Ok(profile),
        _ => Err(problems),
    }
}

/// The same where some keys that are in no table are known to be there; with the problems comes what could be read
/// all the same.
pub(crate) fn read_known(
    document: &Document,
    is_known: impl Fn(&Path) -> bool,
) -> (Option<ProfileTemplate>, Vec<Diagnostic>) {
    let expected = "a profile's file has display_name, description and spec";
    if let Some(problem) = manifest(document, expected) {
        return (None, vec![problem]);
    }
    let mut value = document.value.clone();
    let mut problems = Vec::new();
    if let Some(Value::Object(spec)) = value.get_mut("spec") {
        problems = fold_blocks(spec, document);
    }
    let shape = check(&value, &PROFILE_TEMPLATE);
    let shape = shape.iter().filter(|problem| {
        !matches!(problem.kind, ProblemKind::UnknownKey { .. }) || !is_known(&problem.path)
    });
    problems.extend(
        shape
            .take(MAX_PROBLEMS)
            .map(|problem| document.diagnostic(&problem.path, problem.message())),
    );
    let read = lenient(camel_keys(value, &PROFILE_TEMPLATE), &PROFILE_TEMPLATE);
    let profile = read.ok().map(|(profile, _)| profile);
    if profile.is_none() && problems.is_empty() {
        problems.push(document.diagnostic(&Path::default(), "this is not a profile"));
    }
    problems.sort_by_key(|problem| (problem.line, problem.column));
    (profile, problems)
}

/// Turns blocks into strings.
fn fold_blocks(spec: &mut Map<String, Value>, document: &Document) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (block, field) in BLOCKS {
        let Some(content) = spec.shift_remove(block) else {
            continue;
        };
        let path = Path::default().key("spec").key(block);
        let name = snake(field);
        if spec.contains_key(field) || spec.contains_key(&name) {
            let message = format!("{path} and spec.{name} are the same setting: remove one");
            problems.push(document.diagnostic(&path, message));
        } else if content.is_object() {
            spec.insert(field.to_owned(), Value::String(content.to_string()));
        } else if !content.is_null() {
            problems.push(document.diagnostic(&path, format!("{path}: expected an object")));
        }
    }
    problems
}

/// The input fields of a profile as YAML. A setting becomes a block where that loses nothing; a string
/// that is not a JSON object, or holds what YAML cannot, stays a string.
pub fn write_profile(profile: &ProfileTemplate) -> String {
    emit::yaml(&fields(profile))
}

/// The same as fields of the file.
pub(crate) fn fields(profile: &ProfileTemplate) -> Map<String, Value> {
    let mut fields = input::input(profile, &PROFILE_TEMPLATE);
    if profile.spec.is_some() {
        // An empty spec means "inherit everything" and is required; only an absent one is unset.
        let spec = fields
            .entry("spec")
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(spec) = spec {
            *spec = std::mem::take(spec).into_iter().map(unfold).collect();
        }
    }
    fields
}

/// The profile that these fields describe; none if they are not a profile's.
pub(crate) fn of_fields(fields: Map<String, Value>) -> Option<ProfileTemplate> {
    let document = parse(&Value::Object(fields).to_string()).ok()?.pop()?;
    read_known(&document, |_| true).0
}

fn unfold((key, value): (String, Value)) -> (String, Value) {
    let block = BLOCKS.iter().find(|(_, field)| snake(field) == key);
    match (block, value.as_str().and_then(block_of)) {
        (Some((block, _)), Some(content)) => ((*block).to_owned(), content),
        _ => (key, value),
    }
}

/// The JSON object in a string, if a file can hold it: no duplicate keys, no number beyond 64 bits.
fn block_of(json: &str) -> Option<Value> {
    let content: Value = serde_json::from_str(json).ok()?;
    let in_file = parse(&format!("{{\"spec\": {{\"block\": {json}}}}}")).ok()?;
    let same = in_file.first()?.value["spec"]["block"] == content;
    (content.is_object() && same).then_some(content)
}
