use super::*;
use serde_json::json;

fn holds(expected: &Value, actual: &Value) -> bool {
    matches(expected, Some(actual))
}

#[test]
fn objects_are_subsets_and_lists_are_exact() {
    let actual = json!({ "a": 1, "b": [{ "c": 2, "d": 3 }], "e": null });
    assert!(holds(&json!({ "a": 1 }), &actual));
    assert!(holds(&json!({ "b": [{ "c": 2 }] }), &actual));
    assert!(holds(&json!({ "e": null, "f": "$absent" }), &actual));
    assert!(!holds(&json!({ "b": [] }), &actual));
    assert!(!holds(&json!({ "f": null }), &actual));
    assert!(!holds(&json!({ "e": "$absent" }), &actual));
    assert!(!holds(&json!({ "a": "1" }), &actual));
}

#[test]
fn every_difference_is_told_with_its_place() {
    let found = compare(
        &json!({ "a": { "b": 1 }, "c": [2, 3] }),
        Some(&json!({ "a": {}, "c": [2, 4] })),
    );
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "at /a/b: expected 1, got nothing",
            "at /c/1: expected 3, got 4"
        ]
    );
}

#[test]
fn words() {
    assert!(holds(
        &json!("$uuid"),
        &json!("0f5d9a8e-5c1a-4b0d-a8e2-3f9d0f6b7c11")
    ));
    assert!(!holds(&json!("$uuid"), &json!("0f5d9a8e-5c1a-4b0d-a8e2")));
    assert!(!holds(
        &json!("$uuid"),
        &json!("0f5d9a8e-5c1a-4b0d-a8e2-3f9d0f6b7cZZ")
    ));
    for good in [
        "2026-11-20T16:40:51.218Z",
        "2026-11-20T16:40:51Z",
        "2026-11-20T16:40:51.123456789Z",
    ] {
        assert!(holds(&json!("$time"), &json!(good)), "{good}");
    }
    for bad in [
        "2026-11-20T16:40:51+00:00",
        "2026-11-20 16:40:51Z",
        "2026-11-20",
        "Z",
        "2026-11-20T16:40:51.1234567890Z",
    ] {
        assert!(!holds(&json!("$time"), &json!(bad)), "{bad}");
    }
    assert!(holds(&json!("$any"), &json!(null)));
    assert!(!matches(&json!("$any"), None));
    assert!(holds(&json!("$text"), &json!("x")));
    assert!(!holds(&json!("$text"), &json!(" ")));
    assert!(!holds(&json!("$misspelt"), &json!("$misspelt")));
}

#[test]
fn calls() {
    assert!(holds(&json!({ "$contains": "an" }), &json!("banana")));
    assert!(!holds(
        &json!({ "$contains": ["an", "x"] }),
        &json!("banana")
    ));
    assert!(holds(
        &json!({ "$contains": [{ "a": 2 }] }),
        &json!([{ "a": 1 }, { "a": 2 }])
    ));
    assert!(!holds(
        &json!({ "$contains": [{ "a": 3 }] }),
        &json!([{ "a": 1 }])
    ));
    assert!(holds(
        &json!({ "$not": { "$contains": "x" } }),
        &json!("banana")
    ));
    assert!(holds(&json!({ "$gt": 3 }), &json!(4)) && !holds(&json!({ "$gt": 3 }), &json!(3)));
    assert!(holds(&json!({ "$lt": 3 }), &json!(2)) && !holds(&json!({ "$lt": 3 }), &json!("2")));
    assert!(
        holds(&json!({ "$length": 2 }), &json!([1, 2]))
            && !holds(&json!({ "$length": 2 }), &json!([]))
    );
    assert!(
        holds(&json!({ "$one_of": [1, "$uuid"] }), &json!(1))
            && !holds(&json!({ "$one_of": [1] }), &json!(2))
    );
    assert!(holds(&json!({ "$each": { "a": 1 } }), &json!([{ "a": 1 }])));
    assert!(!holds(
        &json!({ "$each": { "a": 1 } }),
        &json!([{ "a": 1 }, {}])
    ));
    assert!(holds(
        &json!({ "$unordered": ["$text", "b"] }),
        &json!(["b", "a"])
    ));
    assert!(!holds(
        &json!({ "$unordered": ["a", "a"] }),
        &json!(["a", "b"])
    ));
    assert!(holds(
        &json!({ "$sorted_by": "/id" }),
        &json!([{ "id": "a" }, { "id": "b" }])
    ));
    assert!(!holds(
        &json!({ "$sorted_by": "/id" }),
        &json!([{ "id": "b" }, { "id": "a" }])
    ));
    assert!(
        holds(&json!({ "$keys": ["a"] }), &json!({ "a": 1 }))
            && !holds(&json!({ "$keys": ["b"] }), &json!({ "a": 1 }))
    );
    let (early, late) = ("2026-11-20T16:40:51Z", "2026-11-20T16:40:51.001Z");
    assert!(
        holds(&json!({ "$after": early }), &json!(late))
            && !holds(&json!({ "$after": late }), &json!(early))
    );
    assert!(!holds(&json!({ "$misspelt": 1 }), &json!(1)));
}
