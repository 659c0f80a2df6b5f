//! Changes a file where its meaning changes and nowhere else: comments, order, spelling and quotes stay.
//!
//! Lines are cut and put in by the places that the reader kept. It is for block style; what else there is
//! (a changed flow collection, an anchor that others stand for) is found out by reading the outcome, and
//! then the caller writes the file anew.

use serde_json::{Map, Value};

use super::node::{Content, Node};
use super::{Document, Position, emit, parse};
use crate::document::{Message, camel_keys, snake, snake_keys};

/// The text with what differs between `before` and `after` changed. `before` is what `read` makes of the
/// text, `None` where it cannot; it also judges the outcome, so nothing is given that means something else.
pub(super) fn revise(
    text: &str,
    after: &Map<String, Value>,
    read: impl Fn(&Document) -> Option<Map<String, Value>>,
) -> Option<String> {
    if read(&only(text)?)? == *after {
        return Some(text.to_owned());
    }
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = &text[..text.len() - bare.len()];
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut ended = bare.to_owned();
    if !bare.ends_with('\n') {
        ended.push_str(line_end);
    }
    let document = only(&ended)?;
    let before = read(&document)?;
    let mut revision = Revision::new(&ended);
    revision.map(document.root(), &before, after)?;
    let revised = format!("{mark}{}", revision.apply(line_end)?);
    let outcome = read(&only(&revised)?)?;
    (outcome == *after).then_some(revised)
}

/// The text of such a message with its value changed to that one, keys in `snake_case`.
pub(crate) fn document(text: &str, after: &Map<String, Value>, shape: &Message) -> Option<String> {
    revise(text, after, |document| {
        match snake_keys(camel_keys(document.value.clone(), shape), shape) {
            Value::Object(object) => Some(object),
            _ => None,
        }
    })
}

/// The comments and blank lines at the head of a file, with which a file that is written anew begins.
pub(crate) fn head(text: &str) -> &str {
    let is_head = |line: &&str| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#')
    };
    let length = text.split_inclusive('\n').take_while(is_head).map(str::len);
    &text[..length.sum()]
}

fn only(text: &str) -> Option<Document> {
    let mut documents = parse(text).ok()?;
    (documents.len() == 1).then(|| documents.remove(0))
}

/// Puts `text` in the place of the bytes from `start` to `end`.
struct Edit {
    start: usize,
    end: usize,
    text: String,
}

struct Revision<'a> {
    text: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
    edits: Vec<Edit>,
}

