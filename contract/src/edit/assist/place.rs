//! Where the cursor is in a YAML text, from the lines before it only.

/// How what is written at a place has to be spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Yaml,
    /// JSON; whether a quotation mark is open before it, and closed behind it.
    Json {
        is_open: bool,
        is_closed: bool,
    },
}

/// Where the cursor is.
#[derive(Debug, PartialEq)]
pub(super) struct Place {
    /// Keys from the root to the line, list items left out; the line's own key last, where it has one.
    pub(super) keys: Vec<String>,
    /// Behind the colon of the line's key.
    pub(super) in_value: bool,
    /// Where what is being typed begins, in bytes of the whole text.
    pub(super) start: usize,
    /// The other keys of the object in which a key is being written.
    pub(super) beside: Vec<String>,
    pub(super) written: Written,
}

/// Where the document begins that a byte is in: behind the last mark before it.
pub(super) fn document(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or(text);
    if before.starts_with("---") && !before.contains("\n---") {
        return before.find('\n').map_or(0, |end| end + 1);
    }
    before.rfind("\n---").map_or(0, |mark| {
        let line = mark + 1;
        before[line..]
            .find('\n')
            .map_or(before.len(), |end| line + end + 1)
    })
}

/// Where the document ends that a byte is in: before the first mark behind it.
pub(super) fn document_end(text: &str, at: usize) -> usize {
    let mark = text.get(at..).and_then(|rest| rest.find("\n---"));
    mark.map_or(text.len(), |mark| at + mark + 1)
}

/// The place of a byte; none in a comment.
pub(super) fn in_yaml(text: &str, from: usize, at: usize) -> Option<Place> {
    let before = text.get(from..at)?;
    let begin = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = &before[begin..];
    if line.trim_start().starts_with('#') {
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
    let beside = beside(text, from, at);
    let mut keys = vec![bare(key)];
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
            keys.insert(0, bare(key.trim()));
            limit = indent;
            // A list may stand at its key's own column.
            if begins_item(line) {
                limit = dash(line);
                limit += usize::from(limit == 0);
            }
        }
    }
    Some(Place {
        keys,
        in_value,
        start: at - typed.len(),
        beside,
        written: Written::Yaml,
    })
}

/// The keys of the object that a line is of, its own left out: those of the lines at its column, up to where the
/// object begins and down to where it ends.
fn beside(text: &str, from: usize, at: usize) -> Vec<String> {
    let (before, end) = (&text[from..at], document_end(text, at));
    let begin = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = &before[begin..];
    let (column, _) = content(line);
    let mut keys = Vec::new();
    let above = before[..begin].lines().rev();
    let above = above.take_while(|_| !begins_item(line));
    collect(above, column, true, &mut keys);
    collect(text[at..end].lines().skip(1), column, false, &mut keys);
    keys
}

fn collect<'a>(
    lines: impl Iterator<Item = &'a str>,
    column: usize,
    is_above: bool,
    keys: &mut Vec<String>,
) {
    for line in lines {
        let (at, own) = content(line);
        if own.is_empty() || own.starts_with('#') || at > column {
            continue;
        }
        let is_other = begins_item(line);
        if at < column || (is_other && !is_above) {
            return;
        }
        if let Some((key, _)) = own.split_once(':') {
            keys.push(bare(key.trim()));
        }
        if is_other {
            return;
        }
    }
}

fn begins_item(line: &str) -> bool {
    line.trim_start().starts_with("- ")
}

fn bare(key: &str) -> String {
    key.trim_matches(['"', '\'']).to_owned()
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
