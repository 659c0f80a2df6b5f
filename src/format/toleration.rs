//! Tolerations as `kubectl` writes taints, and the taint that a hint names.

use contract::wire::Toleration;

/// `key=value:Effect`; `key:Effect` for any value; `any taint` for an empty key.
pub(crate) fn text(toleration: &Toleration) -> String {
    let Toleration {
        key,
        operator,
        value,
        effect,
        ..
    } = toleration;
    let mut out = match (key.as_str(), operator.as_str()) {
        ("", _) => "any taint".to_owned(),
        (key, "Exists") => key.to_owned(),
        (key, _) => format!("{key}={value}"),
    };
    if !effect.is_empty() {
        out = format!("{out}:{effect}");
    }
    out
}

/// Effects of taints, and the empty one that stands for each of them.
pub(crate) const EFFECTS: [&str; 4] = ["NoSchedule", "PreferNoSchedule", "NoExecute", ""];

/// The toleration of the first taint that a text names in `kubectl`'s form, such as
/// `workload=gpu:NoSchedule` or `dedicated:NoExecute`.
pub(crate) fn named_in(text: &str) -> Option<Toleration> {
    text.split(|c: char| c.is_whitespace() || "\"'`,;()<>{}".contains(c))
        .find_map(|word| parse(word.trim_end_matches('.')))
}

fn parse(word: &str) -> Option<Toleration> {
    let (taint, effect) = word.rsplit_once(':')?;
    EFFECTS.contains(&effect).then_some(())?;
    let (key, operator, value) = match taint.split_once('=') {
        Some((key, value)) => (key, "Equal", value),
        None => (taint, "Exists", ""),
    };
    (!effect.is_empty() && !key.is_empty()).then(|| Toleration {
        key: key.to_owned(),
        operator: operator.to_owned(),
        value: value.to_owned(),
        effect: effect.to_owned(),
        ..Toleration::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_a_taint() {
        let hint = "Tolerate the taint purpose=training:NoSchedule in the runner overrides";
        let found = named_in(hint).unwrap();
        assert_eq!(text(&found), "purpose=training:NoSchedule");
        assert_eq!(found.operator, "Equal");
        let exists = named_in("taint `sunk.coreweave.com/lock:NoExecute`.").unwrap();
        assert_eq!(
            (exists.operator.as_str(), exists.value.as_str()),
            ("Exists", "")
        );
    }

    #[test]
    fn other_hints_do_not() {
        for hint in [
            "Raise the quota: 3 of 3 used",
            "See https://docs.example:443 for NoSchedule",
            "Check the image registry.example/runner:latest",
            ":NoSchedule",
            "",
        ] {
            assert_eq!(named_in(hint), None, "{hint}");
        }
    }

    #[test]
    fn texts_read_like_taints() {
        let mut toleration = Toleration {
            operator: "Exists".into(),
            ..Toleration::default()
        };
        assert_eq!(text(&toleration), "any taint");
        toleration.key = "gpu".into();
        assert_eq!(text(&toleration), "gpu");
        toleration.effect = "NoExecute".into();
        assert_eq!(text(&toleration), "gpu:NoExecute");
    }
}
