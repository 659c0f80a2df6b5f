//! From text to documents that know where each part stands.
//!
//! The grammar is the parser's; ours are the limits, which hold before anything is built: an alias counts
//! as much as what it stands for, so a small file cannot become a large document.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};
use serde_json::{Map, Value};

use super::{Diagnostic, scalar};
use crate::wire::schema::{Path, snake};

/// Longest file, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting.
pub const MAX_DEPTH: usize = 64;
/// Most values in a file, aliases counted as what they stand for.
pub const MAX_NODES: usize = 100_000;

/// A place in a file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

/// One document of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its meaning, keys as they were spelled.
    pub value: Value,
    positions: HashMap<Path, Position>,
}

impl Document {
    /// Where a part stands (its key, where it has one), or else the nearest part that holds it.
    pub fn position(&self, path: &Path) -> Position {
        let mut path = Some(path.clone());
        while let Some(at) = path {
            if let Some(position) = self.positions.get(&at) {
                return *position;
            }
            path = at.parent();
        }
        Position { line: 1, column: 1 }
    }
}

/// Reads the documents of a YAML or JSON file.
///
/// # Errors
/// The first thing that cannot be read right.
pub fn parse(text: &str) -> Result<Vec<Document>, Diagnostic> {
    let start = Position { line: 1, column: 1 };
    if text.len() > MAX_BYTES {
        let message = format!("the file is longer than {MAX_BYTES} bytes");
        return Err(Diagnostic { at: start, message });
    }
    let text = joined_surrogates(text.strip_prefix('\u{feff}').unwrap_or(text));
    let text = text.as_ref();
    let mut reader = Reader::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Diagnostic {
            at: position(*error.marker()),
            message: error.info().to_owned(),
        })?;
        reader.event(event, span)?;
    }
    if reader.roots.is_empty() {
        return Err(Diagnostic {
            at: start,
            message: "the file is empty".to_owned(),
        });
    }
    Ok(reader
        .roots
        .iter()
        .map(|root| {
            let mut positions = HashMap::new();
            let value = build(root, &Path::default(), &mut positions);
            Document { value, positions }
        })
        .collect())
}

