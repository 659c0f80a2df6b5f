//! Kubernetes' syntax of names, keys and label values, as `k8s.io/apimachinery/pkg/util/validation` has it.

use crate::invisible::{shown, trimmed};
use crate::model::{TextMap, Toleration};

/// Bytes of all annotations of an object together, keys included.
const ANNOTATIONS: usize = 256 << 10;

/// Effects that a taint may have.
pub(super) const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// 1 to 63 of `a-z 0-9 -`, alphanumeric at both ends (RFC 1123).
pub(super) fn is_dns_label(text: &str) -> bool {
    text.len() <= 63 && is_dns_part(text)
}

/// The name of an object, a DNS subdomain: labels with dots between them, 253 bytes at most together.
pub(crate) fn is_object_name(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_dns_part)
}

fn is_dns_part(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// A key of labels, taints and annotations: a name, perhaps after a DNS prefix and a slash.
pub(super) fn is_qualified_name(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_object_name(prefix) && is_name(name),
        None => is_name(text),
    }
}

/// Empty, or a name.
pub(super) fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_name(text)
}

/// 1 to 63 of letters, digits, `-`, `_` and `.`, alphanumeric at both ends.
fn is_name(text: &str) -> bool {
    let end = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    bytes.len() <= 63
        && end(bytes.first())
        && end(bytes.last())
        && bytes
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
}

/// The name of an environment variable: printable ASCII but for `=`.
pub(super) fn is_variable(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| (b' '..=b'~').contains(&b) && b != b'=')
}

/// Checks a key of labels, taints and annotations.
///
/// # Errors
/// That it is none.
pub(super) fn key(text: &str) -> Result<(), String> {
    let wrong = || format!("\"{}\" is not a Kubernetes key", shown(text));
    is_qualified_name(text).then_some(()).ok_or_else(wrong)
}

/// Checks the value of a label, a taint or a node selector.
///
/// # Errors
/// What it may be.
pub(super) fn label_value(text: &str) -> Result<(), String> {
    let wrong = || {
        format!(
            "\"{}\" is not a label value: up to 63 letters, digits, -, _ and ., a letter or digit at both ends",
            shown(text)
        )
    };
    is_label_value(text).then_some(()).ok_or_else(wrong)
}

/// What is wrong with annotations. Kubernetes converts their keys to lower case before it checks them.
pub(super) fn annotations(annotations: &TextMap) -> Vec<String> {
    let mut found = Vec::new();
    let mut bytes = 0;
    for (name, value) in annotations {
        if key(&name.to_lowercase()).is_err() {
            found.extend(key(name).err());
        }
        bytes += name.len() + value.len();
    }
    if bytes > ANNOTATIONS {
        found.push(format!(
            "are {bytes} bytes in total; at most {ANNOTATIONS} are allowed"
        ));
    }
    found
}

/// Checks the name of a runtime class; empty is none.
///
/// # Errors
/// What it may be.
pub(super) fn runtime_class(text: &str) -> Result<(), String> {
    let wrong = || {
        format!(
            "\"{}\" is not the name of a runtime class: lower-case letters, digits, - and .",
            shown(text)
        )
    };
    (text.is_empty() || is_object_name(text))
        .then_some(())
        .ok_or_else(wrong)
}

/// The toleration of a taint as `kubectl` writes it: `key=value:Effect`, `key:Effect`, `key=value`. None
/// where the text is not more than a key.
pub fn taint(text: &str) -> Option<Toleration> {
    let text = trimmed(text);
    let (pair, effect) = match text.rsplit_once(':') {
        Some((pair, effect)) if EFFECTS.contains(&effect) => (pair, effect),
        _ => (text, ""),
    };
    let (key, operator, value) = match pair.split_once('=') {
        Some((key, value)) if !value.is_empty() => (key, "Equal", value),
        Some((key, _)) => (key, "Exists", ""),
        None => (pair, "Exists", ""),
    };
    let is_more = key.len() < text.len();
    (is_more && is_qualified_name(key) && is_label_value(value)).then(|| Toleration {
        key: key.to_owned(),
        operator: operator.to_owned(),
        value: value.to_owned(),
        effect: effect.to_owned(),
        ..Toleration::default()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    #[test]
    fn a_whole_taint_is_taken_apart() {
        let parts = |text| {
            let Toleration {
                key,
                operator,
                value,
                effect,
                ..
            } = taint(text)?;
            Some([key, operator, value, effect].join(" "))
        };
        for (text, expected) in [
            ("workload=gpu:NoSchedule", "workload Equal gpu NoSchedule"),
            ("workload=gpu", "workload Equal gpu "),
            ("dedicated:NoExecute", "dedicated Exists  NoExecute"),
            ("dedicated=:NoExecute", "dedicated Exists  NoExecute"),
            (
                " example.com/a=b:PreferNoSchedule\u{200b}",
                "example.com/a Equal b PreferNoSchedule",
            ),
        ] {
            assert_eq!(parts(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "workload",
            "a b=c:NoSchedule",
            "a=b c:NoSchedule",
            "a:never",
            ":NoSchedule",
            "=b",
        ] {
            assert_eq!(taint(text), None, "{text}");
        }
    }

    /// Near enough to keys and values that many are right.
    const NEAR: &str = "[a-zA-Z0-9._/ -]{0,8}|([a-z0-9-]{1,4}[.]){0,2}[a-z0-9-]{1,4}/[A-Za-z0-9._-]{1,6}|[a-z]{61,65}|[a-z]{63}/a";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        /// The expressions and lengths that the validation package publishes.
        #[test]
        fn names_are_those_of_the_published_expressions(text in NEAR) {
            let is = |expression: &str, text: &str| Regex::new(&format!("^({expression})$")).unwrap().is_match(text);
            let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
            let subdomain = |text: &str| is(&format!(r"{label}(\.{label})*"), text) && text.len() <= 253;
            let name = |text: &str| is("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]", text) && text.len() <= 63;
            let parts: Vec<_> = text.split('/').collect();
            let qualified = match parts.as_slice() {
                [one] => name(one),
                [prefix, one] => subdomain(prefix) && name(one),
                _ => false,
            };
            prop_assert_eq!(is_qualified_name(&text), qualified);
            prop_assert_eq!(is_dns_label(&text), is(label, &text) && text.len() <= 63);
            prop_assert_eq!(is_object_name(&text), subdomain(&text));
            prop_assert_eq!(is_label_value(&text), is("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?", &text) && text.len() <= 63);
        }
    }
}
