//! Tolerations as `kubectl` writes taints.

use contract::model::Toleration;

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

#[cfg(test)]
mod tests {
    use super::*;

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