/// JSON writes characters beyond the basic plane as two escapes (RFC 8259, section 7), which YAML does not
/// know. In a JSON document such a pair is read as YAML's one long escape.
fn joined_surrogates(text: &str) -> Cow<'_, str> {
    if !text.trim_start().starts_with(['{', '[']) {
        return Cow::Borrowed(text);
    }
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('\\') {
        let at = &rest[start..];
        let pair = unit(at).zip(at.get(6..).and_then(unit));
        let joined = pair.and_then(|(a, b)| char::decode_utf16([a, b]).next()?.ok());
        out.push_str(&rest[..start]);
        let length = match joined.map(u32::from) {
            Some(c) if c > 0xFFFF => {
                out.push_str("\\U");
                out.extend(format!("{c:08X}").chars());
                12
            }
            // An escaped backslash must not be taken for the beginning of an escape.
            _ => {
                let length = 1 + at[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&at[..length]);
                length
            }
        };
        rest = &at[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn position(marker: Marker) -> Position {
    Position {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

struct Node {
    at: Position,
    /// Values in it, itself included, aliases expanded.
    size: usize,
    /// Levels in it, itself included.
    depth: usize,
    content: Content,
}

enum Content {
    Scalar(Value),
    List(Vec<Rc<Node>>),
    Map(Vec<(String, Position, Rc<Node>)>),
}

/// A list or map that is not complete yet.
struct Open {
    at: Position,
    anchor: usize,
    content: Content,
    key: Option<(String, Position)>,
}

#[derive(Default)]
struct Reader {
    roots: Vec<Rc<Node>>,
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    nodes: usize,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Diagnostic> {
        let at = position(span.start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.wants_key() {
                    return self.key(text.into_owned(), at);
                }
                let value = value(&text, style, tag.as_deref())
                    .map_err(|message| Diagnostic { at, message })?;
                self.finish(
                    anchor,
                    Node {
                        at,
                        size: 1,
                        depth: 1,
                        content: Content::Scalar(value),
                    },
                )
            }
            Event::SequenceStart(anchor, _) => self.begin(at, anchor, Content::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(at, anchor, Content::Map(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else {
                    return Ok(());
                };
                let below = |nodes: &mut dyn Iterator<Item = &Rc<Node>>| {
                    nodes.fold((1usize, 1), |(size, depth), node| {
                        (size.saturating_add(node.size), depth.max(node.depth + 1))
                    })
                };
                let (size, depth) = match &open.content {
                    Content::Scalar(_) => (1, 1),
                    Content::List(items) => below(&mut items.iter()),
                    Content::Map(entries) => below(&mut entries.iter().map(|(_, _, node)| node)),
                };
                self.finish(
                    open.anchor,
                    Node {
                        at: open.at,
                        size,
                        depth,
                        content: open.content,
                    },
                )
            }
            Event::Alias(anchor) => {
                let refuse = |message: &str| {
                    Err(Diagnostic {
                        at,
                        message: message.to_owned(),
                    })
                };
                if self.wants_key() {
                    return refuse("a key cannot be an alias");
                }
                match self.anchors.get(&anchor).cloned() {
                    Some(node) => self.place(node, at),
                    None => refuse("this alias stands for something that holds it"),
                }
            }
            Event::DocumentEnd => {
                self.anchors.clear();
                Ok(())
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {
                Ok(())
            }
        }
    }

    fn wants_key(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| matches!(open.content, Content::Map(_)) && open.key.is_none())
    }

    fn key(&mut self, key: String, at: Position) -> Result<(), Diagnostic> {
        let Some(Open {
            content: Content::Map(entries),
            key: slot,
            ..
        }) = self.open.last_mut()
        else {
            return Ok(());
        };
        if key == "<<" {
            let message = "merge keys (<<) are not read: write the keys out".to_owned();
            return Err(Diagnostic { at, message });
        }
        if let Some((_, first, _)) = entries.iter().find(|(other, _, _)| *other == key) {
            let message = format!("the key {key} is there twice, first in line {}", first.line);
            return Err(Diagnostic { at, message });
        }
        *slot = Some((key, at));
        Ok(())
    }

    fn begin(&mut self, at: Position, anchor: usize, content: Content) -> Result<(), Diagnostic> {
        if self.wants_key() {
            let message = "a key must be text, not a list or a map".to_owned();
            return Err(Diagnostic { at, message });
        }
        if self.open.len() >= MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(Diagnostic { at, message });
        }
        self.open.push(Open {
            at,
            anchor,
            content,
            key: None,
        });
        Ok(())
    }

    fn finish(&mut self, anchor: usize, node: Node) -> Result<(), Diagnostic> {
        let node = Rc::new(node);
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.nodes += 1;
        let at = node.at;
        self.put(node, at)
    }

    /// Puts an aliased node in place, at its full weight.
    fn place(&mut self, node: Rc<Node>, at: Position) -> Result<(), Diagnostic> {
        self.nodes = self.nodes.saturating_add(node.size);
        if self.open.len() + node.depth > MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(Diagnostic { at, message });
        }
        self.put(node, at)
    }

    fn put(&mut self, node: Rc<Node>, at: Position) -> Result<(), Diagnostic> {
        if self.nodes > MAX_NODES {
            let message = format!("more than {MAX_NODES} values, aliases included");
            return Err(Diagnostic { at, message });
        }
        match self.open.last_mut() {
            None => self.roots.push(node),
            Some(open) => match &mut open.content {
                Content::List(items) => items.push(node),
                Content::Map(entries) => {
                    if let Some((key, key_at)) = open.key.take() {
                        entries.push((key, key_at, node));
                    }
                }
                Content::Scalar(_) => {}
            },
        }
        Ok(())
    }
}

fn value(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, String> {
    match tag {
        Some(tag) if !tag.is_yaml_core_schema() => Err("tags of one's own are not read".to_owned()),
        Some(tag) if tag.suffix == "str" => Ok(Value::String(text.to_owned())),
        _ if style == ScalarStyle::Plain => scalar::resolve(text),
        _ => Ok(Value::String(text.to_owned())),
    }
}

fn build(node: &Node, path: &Path, positions: &mut HashMap<Path, Position>) -> Value {
    positions.entry(path.clone()).or_insert(node.at);
    match &node.content {
        Content::Scalar(value) => value.clone(),
        Content::List(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| build(item, &path.index(index), positions))
            .collect(),
        Content::Map(entries) => {
            let mut map = Map::new();
            for (key, at, node) in entries {
                // Messages name known fields in snake_case, keys of maps and unknown keys as they are.
                let below = path.key(key);
                positions.insert(below.clone(), *at);
                positions.entry(path.key(snake(key))).or_insert(*at);
                map.insert(key.clone(), build(node, &below, positions));
                if snake(key) != *key {
                    build(node, &path.key(snake(key)), positions);
                }
            }
            Value::Object(map)
        }
    }
}
