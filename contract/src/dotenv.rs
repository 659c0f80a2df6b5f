//! Lines of a `.env` file, as the npm package `dotenv` reads them. Its one regular expression is the
//! grammar; this is the same without a library for expressions, which the browser would have to download.

/// Which keys are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// Letters, digits, `_`, `.` and `-`, as `dotenv` has it.
    Variables,
    /// `/` too, for keys of labels and annotations.
    Labels,
}

impl Keys {
    fn has(self, c: char) -> bool {
        c.is_ascii_alphanumeric() || "_.-".contains(c) || (self == Self::Labels && c == '/')
    }
}

/// What was read of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    /// Keys and values in the order in which they stand. Of a key that is there twice the last counts.
    pub entries: Vec<(String, String)>,
    /// Lines that are neither entries nor comments nor empty, counted from 1.
    pub skipped: Vec<usize>,
}

/// Reads the lines of a text.
pub fn read(text: &str, keys: Keys) -> Lines {
    let text: Vec<char> = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .collect();
    let mut lines = Lines::default();
    let mut at = 0;
    let mut number = 1;
    while at < text.len() {
        let from = at;
        if let Some((key, value, end)) = entry(&text, at, keys) {
            lines.entries.retain(|(known, _)| *known != key);
            lines.entries.push((key, value));
            at = end;
        } else {
            at = line_end(&text, at);
            let line: String = text[from..at].iter().collect();
            let line = trim(&line);
            if !line.is_empty() && !line.starts_with('#') {
                lines.skipped.push(number);
            }
        }
        at = (at + 1).min(text.len());
        number += text[from..at].iter().filter(|c| **c == '\n').count();
    }
    lines
}

/// The entry that begins in the line at `at`: key, value, and where it ends.
fn entry(text: &[char], at: usize, keys: Keys) -> Option<(String, String, usize)> {
    let at = skip(text, at, is_space);
    let rest = text.get(at..)?;
    let word = rest.iter().take(7).collect::<String>();
    let exported = word
        .strip_prefix("export")
        .is_some_and(|next| next.starts_with(is_space))
        .then(|| skip(text, at + 6, is_space));
    // `export = 1` has a variable of that name.
    exported
        .and_then(|at| pair(text, at, keys))
        .or_else(|| pair(text, at, keys))
}

fn pair(text: &[char], at: usize, keys: Keys) -> Option<(String, String, usize)> {
    let key_end = skip(text, at, |c| keys.has(c));
    if key_end == at {
        return None;
    }
    let key = text[at..key_end].iter().collect();
    let next = skip(text, key_end, is_space);
    let start = if text.get(next) == Some(&'=') {
        next + 1
    } else if text.get(key_end) == Some(&':') && text.get(key_end + 1).is_some_and(|c| is_space(*c))
    {
        key_end + 2
    } else {
        return None;
    };
    let (value, end) = value(text, start);
    Some((key, value, end))
}

/// The value that begins at `start`, and where the entry ends.
fn value(text: &[char], start: usize) -> (String, usize) {
    let of = |end: usize| text[start..end].iter().collect::<String>();
    if let Some((end, after)) = quoted(text, start) {
        return (bare(&of(end)), after);
    }
    let end = skip(text, start, |c| !matches!(c, '#' | '\n' | '\r'));
    (bare(&of(end)), rest(text, end).unwrap_or(end))
}

/// Where a quoted value ends, and where its entry does. Behind it may be a comment and nothing else; where
/// there is more, a quote that was escaped may be the one that ends it.
fn quoted(text: &[char], start: usize) -> Option<(usize, usize)> {
    let open = skip(text, start, is_space);
    let quote = *text.get(open).filter(|c| "'\"`".contains(**c))?;
    let mut at = open + 1;
    let mut escaped = Vec::new();
    while at < text.len() && text[at] != quote {
        if text[at] == '\\' && text.get(at + 1) == Some(&quote) {
            escaped.push(at + 1);
            at += 1;
        }
        at += 1;
    }
    let unescaped = (at < text.len()).then_some(at);
    let ends = unescaped.into_iter().chain(escaped.into_iter().rev());
    ends.map(|end| end + 1)
        .find_map(|end| Some((end, rest(text, end)?)))
}

/// Where an entry ends whose value ends at `at`: behind blanks, empty lines and one comment. None where
/// there is something else in its line.
fn rest(text: &[char], at: usize) -> Option<usize> {
    let end = skip(text, at, is_space);
    match text.get(end) {
        None => Some(end),
        Some('#') => Some(skip(text, end, |c| !is_line_end(c))),
        Some(_) => (at..end).rev().find(|at| is_line_end(text[*at])),
    }
}

/// The value without its quotes; in double quotes `\n` and `\r` are line ends.
fn bare(value: &str) -> String {
    let value = trim(value);
    let is_double = value.starts_with('"');
    let chars: Vec<char> = value.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    // Each line may begin a quotation, which ends at the last such quote before the end of a line.
    while let Some(&quote) = chars.get(at) {
        let is_start = at == 0 || is_line_end(chars[at - 1]);
        let is_end = |end: &usize| {
            chars[*end] == quote && chars.get(end + 1).is_none_or(|c| is_line_end(*c))
        };
        let mut ends = (at + 1..chars.len()).rev();
        let end = if is_start && "'\"`".contains(quote) {
            ends.find(is_end)
        } else {
            None
        };
        if let Some(end) = end {
            out.extend(&chars[at + 1..end]);
            at = end + 1;
        } else {
            out.push(quote);
            at += 1;
        }
    }
    if is_double {
        out = out.replace("\\n", "\n").replace("\\r", "\r");
    }
    out
}

fn skip(text: &[char], from: usize, is: impl Fn(char) -> bool) -> usize {
    from + text[from.min(text.len())..]
        .iter()
        .take_while(|c| is(**c))
        .count()
}

fn line_end(text: &[char], from: usize) -> usize {
    skip(text, from, |c| !is_line_end(c))
}

fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// White space of ECMAScript: not that of Unicode in two characters.
fn is_space(c: char) -> bool {
    (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}'
}

/// Line terminators of ECMAScript.
fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str, keys: Keys) -> Vec<(String, String)> {
        read(text, keys).entries
    }

    /// What the package reads, as `tests/dotenv/generate.mjs` wrote it down: texts by rule and by chance.
    #[test]
    fn lines_are_read_as_the_npm_package_reads_them() {
        let table = include_str!("dotenv/table.json");
        let table: Vec<(String, std::collections::BTreeMap<String, String>)> =
            serde_json::from_str(table).unwrap();
        assert!(table.len() > 2000, "{} texts", table.len());
        for (text, expected) in table {
            let read: std::collections::BTreeMap<_, _> =
                entries(&text, Keys::Variables).into_iter().collect();
            assert_eq!(read, expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_entry_is_told() {
        let text = "# comment\nexport A='two words'\n\nnonsense\nPORT=8080 # the port\r\nB: \"a\\nb\"\n  ?\n";
        let lines = read(text, Keys::Variables);
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            lines.entries,
            [
                pair("A", "two words"),
                pair("PORT", "8080"),
                pair("B", "a\nb")
            ]
        );
        assert_eq!(lines.skipped, [4, 7]);
    }

    #[test]
    fn keys_of_labels_have_a_prefix() {
        let text = "example.com/team: 'evals'\na/b=c";
        assert_eq!(
            entries(text, Keys::Labels)[0],
            ("example.com/team".into(), "evals".into())
        );
        assert_eq!(entries(text, Keys::Labels)[1], ("a/b".into(), "c".into()));
        assert_eq!(entries(text, Keys::Variables), []);
    }
}
