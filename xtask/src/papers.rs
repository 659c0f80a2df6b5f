//! The papers keep up with the code: what a comment cites can be read, what a paper names is there.

mod places;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::project;

/// Made by programs, or not ours.
const SKIPPED: [&str; 8] = [
    ".git",
    "target",
    "dist",
    "node_modules",
    "results",
    "playwright-report",
    "proptest-regressions",
    "Cargo.lock",
];

const READ: [&str; 9] = ["rs", "ts", "js", "mjs", "css", "toml", "yaml", "md", "sql"];

/// Every file of ours below a folder that is text.
fn texts(folder: &Path, into: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder of ours can be listed");
    for entry in entries {
        let path = entry.expect("listed").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if SKIPPED.contains(&name.as_ref()) {
        } else if path.is_dir() {
            texts(&path, into);
        } else if READ.iter().any(|kind| name.ends_with(&format!(".{kind}"))) {
            into.push(path);
        }
    }
}

/// A text as one line, without the marks that begin a line of a comment: a citation may be broken.
fn joined(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.trim_start();
        ["///", "//!", "//", "#", "*"]
            .iter()
            .find_map(|mark| line.strip_prefix(mark))
            .unwrap_or(line)
            .trim()
    });
    lines.collect::<Vec<_>>().join(" ")
}

/// What a text cites: `contract 3.3`, `contract-v1 3.7`, `design D6`, `I-07`, `J-12`.
fn citations(text: &str) -> BTreeSet<String> {
    let text = joined(text);
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
        .filter(|word| !word.is_empty())
        .collect();
    let mut cited = BTreeSet::new();
    for (at, word) in words.iter().enumerate() {
        let word = word.trim_end_matches('.');
        if is_decision(word) {
            cited.insert(word.to_owned());
        }
        let source = word.to_ascii_lowercase();
        let of: fn(&str) -> bool = match source.as_str() {
            "contract" | "contract-v1" => is_section,
            "design" => |word| word.strip_prefix('D').is_some_and(is_number),
            _ => continue,
        };
        // `contract 7.1, 7.2 and 7.4`, but not `contract 1.5 holds 3 of`.
        let mut rest = words[at + 1..]
            .iter()
            .map(|word| word.trim_end_matches('.'));
        let Some(first) = rest.next().filter(|word| of(word)) else {
            continue;
        };
        cited.insert(format!("{source} {first}"));
        let more = rest
            .filter(|word| !matches!(*word, "and" | "to"))
            .take_while(|word| of(word) && (source == "design" || word.contains('.')));
        cited.extend(more.map(|word| format!("{source} {word}")));
    }
    cited
}

fn is_number(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `3` or `3.7`
fn is_section(text: &str) -> bool {
    match text.split_once('.') {
        Some((chapter, section)) => is_number(chapter) && is_number(section),
        None => is_number(text),
    }
}

/// `I-07` or `J-12`
fn is_decision(text: &str) -> bool {
    let number = text.strip_prefix("I-").or_else(|| text.strip_prefix("J-"));
    number.is_some_and(|number| number.len() == 2 && is_number(number))
}

/// What can be cited: the numbered headings of a paper and the numbered rows of its tables.
fn citable(paper: &str) -> BTreeSet<String> {
    let mut source = String::new();
    let mut all = BTreeSet::new();
    for line in paper.lines() {
        if let Some(title) = line.strip_prefix("# ") {
            source = title.to_lowercase();
        } else if let Some(heading) = line.strip_prefix("##") {
            let number = heading.trim_start_matches('#').split_whitespace().next();
            let source = if source == "decisions" {
                "design"
            } else {
                &source
            };
            all.extend(number.map(|number| format!("{source} {number}")));
        } else if let Some(row) = line.strip_prefix("| ") {
            let first = row.split(" |").next().filter(|first| is_decision(first));
            all.extend(first.map(str::to_owned));
        }
    }
    all
}

fn read(path: &str) -> String {
    fs::read_to_string(project::root().join(path)).expect(path)
}

#[test]
fn what_comments_cite_can_be_read() {
    let papers = ["docs/contract.md", "docs/decisions.md"].map(|paper| citable(&read(paper)));
    let citable: BTreeSet<String> = papers.into_iter().flatten().collect();
    let mut files = Vec::new();
    texts(project::root(), &mut files);
    let mut cited = 0;
    let mut missing = Vec::new();
    for file in files {
        // This file makes some up.
        if file.ends_with(file!()) {
            continue;
        }
        for citation in citations(&fs::read_to_string(&file).expect("UTF-8")) {
            cited += 1;
            if !citable.contains(&citation) {
                missing.push(format!("{}: {citation}", file.display()));
            }
        }
    }
    assert!(cited > 200, "{cited} found: is the search still right?");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn citations_are_found_wherever_a_line_ends() {
    let text = "/// As the server does (contract\n    /// 3.3, 3.4 and 7.1; contract-v1 4.3), by design D6.\n\
                // Contract 1 has 3 parts; I-07. Our contract is old, XI-12 and I-1 are none.";
    let found = citations(text);
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(
        found,
        [
            "I-07",
            "contract 1",
            "contract 3.3",
            "contract 3.4",
            "contract 7.1",
            "contract-v1 4.3",
            "design D6"
        ]
    );
}

#[test]
fn a_section_is_of_the_paper_that_it_stands_in() {
    let paper = "# Contract\n## 3 Masks\n### 3.1 Paths\n| I-07 | x |\n# Contract-v1\n### 3.7 Net\n";
    let all = citable(paper);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    assert_eq!(
        all,
        ["I-07", "contract 3", "contract 3.1", "contract-v1 3.7"]
    );
    assert!(citable("# Decisions\n## D6 Conflicts\n").contains("design D6"));
}
