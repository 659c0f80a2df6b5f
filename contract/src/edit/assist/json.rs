//! Where the cursor is in a JSON text, from the text before it only.

use super::place::{Place, Written, document_end};

/// A list or an object that is open.
struct Level {
    is_list: bool,
    key: String,
    in_value: bool,
    /// Keys of an object, as far as it was read.
    keys: Vec<String>,
}

/// Where reading has come to.
struct Scan {
    levels: Vec<Level>,
    /// Where the word begins in whose midst reading has ended, and whether that is a text.
    word: Option<(usize, bool)>,
}

/// The place of a byte.
pub(super) fn in_json(text: &str, from: usize, at: usize) -> Option<Place> {
    let scan = scan(text, from, at)?;
    let (start, is_open) = scan.word.unwrap_or((at, false));
    let rest = text[at..].trim_start_matches(|c: char| c.is_alphanumeric() || "_-".contains(c));
    let mut keys: Vec<String> = Vec::new();
    let (last, outer) = scan.levels.split_last()?;
    for level in outer.iter().filter(|level| !level.is_list) {
        keys.push(level.key.clone());
    }
    let in_value = last.is_list || last.in_value;
    let mut beside = last.keys.clone();
    let behind = if is_open {
        closing(text, start).unwrap_or(text.len())
    } else {
        at
    };
    beside.extend(following(&text[..document_end(text, at)], behind));
    match last {
        // The key of a list stands further out already.
        Level { is_list: true, .. } => {}
        Level { in_value: true, .. } => keys.push(last.key.clone()),
        Level { .. } => keys.push(text[start..at].to_owned()),
    }
    Some(Place {
        keys,
        in_value,
        start,
        beside,
        written: Written::Json {
            is_open,
            is_closed: rest.starts_with('"'),
        },
    })
}

/// Where the word ends in which a byte is.
pub(super) fn word_end(text: &str, from: usize, at: usize) -> usize {
    let open = scan(text, from, at).and_then(|scan| scan.word);
    if let Some((start, true)) = open {
        return closing(text, start).unwrap_or(text.len());
    }
    let rest = text.get(at..).unwrap_or_default();
    if rest.starts_with('"') {
        return closing(text, at + 1).unwrap_or(text.len());
    }
    let word = rest.find(|c: char| !c.is_alphanumeric() && !"_-".contains(c));
    at + word.unwrap_or(rest.len())
}

/// The quotation mark that closes a text which begins there.
fn closing(text: &str, start: usize) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.get(start..)?.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            // A text of JSON ends with its line: what follows is not part of one that was not closed.
            '"' | '\n' => return Some(start + at),
            _ => {}
        }
    }
    None
}

/// The keys that an object has from a byte on, which is in none of its texts but may be before the mark that closes one.
fn following(text: &str, from: usize) -> Vec<String> {
    let (mut keys, mut depth, mut at) = (Vec::new(), 0_usize, from);
    if text.get(at..).is_some_and(|rest| rest.starts_with('"')) {
        at += 1;
    }
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at += c.len_utf8();
        match c {
            '"' => {
                let Some(close) = closing(text, at) else {
                    break;
                };
                let rest = text[close..].trim_start_matches('"').trim_start();
                if depth == 0 && rest.starts_with(':') {
                    keys.push(text[at..close].to_owned());
                }
                at = close + 1;
            }
            '{' | '[' => depth += 1,
            '}' | ']' if depth == 0 => break,
            '}' | ']' => depth -= 1,
            _ => {}
        }
    }
    keys
}

fn scan(text: &str, from: usize, end: usize) -> Option<Scan> {
    text.get(from..end)?;
    let mut levels: Vec<Level> = Vec::new();
    let mut word = None;
    let mut at = from;
    while let Some(c) = text[at..end].chars().next() {
        let next = at + c.len_utf8();
        match c {
            '"' => {
                word = None;
                let Some(close) = closing(text, next).filter(|close| *close < end) else {
                    return Some(Scan {
                        levels,
                        word: Some((next, true)),
                    });
                };
                if let Some(level) = levels.last_mut()
                    && !level.is_list
                    && !level.in_value
                {
                    text[next..close].clone_into(&mut level.key);
                    level.keys.push(level.key.clone());
                }
                at = close + 1;
                continue;
            }
            '{' | '[' => levels.push(Level {
                is_list: c == '[',
                key: String::new(),
                in_value: false,
                keys: Vec::new(),
            }),
            '}' | ']' => drop(levels.pop()),
            ':' | ',' => {
                if let Some(level) = levels.last_mut() {
                    level.in_value = c == ':';
                }
            }
            _ => {}
        }
        word = match word {
            _ if !c.is_alphanumeric() && !"_-".contains(c) => None,
            None => Some((at, false)),
            begun => begun,
        };
        at = next;
    }
    Some(Scan { levels, word })
}
