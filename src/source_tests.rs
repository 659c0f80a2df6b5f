//! Rules of the page's sources that no compiler checks.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read the sources has failed"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder and its folders that end so, with what they say.
fn files(folder: &str, kind: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == kind) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no {kind}");
    found
}

/// What is old is judged by instants of the server, so nothing compares them with the browser's clock: only
/// the clock's own file, which corrects it, reads that.
#[test]
fn only_the_clock_reads_the_browsers_clock() {
    const READS: [&str; 7] = [
        "Date::now",
        "new_0()",
        "Date.now",
        "new Date()",
        "Timestamp::now",
        "SystemTime",
        "Zoned::now",
    ];
    let own = [Path::new("src/state/clock.rs"), Path::new(file!())];
    let pages = files("src", "rs").into_iter().chain(files("public", "js"));
    for (path, text) in pages.filter(|(path, _)| !own.contains(&path.as_path())) {
        for read in READS {
            assert!(!text.contains(read), "{}: {read}", path.display());
        }
    }
    assert!(
        fs::read_to_string(root().join(own[0]))
            .unwrap()
            .contains("Date::now")
    );
}

/// Parts of names by which public lists find advertisements, trackers and buttons of social networks, to
/// hide them or to keep them from being loaded.
const FILTERED: [&str; 30] = [
    "ad",
    "ads",
    "advert",
    "affiliate",
    "analytics",
    "banner",
    "beacon",
    "comments",
    "consent",
    "cookie",
    "facebook",
    "follow",
    "newsletter",
    "outbrain",
    "overlay",
    "paywall",
    "pixel",
    "popup",
    "promo",
    "promoted",
    "recommended",
    "share",
    "shared",
    "sharing",
    "social",
    "sponsor",
    "sponsored",
    "telemetry",
    "tracker",
    "tweet",
];

fn filtered(name: &str) -> Option<&'static str> {
    let mut parts = name.split(['-', '_', '.', '/']);
    parts.find_map(|part| {
        FILTERED
            .into_iter()
            .find(|word| *word == part.to_ascii_lowercase())
    })
}

/// The names that follow these marks in a text.
fn names<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(mark) {
        let rest = &text[at + mark.len()..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_ ".contains(c)));
        found.extend(rest[..end.unwrap_or(rest.len())].split(' '));
    }
    found
}

#[test]
fn no_filter_list_hides_what_pages_show() {
    assert_eq!(filtered("share-options"), Some("share"));
    assert_eq!(filtered("shareholder"), None);
    let check = |path: &Path, names: Vec<&str>| {
        for name in names {
            assert_eq!(filtered(name), None, "{}: {name}", path.display());
        }
    };
    for (path, text) in files("style", "css") {
        check(&path, vec![path.file_stem().unwrap().to_str().unwrap()]);
        // Of rules, not of values: a class or an id stands behind its sign.
        let selectors: Vec<&str> = text.split(['{', '}']).step_by(2).collect();
        for selector in selectors {
            for sign in [".", "#"] {
                check(&path, names(selector, sign));
            }
        }
    }
    for (path, text) in files("src", "rs") {
        for mark in ["class=\"", "class:", "id=\"", "class=format!(\""] {
            check(&path, names(&text, mark));
        }
    }
    for page in ["index.html", "shared.html"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        for mark in ["class=\"", "id=\""] {
            check(Path::new(page), names(&text, mark));
        }
    }
}

/// The pages ask not to be translated: what a translator puts in the place of a status is old at once.
#[test]
fn pages_are_not_translated() {
    for page in ["index.html", "shared.html"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        assert!(text.contains(r#"translate="no""#), "{page}");
        assert!(
            text.contains(r#"<meta name="google" content="notranslate">"#),
            "{page}"
        );
        assert!(text.contains("public/translated.js"), "{page}");
    }
}

/// Words that people stumbled over, and what is said instead in `CONTRIBUTING.md`'s plain English.
const STUMBLED_OVER: [&str; 39] = [
    "Start anew",
    "as the platform has it",
    "Sets what is not set yet",
    "as the patch wants them",
    "has besides",
    "Send to {}",
    "Bring both",
    "shows nothing",
    "may be another one",
    "told what to do",
    "It stays so",
    " began; ",
    "\"It was {}.",
    "before this gateway watched",
    "not watched\"",
    "checked beforehand",
    "the server's fault",
    "or not any more\"",
    "\"holds \"",
    "is out on its channel",
    "by itself it would",
    "is bound no more",
    "would not have it any more",
    "Somebody changed",
    "The connection broke",
    "$CW_TOKEN",
    "$ADMIN_TOKEN",
    "In the form of {}",
    "gave no etag",
    "is there twice",
    "tells nothing any more",
    "no limits of yours",
    "No limits of ours",
    "stands in a key",
    "Leads to",
    "gets either",
    "keeps apart from",
    "{bound} may be",
    "obliges each",
];

#[test]
fn no_words_that_people_stumbled_over() {
    let own = Path::new(file!());
    let sources = ["src", "contract/src", "gateway/src"]
        .into_iter()
        .flat_map(|folder| files(folder, "rs"))
        .filter(|(path, _)| path != own);
    for (path, text) in sources.chain(files("docs", "md")) {
        // Lines that are folded within a text are read as one.
        let words: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.trim_end_matches('\\').split_whitespace())
            .collect();
        let text = words.join(" ");
        for phrase in STUMBLED_OVER {
            assert!(
                !text.contains(phrase.trim()),
                "{}: {phrase}",
                path.display()
            );
        }
    }
}
