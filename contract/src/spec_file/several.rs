//! Files of several runners, one document each, of either version of the API. A document that cannot be read hides no
//! other.

use serde_json::Map;

use super::{Diagnostic, Document, Position, form_of, parse, read_spec, revise_document};
use crate::api::Dialect;
use crate::document::{Path, camel_keys, snake_keys};
use crate::model::Runner;

/// Most runners in a file: an organization has one per cluster, and a page has to list them.
pub const MAX_RUNNERS: usize = 1000;

/// Longest file of several runners, in bytes.
pub const MAX_FILE_BYTES: usize = 8 << 20;

/// The command in a comment that gives the runner ID, which is not part of a spec (contract 9).
pub(super) const COMMAND: &str = "cwic sandbox runner create ";

/// One runner of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct RunnerFile {
    /// The version of the API that it is for.
    pub form: Dialect,
    /// The ID, where the document has it, or a comment in it has the command that creates it.
    pub runner_id: Option<String>,
    /// The line of the whole file in which it begins, counted from 1.
    pub line: usize,
    /// Its part of the file.
    pub text: String,
    /// The runner and where its parts stand in `text`, or everything that is wrong with them.
    pub runner: Result<(Runner, Document), Vec<Diagnostic>>,
}

/// Splits a file at its document marks (YAML 1.2, 9.1.2) and reads each part, with what a dialect has beside the
/// fields of v1beta2.
///
/// # Errors
/// When the file is too long, or holds nothing or too many.
pub fn read_runners(dialect: Dialect, text: &str) -> Result<Vec<RunnerFile>, Diagnostic> {
    if text.len() > MAX_FILE_BYTES {
        let message = format!("the file is longer than {} MiB", MAX_FILE_BYTES >> 20);
        return Err(Position::START.says(message));
    }
    let parts = parts(text);
    if parts.is_empty() {
        return Err(Position::START.says("the file is empty"));
    }
    if let Some(part) = parts.get(MAX_RUNNERS) {
        let at = Position {
            line: part.line,
            column: 1,
        };
        return Err(at.says(format!("more than {MAX_RUNNERS} runners")));
    }
    let read = parts.into_iter().map(|part| read(dialect, part));
    Ok(read.collect())
}

/// The file with the ID of one of its runners given: in the document where its form has it, else in a comment at its
/// head.
pub fn name_runner(text: &str, index: usize, runner_id: &str) -> String {
    let id: String = runner_id.split_whitespace().collect();
    let parts = parts(text);
    let Some(part) = parts.get(index) else {
        return text.to_owned();
    };
    if let Some(named) = named_within(&part.text, &id) {
        return replaced(text, part, &named);
    }
    let comment = format!("# {COMMAND}{id} -f FILE\n");
    let place = part
        .text
        .split_inclusive('\n')
        .find(|line| id_in(line).is_some());
    let named = match place {
        Some(line) => part.text.replacen(line, &comment, 1),
        // Behind the mark: before it, it would belong to the document before.
        None if part.text.starts_with("---") => {
            let (mark, rest) = part.text.split_once('\n').unwrap_or((&part.text, ""));
            format!("{mark}\n{comment}{rest}")
        }
        None => format!("{comment}{}", part.text),
    };
    replaced(text, part, &named)
}

/// The file with the document of one of its runners replaced.
pub fn replace_runner(text: &str, index: usize, document: &str) -> String {
    let parts = parts(text);
    let Some(part) = parts.get(index) else {
        return text.to_owned();
    };
    let mark = if is_mark(&part.text) { "---\n" } else { "" };
    replaced(text, part, &format!("{mark}{document}"))
}

/// A document whose form has the ID within it, with that ID.
fn named_within(text: &str, id: &str) -> Option<String> {
    let document = parse(text).ok()?.into_iter().next()?;
    let table = Dialect::V1.fields();
    if form_of(&document) != Dialect::V1 {
        return None;
    }
    let value = snake_keys(camel_keys(document.value, table), table);
    let mut fields = value.as_object()?.clone();
    let identity = fields
        .entry("identity")
        .or_insert_with(|| Map::new().into());
    identity
        .as_object_mut()?
        .insert("runner_id".to_owned(), id.into());
    revise_document(text, &fields, table)
}

fn replaced(text: &str, part: &Part, by: &str) -> String {
    let (start, end) = (part.start, part.start + part.text.len());
    [&text[..start], by, &text[end..]].concat()
}

struct Part {
    /// Where it begins, in bytes.
    start: usize,
    line: usize,
    text: String,
}

/// Marks stand at the beginning of a line, and nothing else of YAML may.
fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut start = 0;
    // Comments alone are the head of what follows.
    let mut has_content = false;
    let mut part = Part {
        start,
        line: 1,
        text: String::new(),
    };
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let is_mark = is_mark(line);
        if is_mark && has_content {
            let next = Part {
                start,
                line: at + 1,
                text: String::new(),
            };
            parts.push(std::mem::replace(&mut part, next));
            has_content = false;
        }
        part.text.push_str(line);
        start += line.len();
        let content = if is_mark { &line[3..] } else { line };
        let content = content.trim_start_matches('\u{feff}').trim_start();
        has_content |= !content.is_empty() && !content.starts_with(['#', '%']);
    }
    if has_content {
        parts.push(part);
    }
    parts
}

fn is_mark(line: &str) -> bool {
    ["---", "..."]
        .iter()
        .any(|mark| line.strip_prefix(mark).is_some_and(is_blank_start))
}

fn is_blank_start(rest: &str) -> bool {
    rest.chars().next().is_none_or(char::is_whitespace)
}

fn read(dialect: Dialect, part: Part) -> RunnerFile {
    let Part { line, text, .. } = part;
    let document = parse(&text).map(|mut documents| documents.remove(0));
    let form = document.as_ref().map_or(Dialect::default(), form_of);
    let mut runner_id = text.lines().find_map(id_in).map(str::to_owned);
    let runner = document
        .map_err(|problem| vec![problem])
        .and_then(|document| {
            if document.value.is_array() {
                let message =
                    "a list: write each runner as a document of its own, with --- between";
                return Err(vec![document.diagnostic(&Path::default(), message)]);
            }
            if form == Dialect::V1beta2 {
                return Ok((read_spec(dialect, &document)?, document));
            }
            let request = form.read_file(&document)?;
            if !request.runner_id.is_empty() {
                runner_id = Some(request.runner_id);
            }
            Ok((request.runner, document))
        });
    RunnerFile {
        form,
        runner_id,
        line,
        text,
        runner,
    }
}

/// The runner ID in a comment.
pub(super) fn id_in(line: &str) -> Option<&str> {
    let (_, rest) = line.trim_start().strip_prefix('#')?.split_once(COMMAND)?;
    let id = rest.split_whitespace().next()?;
    (!id.starts_with('-')).then_some(id)
}
