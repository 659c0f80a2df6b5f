//! From text to documents, within limits.

use saphyr_parser::{Parser, ScanError};
use serde::de::IgnoredAny;

use super::foreign::odd_indentation;
use super::node::Document;
use super::reader::{Reader, position, too_deep};
use super::{Diagnostic, Position};

/// Longest file, in bytes; also the most text that aliases may stand for.
pub const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting of lists and maps.
pub const MAX_DEPTH: usize = 64;
/// Most values in a file, aliases counted as what they stand for.
pub const MAX_NODES: usize = 100_000;

/// Reads the documents of a YAML or JSON file.
///
/// # Errors
/// The first thing that cannot be read, or the limit that the file exceeds.
pub fn parse(text: &str) -> Result<Vec<Document>, Diagnostic> {
    if text.len() > MAX_BYTES {
        let message = format!("the file is longer than {MAX_BYTES} bytes");
        return Err(Position::START.says(message));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    yaml(text).or_else(|error| match json_as_yaml(text) {
        Some(respelled) => yaml(&respelled),
        None => Err(odd_indentation(text, error.line).unwrap_or(error)),
    })
}

fn yaml(text: &str) -> Result<Vec<Document>, Diagnostic> {
    let mut reader = Reader::new(text);
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(refused_by_the_grammar)?;
        reader.event(event, span)?;
    }
    if reader.roots.is_empty() {
        return Err(Position::START.says("the file is empty"));
    }
    if let Some(root) = reader.roots.iter().find(|root| root.is_null()) {
        return Err(root.at.says("the document is empty"));
    }
    Ok(reader.roots.into_iter().map(Document::new).collect())
}

/// The parser looks ahead for a colon after closing brackets, so it may meet its own limit of depth, 255,
/// before we meet ours.
fn refused_by_the_grammar(error: ScanError) -> Diagnostic {
    let at = position(*error.marker());
    match error.info() {
        "recursion limit exceeded" => too_deep(at),
        info => at.says(info),
    }
}

/// JSON is YAML but for two things: characters escaped as surrogate pairs, and tabs before what begins
/// a line. Respelling both leaves one reader, and so one set of rules, for both formats. A column after a
/// pair in its line is two too small.
fn json_as_yaml(text: &str) -> Option<String> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let mut respelled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('\\') {
        let (before, escape) = rest.split_at(start);
        respelled.push_str(before);
        let length = if let Some(c) = surrogate_pair(escape) {
            respelled.extend(["\\U", &format!("{:08X}", u32::from(c))]);
            12
        } else {
            respelled.push_str(escape.get(..2)?);
            2
        };
        rest = escape.get(length..)?;
    }
    respelled.push_str(rest);
    // Strings of JSON hold no bare tabs.
    Some(respelled.replace('\t', " "))
}

fn surrogate_pair(escape: &str) -> Option<char> {
    let unit = |escape: &str| u16::from_str_radix(escape.strip_prefix("\\u")?, 16).ok();
    let high = unit(escape.get(..6)?)?;
    let low = unit(escape.get(6..12)?)?;
    let is_high = (0xd800..0xdc00).contains(&high);
    char::decode_utf16([high, low])
        .next()?
        .ok()
        .filter(|_| is_high)
}
