//! From text to documents: scalars, refusals, limits, places.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::document::Path;
use crate::spec_file::{MAX_BYTES, MAX_NODES, parse};

fn one(text: &str) -> Value {
    let mut documents = parse(text).unwrap();
    assert_eq!(documents.len(), 1, "{text}");
    documents.remove(0).value
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

/// The refusal, which must come at once.
fn refused(text: &str) -> String {
    let start = Instant::now();
    let message = parse(text).unwrap_err().to_string();
    assert!(start.elapsed() < Duration::from_secs(2), "{message}");
    message
}

#[test]
fn scalars_are_those_of_yaml_1_2() {
    let text = "a: NO\nb: on\nc: 1_000\nd: ~\ne: True\nf: 0x1F\ng: 0o17\nh: 1.5e3\ni: '5'\nj: 7\nk:\nl: -9";
    let value = json!({ "a": "NO", "b": "on", "c": "1_000", "d": null, "e": true, "f": 31, "g": 15,
        "h": 1500.0, "i": "5", "j": 7, "k": null, "l": -9 });
    assert_eq!(one(text), value);
    assert_eq!(
        one("a: 18446744073709551615"),
        json!({ "a": 18_446_744_073_709_551_615_u64 })
    );
}

#[test]
fn numbers_that_do_not_fit_are_refused_unquoted() {
    for text in [
        "a: 99999999999999999999",
        "a: -9223372036854775809",
        "a: 1e999",
        "a: .inf",
        "a: -.INF",
        "a: .nan",
    ] {
        let message = refused(text);
        assert!(message.starts_with("line 1, column 4: "), "{message}");
        assert!(message.contains("put it in quotes"), "{message}");
    }
    assert_eq!(
        one("a: '99999999999999999999'"),
        json!({ "a": "99999999999999999999" })
    );
}

#[test]
fn core_tags_are_honoured_and_others_refused() {
    let text =
        "a: !!str 5\nb: !!int '5'\nc: !!float 5\nd: !!map {}\ne: !!seq []\nf: ! 5\n!!str g: 1";
    assert_eq!(
        one(text),
        json!({ "a": "5", "b": 5, "c": 5, "d": {}, "e": [], "f": "5", "g": 1 })
    );
    assert!(refused("a: !own 1").contains("tag is not supported"));
    assert!(refused("a: !!set {b}").contains("tag is not supported"));
    assert!(refused("a: !!binary aGk=").contains("tag is not supported"));
    assert!(refused("a: !!int x").contains("does not match its tag"));
    assert!(refused("a: !!map [1]").contains("does not match its tag"));
}

#[test]
fn what_cannot_be_read_right_is_refused_with_its_place() {
    for (text, message) in [
        (
            "a: 1\nb: 2\na: 3",
            "line 3, column 1: the key a appears twice, first on line 1",
        ),
        (
            "{\"a\": 1,\n \"a\": 2}",
            "line 2, column 2: the key a appears twice, first on line 1",
        ),
        (
            "b: &b {x: 1}\nc:\n  <<: *b",
            "line 3, column 3: merge keys (<<) are not supported: write the keys out",
        ),
        (
            "? [a]\n: 1",
            "line 1, column 3: a key must be text, not a list or a map",
        ),
        (
            "a: &a b\n*a : 1",
            "line 2, column 1: a key must be text, not an alias",
        ),
        (": 1", "line 1, column 1: a key is missing before the colon"),
        ("", "line 1, column 1: the file is empty"),
        ("# nothing\n", "line 1, column 1: the file is empty"),
        ("a: 1\n---\n", "line 3, column 1: the document is empty"),
    ] {
        assert_eq!(refused(text), message, "{text:?}");
    }
    assert!(refused("a: [1, 2").starts_with("line "));
    assert!(refused("a:\n\t- b").starts_with("line 2"));
    assert!(refused("a: *b").starts_with("line 1, column 4"));
}

#[test]
fn values_do_not_appear_in_messages() {
    for text in [
        "token: !secret canary",
        "token: canary: canary",
        "token: \"canary",
        "token: 'canary\n- canary",
        "token: !!int canary",
        "{\"token\": \"canary\" \"canary\"}",
    ] {
        let message = refused(text);
        assert!(!message.contains("canary"), "{message}");
    }
}

#[test]
fn limits_hold_before_anything_is_built() {
    let tenfold = ('b'..='j').zip('a'..).map(|(name, below)| {
        let items = vec![format!("*{below}"); 10].join(",");
        format!("{name}: &{name} [{items}]")
    });
    let first = "a: &a [x,x,x,x,x,x,x,x,x,x]".to_owned();
    let bomb = lines(std::iter::once(first).chain(tenfold));
    assert!(bomb.len() < 1024, "{}", bomb.len());
    assert!(refused(&bomb).contains("values, aliases included"));

    let long = format!(
        "a: &a {}\nb: [{}]",
        "x".repeat(500_000),
        "*a,".repeat(90_000)
    );
    assert!(refused(&long).contains("aliases expand to more than"));

    let nested = (1..100).map(|n| format!("a{n}: &a{n} [*a{}]", n - 1));
    let deep = lines(std::iter::once("a0: &a0 []".to_owned()).chain(nested));
    assert!(refused(&deep).contains("nested deeper"));

    for opening in ["[", "{a: ", "- ", "[{a: "] {
        let message = refused(&opening.repeat(100_000));
        assert!(message.contains("nested deeper"), "{message}");
    }
    assert!(refused(&"[".repeat(2 * MAX_BYTES)).contains("longer than"));
    assert!(refused(&"- x\n".repeat(MAX_NODES + 1)).contains("more than 100000 values"));
    assert!(refused("a: &a [*a]").contains("not complete yet"));
}

#[test]
fn json_is_read_as_json_says() {
    assert_eq!(
        one("{\n\t\"n\": [1, true, null],\r\n\t\"s\": \"\\ud83d\\ude00\\\\ud83d \\u00e9\\/\"\n}"),
        json!({ "n": [1, true, null], "s": "\u{1f600}\\ud83d \u{e9}/" })
    );
    assert!(refused(r#"["\ud83d"]"#).starts_with("line 1"));
    let twice = "{\"a\": \"\\ud83d\\ude00\",\n\t\"a\": 1}";
    assert!(refused(twice).starts_with("line 2, column 2: the key a appears twice"));
    let deep = format!(
        "{}\"\\ud83d\\ude00\"{}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(refused(&deep).contains("nested deeper"));
}

#[test]
fn marks_line_ends_anchors_and_several_documents() {
    assert_eq!(one("\u{feff}a: 1\r\nb: x\r\n"), json!({ "a": 1, "b": "x" }));
    assert_eq!(
        one("&k a: &x [1]\nb: *x\nc: *k"),
        json!({ "a": [1], "b": [1], "c": "a" })
    );
    let documents = parse("a: 1\n---\na: 2\n").unwrap();
    let values: Vec<_> = documents.iter().map(|d| d.value.clone()).collect();
    assert_eq!(values, [json!({ "a": 1 }), json!({ "a": 2 })]);
    let at = documents[1].position(&Path::default().key("a")).unwrap();
    assert_eq!((at.line, at.column), (3, 1));
    assert!(refused("a: &x 1\n---\nb: *x").starts_with("line 3, column 4"));
}

#[test]
fn places_are_found_in_either_spelling() {
    let text = "managedSpec:\n  overrides:\n    tolerations:\n      - key: a\n      - { effect: b }\n    env: {aB: '1', a_b: '2'}\n";
    let document = &parse(text).unwrap()[0];
    let overrides = Path::default().key("managed_spec").key("overrides");
    let place = |path: &Path| document.position(path).map(|at| (at.line, at.column));
    let toleration = overrides.key("tolerations").index(1);
    assert_eq!(place(&Path::default()), Some((1, 1)));
    assert_eq!(place(&overrides), Some((2, 3)));
    assert_eq!(place(&toleration.key("effect")), Some((5, 11)));
    assert_eq!(place(&overrides.key("env").key("aB")), Some((6, 11)));
    assert_eq!(place(&overrides.key("env").key("a_b")), Some((6, 20)));
    assert_eq!(place(&toleration.key("key")), None);
    assert_eq!(
        document.nearest_position(&toleration.key("key")),
        document.position(&toleration).unwrap()
    );
}

#[test]
fn the_largest_file_is_read_in_time() {
    let text = lines((0..90_000).map(|n| format!("k{n}: 1")));
    assert!(text.len() <= MAX_BYTES);
    let start = Instant::now();
    assert_eq!(parse(&text).unwrap().len(), 1);
    assert!(start.elapsed() < Duration::from_secs(10));
}

proptest! {
    #[test]
    fn reading_never_panics(text in "[ \\PC\n\r\t:{}\\[\\]&*!|>'\"#,?%\\\\-]{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn reading_grammar_never_panics(text in "[ab01 \n\r\t:{}\\[\\]&*!|>'\"#,?%<~\\\\u.-]{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn json_reads_as_itself(text in any::<String>(), key in any::<String>()) {
        let value = json!({ key: [text, { "n": -1.5 }] });
        let escaped: String = value.to_string().encode_utf16().map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() && byte != 0x7f => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        }).collect();
        prop_assert_eq!(one(&escaped), value);
    }
}
