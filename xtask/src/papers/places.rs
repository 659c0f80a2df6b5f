//! Files that papers name.

use std::collections::BTreeSet;
use std::fs;

use super::read;
use crate::project;

/// Where a path of ours begins.
const TOP: [&str; 12] = [
    "src/",
    "contract/",
    "control-plane/",
    "gateway/",
    "xtask/",
    "tests/",
    "docs/",
    "deploy/",
    "style/",
    "editor/",
    "public/",
    ".ci/",
];

/// The paths that a paper names, as `` `src/app.rs` `` or as a link from its folder.
fn named(paper: &str, folder: &str) -> BTreeSet<String> {
    let quoted = paper
        .split('`')
        .skip(1)
        .step_by(2)
        .flat_map(str::split_whitespace)
        .filter(|word| TOP.iter().any(|top| word.starts_with(top)))
        .filter(|word| !word.contains(['<', '*', '{', '…']))
        .map(str::to_owned);
    let linked = paper
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|link| !link.contains(':') && !link.starts_with('#'))
        .map(|link| format!("{folder}{}", link.split('#').next().unwrap_or_default()));
    quoted.chain(linked).collect()
}

#[test]
fn what_papers_name_is_there() {
    let mut missing = Vec::new();
    let mut papers = vec![
        ("README.md".to_owned(), ""),
        ("CONTRIBUTING.md".to_owned(), ""),
        ("SECURITY.md".to_owned(), ""),
        ("CHANGELOG.md".to_owned(), ""),
    ];
    for entry in fs::read_dir(project::root().join("docs")).expect("listed") {
        let path = entry.expect("listed").path();
        if path.extension().is_some_and(|kind| kind == "md") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            papers.push((format!("docs/{name}"), "docs/"));
        }
    }
    let mut found = 0;
    for (paper, folder) in papers {
        for path in named(&read(&paper), folder) {
            found += 1;
            let file = project::root().join(&path);
            // The sources name a module by its file or its folder.
            if !file.exists() && !file.with_extension("rs").exists() {
                missing.push(format!("{paper}: {path}"));
            }
        }
    }
    assert!(found > 60, "{found} found: is the search still right?");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
