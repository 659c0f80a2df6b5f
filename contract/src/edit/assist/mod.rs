//! What can be written at the cursor, and what the field under it means. Uses only the lines, so that it works while
//! someone types and nothing can be parsed.

mod json;
mod place;
#[cfg(test)]
mod tests;

use crate::document::{Access, Field, Kind, Message, snake};
use place::{Place, Written};

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

/// What can be written at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The byte from which on it replaces what is there.
    pub start: usize,
    /// The key whose value is being written, if it is a value.
    pub value_of: Option<String>,
    /// Keys or values that fit.
    pub found: Vec<Completion>,
    written: Written,
}

impl Offer {
    /// A value, such as YAML has it, as it is written here.
    pub fn value(&self, text: &str) -> String {
        let bare = text.trim_matches('"');
        match self.written {
            Written::Yaml => text.to_owned(),
            Written::Json { .. } => self.written.text(bare, ""),
        }
    }
}

impl Written {
    /// A text in JSON with what comes behind it.
    fn text(self, text: &str, behind: &str) -> String {
        match self {
            Self::Json {
                is_open: true,
                is_closed: true,
            } => text.to_owned(),
            Self::Json { is_open: true, .. } => format!("{text}\"{behind}"),
            _ => format!("\"{text}\"{behind}"),
        }
    }
}

/// What can be written at a byte of the text of such a message.
pub fn complete(shape: &'static Message, text: &str, at: usize) -> Offer {
    let Some(place) = place(text, at) else {
        return Offer {
            start: at,
            value_of: None,
            found: Vec::new(),
            written: Written::Yaml,
        };
    };
    let written = place.written;
    let found = if place.in_value {
        field(shape, &place.keys).map_or_else(Vec::new, |(field, _)| values(field, written))
    } else {
        let parents = place
            .keys
            .split_last()
            .map_or(&[][..], |(_, parents)| parents);
        message(shape, parents).map_or_else(Vec::new, |(message, in_json)| {
            keys(message, in_json, &place)
        })
    };
    Offer {
        start: place.start,
        value_of: place
            .keys
            .last()
            .filter(|_| place.in_value)
            .map(|key| snake(key)),
        found,
        written,
    }
}

/// The field under a byte of the text of such a message, with its path.
pub fn explain(shape: &'static Message, text: &str, at: usize) -> Option<(String, &'static Field)> {
    let at = at.min(text.len());
    let from = place::document(text, at);
    let end = if is_json(text, from) {
        json::word_end(text, from, at)
    } else {
        let rest = text.get(at..)?;
        rest.find('\n').map_or(text.len(), |end| at + end)
    };
    let mut place = place(text, end)?;
    place.keys.retain(|key| !key.is_empty());
    let (found, _) = field(shape, &place.keys)?;
    Some((place.keys.join("."), found))
}

fn is_json(text: &str, from: usize) -> bool {
    text.get(from..)
        .is_some_and(|text| text.trim_start().starts_with('{'))
}

fn place(text: &str, at: usize) -> Option<Place> {
    let from = place::document(text, at);
    if is_json(text, from) {
        json::in_json(text, from, at)
    } else {
        place::in_yaml(text, from, at)
    }
}

/// The keys that can be written: those that are there already would stand there twice.
fn keys(message: &'static Message, in_json: bool, place: &Place) -> Vec<Completion> {
    let written = place.written;
    let is_there = |field: &Field| {
        let mut beside = place.beside.iter().filter_map(|key| message.field(key));
        beside.any(|there| there.json == field.json)
    };
    let writable = message
        .fields
        .iter()
        .filter(|field| field.access != Access::Output && !is_there(field));
    writable
        .map(|field| {
            let name = if in_json {
                field.json.to_owned()
            } else {
                field.yaml()
            };
            Completion {
                text: match (written, field.kind) {
                    (Written::Json { .. }, _) => written.text(&name, ": "),
                    (
                        Written::Yaml,
                        Kind::Message(_) | Kind::Messages(_) | Kind::TextMap | Kind::Texts,
                    ) => format!("{name}:"),
                    (Written::Yaml, _) => format!("{name}: "),
                },
                detail: type_name(field.kind),
                doc: field.doc,
            }
        })
        .collect()
}

fn values(field: &'static Field, written: Written) -> Vec<Completion> {
    let (words, is_text): (&[&'static str], _) = match field.kind {
        Kind::Choice(words) => (words, true),
        Kind::Flag => (&["true", "false"], false),
        _ => (&[], false),
    };
    words
        .iter()
        .map(|word| Completion {
            text: match written {
                Written::Json { .. } if is_text => written.text(word, ""),
                _ => (*word).to_owned(),
            },
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

/// A field, and whether its keys are JSON's.
fn field(shape: &'static Message, keys: &[String]) -> Option<(&'static Field, bool)> {
    let (last, parents) = keys.split_last()?;
    let (message, in_json) = message(shape, parents)?;
    Some((message.field(last)?, in_json))
}

fn message(shape: &'static Message, keys: &[String]) -> Option<(&'static Message, bool)> {
    let mut at = shape;
    let mut in_json = shape.in_json;
    for key in keys {
        at = match (at.field(key).map(|field| field.kind), at.others) {
            (Some(Kind::Message(below) | Kind::Messages(below)), _) | (None, Some(below)) => below,
            _ => return None,
        };
        in_json |= at.in_json;
    }
    Some((at, in_json))
}
