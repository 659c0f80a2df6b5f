//! What only a dialect may spell: names of one version of the API stand in `contract/src/api`, in the handlers of the
//! local control plane and in tests, and nowhere else.

use std::fs;
use std::path::{Path, PathBuf};

const NAMES: [&str; 5] = [
    "v1beta2",
    "managedSpec",
    "managed_spec",
    "updateMask",
    "/sandbox/",
];

/// Where they may stand. Each has its reason.
const ALLOWED: &[&str] = &[
    // The dialects and those who speak for them.
    "contract/src/api/",
    "control-plane/src/api/",
    // The model's own document: one row for each part says where it stands.
    "contract/src/part.rs",
    // Rules answer in the words of the server, which names its fields.
    "contract/src/rules/",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate is in the workspace")
        .to_path_buf()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The string literals of a source with the lines on which they begin, tests at its end left out.
fn literals(source: &str) -> Vec<(usize, String)> {
    let code = before_tests(source);
    let bytes = code.as_bytes();
    let (mut at, mut line, mut found) = (0, 1, Vec::new());
    while at < bytes.len() {
        let rest = &code[at..];
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            at += rest[1..].find('\'').map_or(1, |end| end + 2);
        } else if let Some(hashes) = raw(rest) {
            let open = hashes + 2;
            let close = format!("\"{}", "#".repeat(hashes));
            let length = rest[open..].find(&close).unwrap_or(rest.len() - open);
            found.push((line, rest[open..open + length].to_owned()));
            line += rest[..open + length].matches('\n').count();
            at += (open + length + close.len()).min(rest.len());
        } else if rest.starts_with('"') {
            let mut end = 1;
            while end < rest.len() && rest.as_bytes()[end] != b'"' {
                end += if rest.as_bytes()[end] == b'\\' { 2 } else { 1 };
            }
            let end = end.min(rest.len());
            found.push((line, rest[1..end].to_owned()));
            line += rest[..end].matches('\n').count();
            at += end + 1;
        } else {
            line += usize::from(bytes[at] == b'\n');
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// What stands before a module of tests; one that is in a file of its own is no end.
fn before_tests(source: &str) -> &str {
    let mark = "#[cfg(test)]\n";
    let begins = source.match_indices(mark).find(|(at, _)| {
        let after = &source[at + mark.len()..];
        after.find('{') < Some(after.find(';').unwrap_or(after.len())) && after.contains('{')
    });
    begins.map_or(source, |(at, _)| &source[..at])
}

/// How many hashes a raw string begins with, if one begins here.
fn raw(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

#[test]
fn names_of_one_version_stand_in_its_dialect_alone() {
    let root = root();
    let mut files = Vec::new();
    for folder in ["src", "contract/src", "control-plane/src", "gateway/src"] {
        sources(&root.join(folder), &mut files);
    }
    assert!(files.len() > 100, "the sources are not where they were");
    let mut found = Vec::new();
    for file in files {
        let name = file
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let is_test =
            name.contains("/tests/") || name.ends_with("tests.rs") || name.ends_with("/laws.rs");
        if is_test || ALLOWED.iter().any(|allowed| name.starts_with(allowed)) {
            continue;
        }
        for (line, text) in literals(&fs::read_to_string(&file).unwrap()) {
            if NAMES.iter().any(|forbidden| text.contains(forbidden)) {
                found.push(format!("{name}:{line}: {text:?}"));
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} of them:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn literals_are_told_from_the_rest() {
    let source = "let a = \"one\"; // \"two\"\nlet b = r#\"th\"ree\"#; '\"'; let c = \"fo\\\"ur\nx\";\n\"five\"";
    let found = literals(source);
    let found: Vec<_> = found
        .iter()
        .map(|(line, text)| (*line, text.as_str()))
        .collect();
    assert_eq!(
        found,
        [(1, "one"), (2, "th\"ree"), (2, "fo\\\"ur\nx"), (4, "five")]
    );
    assert!(literals("#[cfg(test)]\nmod tests { \"six\" }").is_empty());
}
