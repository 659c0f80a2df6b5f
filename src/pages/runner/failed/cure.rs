//! What a remedy changes of a runner (contract 1.7).

use contract::wire::{Overrides, Runner, Scaling};

use crate::format::{overrides::lines, remedy::Remedy};

/// A label of nodes; none selects any node.
pub(super) type Label = Option<(String, String)>;

/// Makes the change that a remedy asks for; `label` is the one chosen where it offers several.
pub(super) fn apply(remedy: &Remedy, label: &Label, runner: &mut Runner) {
    let spec = runner.managed_spec.get_or_insert_default();
    let overrides = spec.overrides.get_or_insert_default();
    match remedy {
        Remedy::Tolerate(toleration) => {
            if !overrides.tolerations.contains(toleration) {
                overrides.tolerations.push(toleration.clone());
            }
        }
        Remedy::Select(_) => overrides.node_selector = label.clone().into_iter().collect(),
        Remedy::Request {
            cpu,
            memory,
            in_all,
        } => request(overrides, cpu, memory, *in_all),
    }
}

/// Asks for no more than this; for all replicas together by running one.
fn request(overrides: &mut Overrides, cpu: &str, memory: &str, in_all: bool) {
    let resources = overrides.resources.get_or_insert_default();
    cpu.clone_into(&mut resources.cpu_request);
    memory.clone_into(&mut resources.memory_request);
    if in_all && let Some(scaling) = &mut overrides.scaling {
        *scaling = Scaling {
            replicas: 1,
            unknown: std::mem::take(&mut scaling.unknown),
            ..Scaling::default()
        };
    }
}

/// The choices among the labels that nodes have, and which to begin with: that of the key selected now.
pub(super) fn choices(labels: &[(String, String)], runner: &Runner) -> (Vec<Label>, usize) {
    let selector = overrides(runner).map(|overrides| &overrides.node_selector);
    let same_key = labels
        .iter()
        .position(|(key, _)| selector.is_some_and(|selector| selector.contains_key(key)));
    let all: Vec<_> = labels.iter().cloned().map(Some).chain([None]).collect();
    let begin = same_key.unwrap_or(all.len() - 1);
    (all, begin)
}

/// What the fix does, and what it leaves as it is.
pub(super) fn told(remedy: &Remedy, runner: &Runner) -> String {
    let does = match remedy {
        Remedy::Tolerate(_) => "Adds one toleration.",
        Remedy::Select(_) => "Changes the node selector.",
        Remedy::Request { .. } => "Lowers what the pod asks for.",
    };
    match overrides(runner).map_or(0, |overrides| lines(overrides).len()) {
        0 => does.to_owned(),
        1 => format!("{does} Other overrides are kept."),
        count => format!("{does} Of the {count} overrides no other is touched."),
    }
}

fn overrides(runner: &Runner) -> Option<&Overrides> {
    runner.managed_spec.as_ref()?.overrides.as_ref()
}

#[cfg(test)]
mod tests {
    use contract::wire::ManagedSpec;

    use super::*;

    fn runner(overrides: Overrides) -> Runner {
        Runner {
            managed_spec: Some(ManagedSpec {
                overrides: Some(overrides),
                ..ManagedSpec::default()
            }),
            ..Runner::default()
        }
    }

    #[test]
    fn a_lower_request_keeps_its_neighbours() {
        let mut runner = runner(Overrides {
            labels: [("a".to_owned(), "b".to_owned())].into(),
            scaling: Some(Scaling {
                replicas: 8,
                ..Scaling::default()
            }),
            ..Overrides::default()
        });
        let remedy = Remedy::Request {
            cpu: "4".into(),
            memory: "8Gi".into(),
            in_all: true,
        };
        apply(&remedy, &None, &mut runner);
        let overrides = overrides(&runner).unwrap();
        assert_eq!(overrides.labels.len(), 1);
        assert_eq!(overrides.scaling.as_ref().unwrap().replicas, 1);
        assert_eq!(overrides.resources.as_ref().unwrap().cpu_request, "4");
    }

    #[test]
    fn the_label_of_the_key_in_use_comes_first() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let labels = [pair("pool", "infra"), pair("arch", "amd64")];
        let on = |key: &str| {
            runner(Overrides {
                node_selector: [pair(key, "x")].into(),
                ..Overrides::default()
            })
        };
        assert_eq!(choices(&labels, &on("arch")).1, 1);
        let (all, none) = choices(&labels, &on("other"));
        assert_eq!((all.len(), &all[none]), (3, &None));
        let mut changed = on("arch");
        apply(&Remedy::Select(labels.to_vec()), &all[0], &mut changed);
        let selector = &overrides(&changed).unwrap().node_selector;
        assert_eq!(*selector, [pair("pool", "infra")].into());
    }

    #[test]
    fn a_taint_is_tolerated_once() {
        let remedy = Remedy::Tolerate(contract::wire::Toleration {
            key: "gpu".into(),
            ..Default::default()
        });
        let mut runner = Runner::default();
        apply(&remedy, &None, &mut runner);
        apply(&remedy, &None, &mut runner);
        assert_eq!(overrides(&runner).unwrap().tolerations.len(), 1);
    }
}
