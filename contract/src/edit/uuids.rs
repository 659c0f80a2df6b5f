//! Where a text contains UUIDs, so that names can be shown next to them.

use std::ops::Range;

/// The places of UUIDs, in bytes, in order.
pub fn uuids(text: &str) -> Vec<Range<usize>> {
    const LENGTH: usize = 36;
    let bytes = text.as_bytes();
    let is_part = |at: usize| {
        bytes
            .get(at)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(candidate) = bytes.get(at..at + LENGTH) {
        let is_alone = (at == 0 || !is_part(at - 1)) && !is_part(at + LENGTH);
        if is_alone && is_uuid(candidate) {
            found.push(at..at + LENGTH);
            at += LENGTH;
        } else {
            at += 1;
        }
    }
    found
}

fn is_uuid(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

/// The text with the names of UUIDs, where they are known, as comments at the end of their lines.
pub fn named(text: &str, name: impl Fn(&str) -> Option<String>) -> String {
    let mut named = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let names: Vec<_> = uuids(line)
            .into_iter()
            .filter_map(|at| name(&line[at]))
            .collect();
        let (content, end) = line.split_at(line.trim_end().len());
        if names.is_empty() {
            named.push_str(line);
        } else {
            named.extend([content, "  # ", &names.join(", "), end]);
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0d4c2b1e-5f6a-4e7b-8c9d-0a1b2c3d4e5f";

    #[test]
    fn only_whole_uuids_count() {
        assert_eq!(uuids(ID).as_slice(), std::slice::from_ref(&(0..36)));
        assert_eq!(uuids(&format!("ä: \"{ID}\", {ID}")), [5..41, 44..80]);
        for none in [
            &ID[1..],
            &format!("{ID}0"),
            &format!("x{ID}"),
            &ID.replace('2', "g"),
            "",
        ] {
            assert!(uuids(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn a_name_stands_behind_its_line() {
        let text = format!("a: {ID}\nb: \"{ID}\"\nc: 1\nd: {}\n", ID.replace('0', "1"));
        let named = named(&text, |id| (id == ID).then(|| "small".to_owned()));
        let lines: Vec<_> = named.lines().collect();
        assert_eq!(lines[0], format!("a: {ID}  # small"));
        assert_eq!(lines[1], format!("b: \"{ID}\"  # small"));
        assert_eq!(lines[2..], text.lines().collect::<Vec<_>>()[2..]);
    }
}
