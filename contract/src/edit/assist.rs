//! What can be written where the cursor is, and what the field under it means. Read from the lines alone,
//! so that it works in the midst of typing, when nothing can be parsed.

use crate::document::{Access, Field, Kind, Message};

/// Something that can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What is written: a key with its colon, or a value.
    pub text: String,
    /// Its type.
    pub detail: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// Where the cursor is.
#[derive(Debug, PartialEq)]
struct Place {
    /// Keys from the root to the line, list items left out; the line's own key last, where it has one.
    keys: Vec<String>,
    /// Behind the colon of the line's key.
    in_value: bool,
    /// Where what is being typed begins, in bytes of the whole text.
    start: usize,
}

/// What can be written at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The byte from which on it replaces what is there.
    pub start: usize,
    /// The key whose value is being written, if it is a value.
    pub value_of: Option<String>,
    /// Keys or values that fit.
    pub found: Vec<Completion>,
}

/// What can be written at a byte of the text of such a message.
pub fn complete(shape: &'static Message, text: &str, at: usize) -> Offer {
    let Some(place) = place(text, at) else {
        return Offer {
            start: at,
            value_of: None,
            found: Vec::new(),
        };
    };
    let found = if place.in_value {
        field(shape, &place.keys).map_or_else(Vec::new, values)
    } else {
        let parents = place
            .keys
            .split_last()
            .map_or(&[][..], |(_, parents)| parents);
        message(shape, parents).map_or_else(Vec::new, keys)
    };
    Offer {
        start: place.start,
        value_of: place
            .keys
            .last()
            .filter(|_| place.in_value)
            .map(|key| crate::document::snake(key)),
        found,
    }
}

/// The field under a byte of the text of such a message, with its path.
pub fn explain(shape: &'static Message, text: &str, at: usize) -> Option<(String, &'static Field)> {
    let line_end = text[at.min(text.len())..]
        .find('\n')
        .map_or(text.len(), |end| at + end);
    let mut place = place(text, line_end)?;
    place.keys.retain(|key| !key.is_empty());
    let found = field(shape, &place.keys)?;
    Some((place.keys.join("."), found))
}

fn keys(message: &'static Message) -> Vec<Completion> {
    let writable = message
        .fields
        .iter()
        .filter(|field| field.access != Access::Output);
    writable
        .map(|field| Completion {
            text: match field.kind {
                Kind::Message(_) | Kind::Messages(_) | Kind::TextMap | Kind::Texts => {
                    format!("{}:", field.yaml())
                }
                _ => format!("{}: ", field.yaml()),
            },
            detail: type_name(field.kind),
            doc: field.doc,
        })
        .collect()
}

fn values(field: &'static Field) -> Vec<Completion> {
    let words: &[&'static str] = match field.kind {
        Kind::Choice(words) => words,
        Kind::Flag => &["true", "false"],
        _ => &[],
    };
    words
        .iter()
        .map(|word| Completion {
            text: (*word).to_owned(),
            detail: "",
            doc: field.doc,
        })
        .collect()
}

/// The type of a field, for a person.
pub fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::EmbeddedJson => "JSON as text",
        Kind::Time => "time in UTC",
        Kind::Integer | Kind::Long => "number",
        Kind::Flag => "true or false",
        Kind::Choice(_) => "one of several",
        Kind::TextMap => "text by name",
        Kind::Texts => "list of texts",
        Kind::Message(_) | Kind::Opaque => "object",
        Kind::Messages(_) => "list of objects",
        Kind::Any => "anything",
    }
}

fn field(shape: &'static Message, keys: &[String]) -> Option<&'static Field> {
    let (last, parents) = keys.split_last()?;
    message(shape, parents)?.field(last)
}

fn message(shape: &'static Message, keys: &[String]) -> Option<&'static Message> {
    let mut at = shape;
    for key in keys {
        at = match at.field(key)?.kind {
            Kind::Message(below) | Kind::Messages(below) => below,
            _ => return None,
        };
    }
    Some(at)
}

fn place(text: &str, at: usize) -> Option<Place> {
    let before = text.get(..at)?;
    let begin = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = &before[begin..];
    if line.trim_start().starts_with('#') || text.trim_start().starts_with('{') {
        return None;
    }
    let (indent, own) = content(line);
    let typed = own
        .rfind([' ', '\t'])
        .map_or(own, |space| &own[space + 1..]);
    let (key, in_value) = match own.split_once(':') {
        Some((key, rest)) if rest.is_empty() || rest.starts_with(' ') => (key.trim(), true),
        _ => (own.trim(), false),
    };
    let mut keys = vec![key.trim_matches(['"', '\'']).to_owned()];
    let mut limit = indent;
    for line in before[..begin].lines().rev() {
        if limit == 0 {
            break;
        }
        let (indent, own) = content(line);
        if own.is_empty() || own.starts_with('#') || indent >= limit {
            continue;
        }
        if let Some((key, _)) = own.split_once(':') {
            keys.insert(0, key.trim().trim_matches(['"', '\'']).to_owned());
            limit = indent;
            // A list may stand at its key's own column.
            if line.trim_start().starts_with("- ") {
                limit = dash(line);
                limit += usize::from(limit == 0);
            }
        }
    }
    Some(Place {
        keys,
        in_value,
        start: at - typed.len(),
    })
}

/// The column where a line's content begins, dashes of lists passed over, and the content.
fn content(line: &str) -> (usize, &str) {
    let mut rest = line.trim_start_matches(' ');
    while let Some(after) = rest.strip_prefix("- ") {
        rest = after.trim_start_matches(' ');
    }
    (line.len() - rest.len(), rest)
}

fn dash(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
