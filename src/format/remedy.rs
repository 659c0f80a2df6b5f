//! What a hint asks for, where it is a change of the runner's own pod. Hints are the server's free text:
//! what is not recognized stays text.

use contract::wire::Toleration;

use super::toleration;

/// A change that a hint asks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Remedy {
    /// Tolerate a taint.
    Tolerate(Toleration),
    /// Select nodes by one of these labels, or by none.
    Select(Vec<(String, String)>),
    /// Ask for no more than this much CPU and memory, as quantities.
    Request {
        cpu: String,
        memory: String,
        /// For all replicas together.
        in_all: bool,
    },
}

/// The change that a hint asks for, if it is one.
pub(crate) fn of(hint: &str) -> Option<Remedy> {
    if let Some(found) = toleration::named_in(hint) {
        return Some(Remedy::Tolerate(found));
    }
    if hint.contains("node_selector") {
        let labels = hint.split_once("labels:").map_or("", |(_, rest)| rest);
        let pairs = labels
            .split(',')
            .filter_map(|label| label.trim().split_once('='))
            .filter(|(key, value)| is_word(key) && is_word(value))
            .map(|(key, value)| (key.to_owned(), value.to_owned()));
        return Some(Remedy::Select(pairs.collect()));
    }
    if hint.contains("overrides.resources") {
        let in_all = hint.contains("quota of ");
        let (_, rest) = hint
            .split_once("quota of ")
            .or_else(|| hint.split_once("at most "))?;
        let (cpu, rest) = rest.split_once(" CPU and ")?;
        let (memory, _) = rest.split_once(" memory")?;
        return (is_word(cpu) && is_word(memory)).then(|| Remedy::Request {
            cpu: cpu.to_owned(),
            memory: memory.to_owned(),
            in_all,
        });
    }
    None
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_hints_are_recognized() {
        assert!(matches!(
            of("Tolerate the taint workload=gpu:NoSchedule in the runner overrides"),
            Some(Remedy::Tolerate(_))
        ));
        let hint = "Change the node selector pool=gpu in the runner overrides \
            (managed_spec.overrides.node_selector); the nodes have the labels: pool=infra, arch=amd64";
        let labels = ["pool=infra", "arch=amd64"]
            .map(|label| label.split_once('=').unwrap())
            .map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(of(hint), Some(Remedy::Select(labels.into())));
        let none = "Change the node selector a=b in the runner overrides \
            (managed_spec.overrides.node_selector); the nodes have the labels: none";
        assert_eq!(of(none), Some(Remedy::Select(Vec::new())));
        let less = "Request less in the runner overrides (managed_spec.overrides.resources): the pod asks \
            for 64 CPU and 2Gi memory, the nodes have at most 7.5 CPU and 30Gi memory left";
        let request = |cpu: &str, memory: &str, in_all| {
            Some(Remedy::Request {
                cpu: cpu.into(),
                memory: memory.into(),
                in_all,
            })
        };
        assert_eq!(of(less), request("7.5", "30Gi", false));
        let quota = "Stay within the quota of 4 CPU and 8Gi memory: lower the requests or the replicas in \
            the runner overrides (managed_spec.overrides.resources, managed_spec.overrides.scaling)";
        assert_eq!(of(quota), request("4", "8Gi", true));
    }

    #[test]
    fn other_hints_stay_text() {
        for hint in [
            "Ask for a larger quota on cluster a",
            "Wait until cluster a is RUNNING (it is CREATING now); the install is retried by itself",
            "managed_spec.overrides.resources: at most <img src=x> CPU and 1 memory",
            "",
        ] {
            assert_eq!(of(hint), None, "{hint}");
        }
    }
}