impl<'a> Revision<'a> {
    fn new(text: &'a str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            lines: std::iter::once(0).chain(breaks).collect(),
            edits: Vec::new(),
        }
    }

    fn apply(mut self, line_end: &str) -> Option<String> {
        // What is put in at a place comes before what is cut from there.
        self.edits.sort_by_key(|edit| (edit.start, edit.end));
        let mut out = String::with_capacity(self.text.len());
        let mut at = 0;
        for edit in &self.edits {
            out.push_str(self.text.get(at..edit.start)?);
            out.push_str(&edit.text.replace('\n', line_end));
            at = edit.end;
        }
        out.push_str(self.text.get(at..)?);
        Some(out)
    }

    fn put(&mut self, start: usize, end: usize, text: String) {
        self.edits.push(Edit { start, end, text });
    }

    fn offset(&self, at: Position) -> Option<usize> {
        let line = *self.lines.get(at.line.checked_sub(1)?)?;
        let rest = self.text.get(line..)?;
        let within = rest.char_indices().nth(at.column.checked_sub(1)?);
        Some(line + within.map_or(rest.len(), |(at, _)| at))
    }

    /// Where the lines of a value end that begins, or whose key begins, at `at`.
    fn line_end(&self, at: Position, node: &Node) -> Option<usize> {
        let end = node.end_from(at);
        let offset = self.offset(end)?;
        // A block scalar ends where the next line begins.
        if end.column == 1 && end > at {
            return Some(offset);
        }
        Some(self.text.get(offset..)?.find('\n')? + offset + 1)
    }

    /// Where the line of `offset` begins, if nothing but indentation is before it.
    fn line_start(&self, offset: usize) -> Option<usize> {
        let start = self.text[..offset].rfind('\n').map_or(0, |at| at + 1);
        self.text[start..offset]
            .chars()
            .all(|c| c == ' ')
            .then_some(start)
    }

    fn map(
        &mut self,
        node: &Node,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) -> Option<()> {
        let entries = node.block_entries()?;
        let place = |key: &str| {
            let same = |(name, _, _): &_| name == key;
            // Keys of maps that differ in their case are two.
            let alike = |(name, _, _): &(String, _, _)| {
                !after.contains_key(name) && snake(name) == snake(key)
            };
            let found = entries.iter().position(same);
            found.or_else(|| entries.iter().position(alike))
        };
        let mut last = None;
        for (key, value) in after {
            let Some(at) = place(key) else {
                let (_, first, _) = entries.first()?;
                let indent = first.column - 1;
                self.insert_entry(entries, last, indent, key, value)?;
                continue;
            };
            if before.get(key) != Some(value) {
                let (name, at, node) = &entries[at];
                self.value(name, *at, node, before.get(key), value)?;
            }
            last = Some(at);
        }
        for key in before.keys().filter(|key| !after.contains_key(*key)) {
            self.remove_entry(entries, place(key)?)?;
        }
        Some(())
    }

    fn insert_entry(
        &mut self,
        entries: &[Entry],
        after: Option<usize>,
        indent: usize,
        key: &str,
        value: &Value,
    ) -> Option<()> {
        let text = emit::entry(key, value, indent);
        let space = " ".repeat(indent);
        if let Some((_, at, node)) = after.and_then(|at| entries.get(at)) {
            let end = self.line_end(*at, node)?;
            self.put(end, end, space + &text);
            return Some(());
        }
        let first = self.offset(entries.first()?.1)?;
        match self.line_start(first) {
            Some(start) => self.put(start, start, space + &text),
            None => self.put(first, first, text + &space),
        }
        Some(())
    }

    fn remove_entry(&mut self, entries: &[Entry], at: usize) -> Option<()> {
        let (_, key, node) = &entries[at];
        let start = self.offset(*key)?;
        let (from, to) = match self.line_start(start) {
            Some(line) => (line, self.line_end(*key, node)?),
            // After the dash of a list: the next key takes its place.
            None => (start, self.offset(entries.get(at + 1)?.1)?),
        };
        self.put(from, to, String::new());
        Some(())
    }

    fn value(
        &mut self,
        key: &str,
        at: Position,
        node: &Node,
        before: Option<&Value>,
        after: &Value,
    ) -> Option<()> {
        match (before, after) {
            _ if node.end_from(at) != node.end => {}
            (Some(Value::Object(before)), Value::Object(after))
                if !after.is_empty() && node.block_entries().is_some() =>
            {
                return self.map(node, before, after);
            }
            (Some(Value::Array(before)), Value::Array(after))
                if !after.is_empty() && node.block_items().is_some() =>
            {
                return self.list(node, before, after);
            }
            (Some(_), after)
                if node.at.line == node.end.line && node.is_scalar() && !is_nested(after) =>
            {
                let start = self.offset(node.at)?;
                let length = scalar_length(&self.text[start..self.offset(node.end)?]);
                self.put(start, start + length, emit::scalar(key, after));
                return Some(());
            }
            _ => {}
        }
        let (start, end) = (self.offset(at)?, self.line_end(at, node)?);
        self.put(start, end, emit::entry(key, after, at.column - 1));
        Some(())
    }

    fn list(&mut self, node: &Node, before: &[Value], after: &[Value]) -> Option<()> {
        let items = node.block_items()?;
        if items.len() != before.len() {
            return None;
        }
        let head = before.iter().zip(after).take_while(|(b, a)| b == a).count();
        let ends = before[head..].iter().rev().zip(after[head..].iter().rev());
        let tail = ends.take_while(|(b, a)| b == a).count();
        let (old, new) = (head..before.len() - tail, head..after.len() - tail);
        let both = old.len().min(new.len());
        for at in head..head + both {
            self.item(&items[at], &before[at], &after[at])?;
        }
        for (at, node) in &items[head + both..old.end] {
            let start = self.line_start(self.dash(*at)?)?;
            let end = self.line_end(*at, node)?;
            self.put(start, end, String::new());
        }
        let indent = self.column(self.dash(items.first()?.0)?);
        let place = match (head + both).checked_sub(1) {
            Some(last) => self.line_end(items[last].0, &items[last].1)?,
            None => self.line_start(self.dash(items.first()?.0)?)?,
        };
        for value in &after[head + both..new.end] {
            let text = " ".repeat(indent) + &emit::item(value, indent);
            self.put(place, place, text);
        }
        Some(())
    }

    fn item(&mut self, (at, node): &Item, before: &Value, after: &Value) -> Option<()> {
        if let (Value::Object(before), Value::Object(after)) = (before, after)
            && !after.is_empty()
            && node.at == *at
            && node.block_entries().is_some()
        {
            return self.map(node, before, after);
        }
        let dash = self.dash(*at)?;
        let indent = self.column(dash);
        let end = self.line_end(*at, node)?;
        self.put(dash, end, emit::item(after, indent));
        Some(())
    }

    /// The dash before an item.
    fn dash(&self, item: Position) -> Option<usize> {
        let before = self.text[..self.offset(item)?].trim_end();
        before.ends_with('-').then(|| before.len() - 1)
    }

    fn column(&self, offset: usize) -> usize {
        let line = self.text[..offset].rfind('\n').map_or(0, |at| at + 1);
        self.text[line..offset].chars().count()
    }
}

/// How much of a scalar's span is the scalar: behind a quoted one the parser takes in the comment, too.
fn scalar_length(span: &str) -> usize {
    let mut inside = span.char_indices();
    let Some((_, quote @ ('"' | '\''))) = inside.next() else {
        return span.len();
    };
    let mut is_escaped = false;
    for (at, c) in inside {
        let is_doubled = quote == '\'' && span[at + 1..].starts_with('\'') && c == quote;
        if is_escaped {
            is_escaped = false;
        } else if (quote == '"' && c == '\\') || is_doubled {
            is_escaped = true;
        } else if c == quote {
            return at + 1;
        }
    }
    span.len()
}

type Entry = (String, Position, std::sync::Arc<Node>);
type Item = (Position, std::sync::Arc<Node>);

fn is_nested(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}

impl Node {
    fn block_entries(&self) -> Option<&[Entry]> {
        match &self.content {
            Content::Map(entries) if !self.is_flow => Some(entries),
            _ => None,
        }
    }

    fn block_items(&self) -> Option<&[Item]> {
        match &self.content {
            Content::List(items) if !self.is_flow => Some(items),
            _ => None,
        }
    }

    fn is_scalar(&self) -> bool {
        matches!(self.content, Content::Scalar(_))
    }
}
