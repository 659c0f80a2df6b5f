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
        written: Written::Yaml,
    })
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
