//! The settings of a pod as lines of label and value, for cards and for differences.

use contract::model::{Overrides, Resources, Scaling, TextMap};

use super::{count, toleration};

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The group it belongs to, as people name it.
    pub(crate) group: &'static str,
    /// Name within the group, where it has one.
    pub(crate) name: String,
    pub(crate) value: String,
    /// The value may be a secret and is masked until asked for (contract 1.5).
    pub(crate) secret: bool,
}

impl Line {
    /// A setting that is no secret.
    pub(crate) fn new(
        group: &'static str,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        Self {
            group,
            name: name.into(),
            value: value.into(),
            secret: false,
        }
    }

    /// The line as text; secrets stay masked.
    pub(crate) fn text(&self) -> String {
        let value = if self.secret {
            "••••••"
        } else {
            &self.value
        };
        match (self.name.as_str(), value) {
            ("", value) => format!("{}: {value}", self.group),
            (name, value) => format!("{}: {name} = {value}", self.group),
        }
    }
}

/// Everything that is set; an empty list means platform defaults.
pub(crate) fn lines(overrides: &Overrides) -> Vec<Line> {
    let mut out = map("Node selector", &overrides.node_selector);
    out.extend(
        overrides
            .tolerations
            .iter()
            .map(|t| Line::new("Tolerations", "", toleration::text(t))),
    );
    out.extend(
        overrides
            .resources
            .iter()
            .flat_map(|r| resources("Resources", r)),
    );
    out.extend(overrides.scaling.iter().flat_map(scaling));
    out.extend(map("Labels", &overrides.labels));
    out.extend(map("Annotations", &overrides.annotations));
    out.extend(
        map("Environment", &overrides.env)
            .into_iter()
            .map(|line| Line {
                secret: true,
                ..line
            }),
    );
    out.extend(
        overrides
            .args
            .iter()
            .map(|arg| Line::new("Arguments", "", arg)),
    );
    out.extend(text("Runtime class, CPU", &overrides.cpu_runtime_class));
    out.extend(text("Runtime class, GPU", &overrides.gpu_runtime_class));
    out.extend(text("Scheduler", &overrides.scheduler_name));
    out.extend(overrides.unknown.iter().map(|(key, value)| Line {
        // Whatever it is, this build cannot know that it is no secret.
        secret: true,
        ..Line::new("Other", key, value.to_string())
    }));
    out
}

fn map(group: &'static str, entries: &TextMap) -> Vec<Line> {
    entries
        .iter()
        .map(|(key, value)| Line::new(group, key, value))
        .collect()
}

/// Requests and limits that are set.
pub(crate) fn resources(group: &'static str, resources: &Resources) -> Vec<Line> {
    [
        ("CPU request", &resources.cpu_request),
        ("CPU limit", &resources.cpu_limit),
        ("memory request", &resources.memory_request),
        ("memory limit", &resources.memory_limit),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| Line::new(group, name, value))
    .collect()
}

/// Replicas in words: `replicas` counts only with autoscaling off (contract 1.5).
fn scaling(scaling: &Scaling) -> Vec<Line> {
    let line = |value| Line::new("Scaling", "", value);
    match (scaling.autoscaling_enabled, scaling.max_replicas) {
        (false, _) if scaling.replicas == 0 => Vec::new(),
        (false, _) => vec![line(count::of(scaling.replicas, "replica"))],
        (true, 0) => vec![line(format!(
            "automatic, at least {}",
            count::of(scaling.min_replicas, "replica")
        ))],
        (true, max) => vec![line(format!(
            "automatic, {} to {max} replicas",
            scaling.min_replicas
        ))],
    }
}

fn text(group: &'static str, value: &str) -> Option<Line> {
    (!value.is_empty()).then(|| Line::new(group, "", value))
}

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Kept(String),
    Removed(String),
    Added(String),
}

/// How one list of lines becomes another; order carries no meaning.
pub(crate) fn difference(before: &[Line], after: &[Line]) -> Vec<Change> {
    let kept = |line: &Line| Change::Kept(line.text());
    let mut out: Vec<Change> = before
        .iter()
        .map(|line| {
            if after.contains(line) {
                kept(line)
            } else {
                Change::Removed(line.text())
            }
        })
        .collect();
    out.extend(
        after
            .iter()
            .filter(|line| !before.contains(line))
            .map(|line| Change::Added(line.text())),
    );
    out
}

#[cfg(test)]
mod tests {
    use contract::model::Toleration;

    use super::*;

    fn overrides() -> Overrides {
        Overrides {
            env: [("TOKEN".to_owned(), "hush".to_owned())].into(),
            tolerations: vec![Toleration {
                key: "gpu".into(),
                operator: "Exists".into(),
                ..Toleration::default()
            }],
            ..Overrides::default()
        }
    }

    #[test]
    fn environment_is_masked_in_text() {
        let text: Vec<String> = lines(&overrides()).iter().map(Line::text).collect();
        assert_eq!(text, ["Tolerations: gpu", "Environment: TOKEN = ••••••"]);
    }

    #[test]
    fn nothing_set_is_no_line() {
        assert!(lines(&Overrides::default()).is_empty());
    }

    #[test]
    fn a_difference_names_what_goes_and_comes() {
        let before = lines(&overrides());
        let mut changed = overrides();
        changed.tolerations.clear();
        changed.node_selector.insert("pool".into(), "infra".into());
        let after = lines(&changed);
        assert_eq!(
            difference(&before, &after),
            [
                Change::Removed("Tolerations: gpu".into()),
                Change::Kept("Environment: TOKEN = ••••••".into()),
                Change::Added("Node selector: pool = infra".into()),
            ]
        );
    }
}
