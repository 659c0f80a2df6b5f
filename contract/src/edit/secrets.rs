//! Where a text contains values of the environment, which may be secrets (contract 1.5). They are found line by line,
//! so that it works on unfinished text that cannot be parsed. When in doubt, a value counts as a secret.

use std::collections::HashSet;
use std::ops::Range;

/// What is shown for a value.
pub const MASK: &str = "••••••";

/// The map under a key `env` whose lines follow.
struct Block {
    /// How far the key is indented: what is indented further belongs to it.
    indent: usize,
    /// How far its entries are indented, once there is one.
    entries: Option<usize>,
}

/// The places of environment values, in bytes, in order.
pub fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut block: Option<Block> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let content = content.trim_end();
        if content.is_empty() {
            start += line.len();
            continue;
        }
        if let Some(open) = block.as_mut().filter(|open| indent > open.indent) {
            found.extend(in_block(open, start, indent, content));
        } else {
            block = outside(start, indent, content, &mut found);
        }
        start += line.len();
    }
    found
}

/// What is secret in a line of an environment.
fn in_block(block: &mut Block, start: usize, indent: usize, content: &str) -> Option<Range<usize>> {
    let entries = *block.entries.get_or_insert(indent);
    let all = start + indent..start + indent + content.len();
    if content == "}" || content == "}," {
        return None;
    }
    if indent > entries {
        return Some(all);
    }
    let Some(colon) = key_end(content) else {
        return Some(all);
    };
    let value = content[colon + 1..].trim_start();
    let is_header = value.starts_with(['|', '>']) && value.len() <= 3;
    let from = all.end - value.len();
    let to = all.end - usize::from(value.ends_with(','));
    (!is_header && from < to).then_some(from..to)
}

/// Where the colon behind the key of an entry is.
fn key_end(content: &str) -> Option<usize> {
    let quote = content.chars().next().filter(|c| ['"', '\''].contains(c));
    let after = match quote {
        Some(quote) => 2 + content[1..].find(quote)?,
        None => 0,
    };
    let ends = |at: &usize| content[at + 1..].starts_with([' ', '\t']) || at + 1 == content.len();
    let mut colons = content[after..]
        .match_indices(':')
        .map(|(at, _)| after + at);
    let is_json = quote == Some('"');
    colons.find(|at| is_json || ends(at))
}

/// Looks for environments that begin in a line, and takes those that end in it.
fn outside(
    start: usize,
    indent: usize,
    content: &str,
    found: &mut Vec<Range<usize>>,
) -> Option<Block> {
    let mut at = 0;
    while let Some(key) = content[at..].find("env") {
        let (begin, end) = (at + key, at + key + "env".len());
        at = end;
        let is_part = |c: char| c.is_alphanumeric() || "_-./".contains(c);
        let before = content[..begin].chars().next_back();
        let rest = content[end..].trim_start_matches(['"', '\'']).trim_start();
        if before.is_some_and(is_part) || !rest.starts_with(':') {
            continue;
        }
        let value = rest[1..].trim_start();
        let opens = Some(Block {
            indent,
            entries: None,
        });
        if value.is_empty() || value.starts_with(['#', '&']) {
            return opens;
        }
        if let Some(inner) = value.strip_prefix('{') {
            let from = content.len() - inner.len();
            let Some(length) = flow_length(inner) else {
                if !inner.is_empty() {
                    found.push(start + indent + from..start + indent + content.len());
                }
                return opens;
            };
            if length > 0 {
                found.push(start + indent + from..start + indent + from + length);
            }
            at = from + length;
        }
    }
    None
}

/// How long a map in braces is, from behind the first to before the last; none if it goes on in another line.
fn flow_length(inner: &str) -> Option<usize> {
    let (mut depth, mut quote, mut is_escaped) = (0, None, false);
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            _ if is_escaped => is_escaped = false,
            (Some('"'), '\\') => is_escaped = true,
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '{' | '[') => depth += 1,
            (None, '}') if depth == 0 => return Some(at),
            (None, '}' | ']') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The text without the values of the environment, as it can be shown to anybody.
