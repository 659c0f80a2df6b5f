//! Rules of the architecture: which modules may use which, read from the imports.

mod rules;
mod sources;

use std::fs;
use std::path::Path;

use rules::Rules;

const GATEWAY: Rules = Rules {
    root: "gateway/src",
    layers: &[
        &["settings"],
        &["http"],
        &["database"],
        &["history", "upstream"],
        &["identity"],
        &["dialects"],
        &["session"],
        &["changes", "live"],
        &["share"],
        &["feeds", "notify", "api", "operations"],
        &["app"],
        &["start"],
        &["serve"],
    ],
    circles: &[
        (
            &["live::hub", "live::hub::mirrored"],
            "methods of one type, by whom they serve; what was not mirrored yet is part of its state",
        ),
        (
            &[
                "live::poller",
                "live::poller::policies",
                "live::poller::turns",
                "live::poller::waiting",
            ],
            "methods of one type: whose turn it is, one reading, policies beside it, the time between two",
        ),
        (
            &["session::account", "session::store"],
            "methods of one type: sessions, and the accounts that are rows of their own",
        ),
    ],
};

fn repository() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().expect("it is in the repository")
}

#[track_caller]
fn hold(rules: &Rules) {
    let broken = rules.broken(repository());
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn the_gateway_is_made_of_layers() {
    hold(&GATEWAY);
}

/// A crate of these files.
fn of(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let file = folder.path().join("src").join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("created");
        fs::write(file, text).expect("written");
    }
    folder
}

const TWO: Rules = Rules {
    root: "src",
    layers: &[&["low"], &["high"]],
    circles: &[(&["low::a", "low::b"], "they are one")],
};

#[test]
fn an_import_that_is_turned_round_is_named_by_its_line() {
    let right = of(&[
        ("lib.rs", "mod low;\nmod high;\npub use high::High;"),
        ("low/mod.rs", "mod a;\nmod b;\npub(crate) use a::Low;"),
        ("low/a.rs", "use super::b::B;\npub(crate) struct Low(B);"),
        ("low/b.rs", "pub(crate) struct B;\nfn a(_: super::Low) {}"),
        ("high.rs", "use crate::low::Low;\npub struct High(Low);"),
    ]);
    assert_eq!(TWO.broken(right.path()), [""; 0]);

    for (text, line) in [
        (
            "pub(crate) struct B;\n\nuse crate::{\n    high::High,\n};",
            4,
        ),
        ("pub(crate) struct B;\nfn b() { crate::high::run() }", 2),
        ("pub(crate) struct B;\nuse super::super::high;", 2),
    ] {
        fs::write(right.path().join("src/low/b.rs"), text).expect("written");
        let broken = TWO.broken(right.path());
        let named = format!("low/b.rs:{line}: low::b uses high");
        assert!(broken.iter().any(|one| one.contains(&named)), "{broken:?}");
    }
    let tests = "pub(crate) struct B;\n#[cfg(test)]\nmod tests {\n    use crate::high::High;\n}";
    fs::write(right.path().join("src/low/b.rs"), tests).expect("written");
    assert_eq!(
        TWO.broken(right.path()),
        [""; 0],
        "tests may use everything"
    );
}

#[test]
fn a_circle_needs_a_reason() {
    let round = of(&[
        ("lib.rs", "mod low;"),
        ("low/mod.rs", "mod a;\nmod c;"),
        ("low/a.rs", "use super::c::C;\npub(crate) struct A(C);"),
        ("low/c.rs", "pub(crate) struct C;\nuse super::a::A;"),
    ]);
    let broken = TWO.broken(round.path());
    assert_eq!(broken[0], "a circle without a reason: low::a, low::c");
    assert_eq!(broken.len(), 3, "{broken:?}");
}
