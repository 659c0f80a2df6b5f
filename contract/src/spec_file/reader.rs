//! From the parser's events to nodes.
//!
//! The grammar is the parser's; ours are the limits, which hold before anything is built: an alias counts
//! as much as what it stands for, so a small file cannot become a large document.

use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, ScalarStyle, Span, Tag};
use serde_json::Value;

use super::foreign::{odd_blank, odd_key};
use super::node::{Content, Node};
use super::source::{MAX_BYTES, MAX_DEPTH, MAX_NODES};
use super::{Diagnostic, Position, scalar};

pub(super) fn position(marker: Marker) -> Position {
    Position {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

/// A list or map that is not complete yet.
struct Open {
    at: Position,
    /// Whether it began with a bracket.
    is_flow: bool,
    anchor: usize,
    content: Content,
    /// The keys so far, with their lines.
    keys: HashMap<String, usize>,
    /// The key that waits for its value.
    key: Option<(String, Position)>,
}

#[derive(Default)]
pub(super) struct Reader {
    pub(super) roots: Vec<Arc<Node>>,
    open: Vec<Open>,
    anchors: HashMap<usize, Arc<Node>>,
    nodes: usize,
    aliased_bytes: usize,
    /// The length in characters of a text that does not end with a line break.
    unended: Option<usize>,
}

impl Reader {
    /// Of a text whose events will come.
    pub(super) fn new(text: &str) -> Self {
        Self {
            unended: (!text.ends_with('\n')).then(|| text.chars().count()),
            ..Self::default()
        }
    }

    pub(super) fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Diagnostic> {
        let at = position(span.start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if style == ScalarStyle::Plain
                    && let Some(problem) = odd_blank(&text, at)
                {
                    return Err(problem);
                }
                let value = if self.wants_key() {
                    Value::String(text.to_string())
                } else {
                    scalar::resolve(self.unbroken(&text, style, span), style, tag.as_deref())
                        .map_err(|m| at.says(m))?
                };
                let mut end = position(span.end);
                if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
                    // The parser has gone on to what comes next in that line.
                    end.column = 1;
                }
                let node = Arc::new(Node::new(at, Some(end), Content::Scalar(value)));
                self.anchor(anchor, &node);
                if self.wants_key() {
                    self.key(text.into_owned(), style, at)
                } else {
                    self.put(node, 1, at)
                }
            }
            Event::SequenceStart(anchor, tag) => {
                self.begin(span, anchor, Content::List(Vec::new()), tag.as_deref())
            }
            Event::MappingStart(anchor, tag) => {
                self.begin(span, anchor, Content::Map(Vec::new()), tag.as_deref())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else {
                    return Ok(());
                };
                // The span of a closing bracket takes in the blanks behind it.
                let end = open.is_flow.then(|| Position {
                    column: at.column + 1,
                    ..at
                });
                let node = Arc::new(Node::new(open.at, end, open.content));
                self.anchor(open.anchor, &node);
                self.put(node, 1, open.at)
            }
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::DocumentEnd => {
                self.anchors.clear();
                Ok(())
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {
                Ok(())
            }
        }
    }

    /// The text of a scalar. The parser ends a block scalar with a line break even where the file ends
    /// without one (YAML 1.2, 8.1.1.2).
    fn unbroken<'t>(&self, text: &'t str, style: ScalarStyle, span: Span) -> &'t str {
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        match self.unended {
            Some(end) if is_block && span.end.index() >= end => {
                text.strip_suffix('\n').unwrap_or(text)
            }
            _ => text,
        }
    }

    fn wants_key(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| matches!(open.content, Content::Map(_)) && open.key.is_none())
    }

    fn key(&mut self, key: String, style: ScalarStyle, at: Position) -> Result<(), Diagnostic> {
        if style == ScalarStyle::Plain && key == "<<" {
            return Err(at.says("merge keys (<<) are not supported: write the keys out"));
        }
        if style == ScalarStyle::Plain
            && let Some(problem) = odd_key(&key, at)
        {
            return Err(problem);
        }
        if style == ScalarStyle::Plain && key.is_empty() {
            return Err(at.says("a key is missing before the colon"));
        }
        if let Some(open) = self.open.last_mut() {
            if let Some(first) = open.keys.insert(key.clone(), at.line) {
                let message = format!("the key {key} appears twice, first on line {first}");
                return Err(at.says(message));
            }
            open.key = Some((key, at));
        }
        Ok(())
    }

    fn begin(
        &mut self,
        span: Span,
        anchor: usize,
        content: Content,
        tag: Option<&Tag>,
    ) -> Result<(), Diagnostic> {
        let at = position(span.start);
        if self.wants_key() {
            return Err(at.says("a key must be text, not a list or a map"));
        }
        let own = if matches!(content, Content::Map(_)) {
            "map"
        } else {
            "seq"
        };
        if let Some(tag) = tag
            && scalar::core_name(tag).map_err(|m| at.says(m))? != own
        {
            return Err(at.says("the value does not match its tag"));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(at));
        }
        self.open.push(Open {
            at,
            is_flow: span.start.index() != span.end.index(),
            anchor,
            content,
            keys: HashMap::new(),
            key: None,
        });
        Ok(())
    }

    fn anchor(&mut self, anchor: usize, node: &Arc<Node>) {
        // The parser numbers anchors from 1.
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
    }

    fn alias(&mut self, anchor: usize, at: Position) -> Result<(), Diagnostic> {
        if self.wants_key() {
            return Err(at.says("a key must be text, not an alias"));
        }
        let Some(node) = self.anchors.get(&anchor).cloned() else {
            let message = "this alias refers to an anchor that is missing or not complete yet";
            return Err(at.says(message));
        };
        if self.open.len() + node.depth > MAX_DEPTH {
            return Err(too_deep(at));
        }
        self.aliased_bytes = self.aliased_bytes.saturating_add(node.bytes);
        if self.aliased_bytes > MAX_BYTES {
            let message = format!("aliases expand to more than {MAX_BYTES} bytes of text");
            return Err(at.says(message));
        }
        let size = node.size;
        self.put(node, size, at)
    }

    fn put(&mut self, node: Arc<Node>, size: usize, at: Position) -> Result<(), Diagnostic> {
        self.nodes = self.nodes.saturating_add(size);
        if self.nodes > MAX_NODES {
            return Err(at.says(format!("more than {MAX_NODES} values, aliases included")));
        }
        match self.open.last_mut() {
            None => self.roots.push(node),
            Some(open) => match (&mut open.content, open.key.take()) {
                (Content::List(items), _) => items.push((at, node)),
                (Content::Map(entries), Some((key, key_at))) => entries.push((key, key_at, node)),
                (Content::Map(_), None) | (Content::Scalar(_), _) => {}
            },
        }
        Ok(())
    }
}

pub(super) fn too_deep(at: Position) -> Diagnostic {
    at.says(format!("nested deeper than {MAX_DEPTH} levels"))
}