pub fn masked(text: &str) -> String {
    replaced(text, |_| MASK.to_owned())
}

/// The same; a value that differs from another text is marked as different.
pub fn masked_beside(text: &str, other: &str) -> String {
    let known: HashSet<&str> = secrets(other)
        .into_iter()
        .map(|range| line_until(other, &range))
        .collect();
    replaced(text, |range| {
        if known.contains(line_until(text, range)) {
            MASK.to_owned()
        } else {
            format!("{MASK} (another value)")
        }
    })
}

/// From the beginning of its line to the end of a range: key and value.
fn line_until<'a>(text: &'a str, range: &Range<usize>) -> &'a str {
    let begin = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    text[begin..range.end].trim_start()
}

fn replaced(text: &str, mask: impl Fn(&Range<usize>) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in secrets(text) {
        out.push_str(&text[at..range.start]);
        out.push_str(&mask(&range));
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::api::Dialect;
    use crate::edit::write;
    use crate::model::Runner;

    fn values(text: &str) -> Vec<&str> {
        secrets(text).into_iter().map(|at| &text[at]).collect()
    }

    #[test]
    fn values_are_found_however_they_are_written() {
        let yaml = "managed_spec:\n  overrides:\n    env:\n      A: one\n      'B c': \"two # no comment\"\n      C: |\n        three\n        lines\n    labels:\n      env: production\n";
        assert_eq!(
            values(yaml),
            ["one", "\"two # no comment\"", "three", "lines"]
        );
        let json = "{\n  \"overrides\": {\n    \"env\": {\n      \"A\": \"one\",\n      \"B\":\"two\"\n    },\n    \"labels\": {\"env\": \"x\"}\n  }\n}";
        assert_eq!(values(json), ["\"one\"", "\"two\""]);
        assert_eq!(
            values(r#"{"env":{"A":"}","B":"b"},"labels":{"env":"x"}}"#),
            [r#""A":"}","B":"b""#]
        );
        assert_eq!(values("env: {A: one, B: two} # all"), ["A: one, B: two"]);
        // Half typed.
        assert_eq!(values("env: {A: one,\n  B: two}"), ["A: one,", "two}"]);
        assert_eq!(values("env:\n  A: one\n  half"), ["one", "half"]);
        for none in [
            "",
            "env",
            "env:",
            "environment:\n  A: x",
            "my-env:\n  A: x",
            "env: {}",
        ] {
            assert_eq!(values(none), Vec::<&str>::new(), "{none}");
        }
    }

    #[test]
    fn another_value_is_told_without_telling_it() {
        let text = "env:\n  A: one\n  B: two\n";
        assert_eq!(masked(text), "env:\n  A: ••••••\n  B: ••••••\n");
        assert_eq!(
            masked_beside(text, "env:\n  A: one\n  B: other\n"),
            "env:\n  A: ••••••\n  B: •••••• (another value)\n"
        );
    }

    proptest! {
        #[test]
        fn no_value_of_a_document_is_left(
            values in proptest::collection::btree_map("[A-Z_]{1,8}", "CANARY[ -~\\n]{0,30}CANARY", 1..5),
        ) {
            let mut runner = Runner::default();
            let spec = runner.managed_spec.get_or_insert_default();
            spec.overrides.get_or_insert_default().env = values.into_iter().collect();
            let text = write(Dialect::V1beta2, &runner);
            prop_assert!(text.contains("CANARY"));
            let masked = masked(&text);
            prop_assert!(!masked.contains("CANARY"), "{text}\n{masked}");
        }

        #[test]
        fn any_text_is_taken(text in "([ ]{0,6}(env|A|\"env\"|'b')?[:{}#'\", é]{0,4}\n?){0,8}") {
            let found = secrets(&text);
            prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
            masked(&text);
        }
    }
}
