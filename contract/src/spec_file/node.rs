//! The parts of a document, each with its place.

use std::sync::Arc;

use serde_json::Value;

use super::{Diagnostic, Position};
use crate::document::{Path, Segment, snake};

/// One document of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its meaning, keys as they were spelled.
    pub value: Value,
    root: Arc<Node>,
}

impl Document {
    pub(super) fn new(root: Arc<Node>) -> Self {
        let value = root.value();
        Self { value, root }
    }

    pub(super) fn root(&self) -> &Node {
        &self.root
    }

    /// The place of a part: its key, if it has one. Keys are found in either spelling.
    pub fn position(&self, path: &Path) -> Option<Position> {
        let start = (self.root.at, &*self.root);
        let (at, _) = path
            .0
            .iter()
            .try_fold(start, |(_, node), segment| node.child(segment))?;
        Some(at)
    }

    /// The place of a part, or of its nearest existing parent: for missing fields.
    pub fn nearest_position(&self, path: &Path) -> Position {
        let mut at = self.root.at;
        let mut node = &*self.root;
        for segment in &path.0 {
            let Some(child) = node.child(segment) else {
                break;
            };
            (at, node) = child;
        }
        at
    }

    /// Where it begins.
    pub fn start(&self) -> Position {
        self.root.at
    }

    /// A problem at a part, or at its nearest existing parent.
    pub(crate) fn says(&self, path: &Path, message: impl Into<String>) -> Diagnostic {
        self.diagnostic(path, message)
    }

    pub(super) fn diagnostic(&self, path: &Path, message: impl Into<String>) -> Diagnostic {
        self.nearest_position(path).says(message)
    }
}

/// A value; aliases share the one that they stand for.
#[derive(Debug, PartialEq)]
pub(super) struct Node {
    pub(super) at: Position,
    /// Behind its last character; an alias in it ends with its name, wherever that is.
    pub(super) end: Position,
    /// Whether it is a list or a map in brackets.
    pub(super) is_flow: bool,
    /// Values in it, itself included, aliases expanded.
    pub(super) size: usize,
    /// Bytes of text in it, aliases expanded.
    pub(super) bytes: usize,
    /// Levels of lists and maps in it, itself included.
    pub(super) depth: usize,
    pub(super) content: Content,
}

#[derive(Debug, PartialEq)]
pub(super) enum Content {
    Scalar(Value),
    List(Vec<(Position, Arc<Node>)>),
    Map(Vec<(String, Position, Arc<Node>)>),
}

impl Node {
    /// A value; a list or a map of block style ends where its last part does.
    pub(super) fn new(at: Position, end: Option<Position>, content: Content) -> Self {
        let last = match &content {
            Content::Scalar(_) => None,
            Content::List(items) => items.last().map(|(at, item)| item.end_from(*at)),
            Content::Map(entries) => entries.last().map(|(_, at, value)| value.end_from(*at)),
        };
        let mut node = Self {
            at,
            end: end.or(last).unwrap_or(at),
            is_flow: end.is_some() && !matches!(content, Content::Scalar(_)),
            size: 1,
            bytes: 0,
            depth: 0,
            content: Content::Scalar(Value::Null),
        };
        match &content {
            Content::Scalar(value) => node.bytes = value.as_str().map_or(0, str::len),
            Content::List(items) => {
                node.depth = 1;
                for (_, item) in items {
                    node.weigh(item);
                }
            }
            Content::Map(entries) => {
                node.depth = 1;
                for (key, _, value) in entries {
                    node.bytes = node.bytes.saturating_add(key.len());
                    node.weigh(value);
                }
            }
        }
        Self { content, ..node }
    }

    fn weigh(&mut self, below: &Self) {
        self.size = self.size.saturating_add(below.size);
        self.bytes = self.bytes.saturating_add(below.bytes);
        self.depth = self.depth.max(below.depth + 1);
    }

    /// Where it ends as seen from the place that holds it: an alias stands there, but was read before.
    pub(super) fn end_from(&self, at: Position) -> Position {
        if self.at < at { at } else { self.end }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.content, Content::Scalar(Value::Null))
    }

    fn child(&self, segment: &Segment) -> Option<(Position, &Self)> {
        match (&self.content, segment) {
            (Content::List(items), Segment::Index(index)) => {
                items.get(*index).map(|(at, item)| (*at, &**item))
            }
            (Content::Map(entries), Segment::Key(key)) => entries
                .iter()
                .find(|(name, _, _)| name == key)
                .or_else(|| entries.iter().find(|(name, _, _)| snake(name) == *key))
                .map(|(_, at, value)| (*at, &**value)),
            _ => None,
        }
    }

    fn value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(items) => items.iter().map(|(_, item)| item.value()).collect(),
            Content::Map(entries) => {
                let entries = entries.iter().map(|(key, _, v)| (key.clone(), v.value()));
                Value::Object(entries.collect())
            }
        }
    }
}
