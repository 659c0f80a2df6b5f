//! What a failed install asks for (contract 1.7): the sentence of a hint, and what the sentence means.
//!
//! The local control plane writes its hints here and the page reads them here, so that both mean the same. Hints
//! of a remote API are its own free text: what is not recognized stays text.

mod change;

use std::fmt;

use crate::model::Toleration;
use crate::part::Part;

pub use change::Label;

/// A key with a value, as labels of nodes have.
pub type Pair = (String, String);

/// CPU and memory of a pod, as quantities (contract 1.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// Cores.
    pub cpu: String,
    /// Bytes.
    pub memory: String,
}

/// What fixes a failed install. The last three cannot be fixed in the runner: someone else has to help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Tolerate a taint.
    Tolerate {
        /// Key of the taint.
        key: String,
        /// Its value; empty where it has none.
        value: String,
        /// Its effect.
        effect: String,
    },
    /// Select other nodes.
    Select {
        /// The labels that are asked for, and that no node has together.
        selector: Vec<Pair>,
        /// The labels that nodes have.
        labels: Vec<Pair>,
    },
    /// Ask for less.
    Request {
        /// What the pod asks for.
        asked: Amount,
        /// The most that a node has left.
        most: Amount,
    },
    /// Ask for less with all replicas together.
    StayWithin {
        /// The quota.
        quota: Amount,
    },
    /// Let somebody enlarge the quota of a cluster.
    EnlargeQuota {
        /// Name of the cluster.
        cluster: String,
    },
    /// Let somebody add a node to a cluster.
    AddNode {
        /// Name of the cluster.
        cluster: String,
    },
    /// Wait for a cluster.
    Wait {
        /// Name of the cluster.
        cluster: String,
        /// Its status, as a bare word.
        status: String,
    },
}

const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// Writes the sentence of a hint.
impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const AT: &str = Part::Overrides.place();
        match self {
            Self::Tolerate { key, value, effect } => {
                let equals = if value.is_empty() { "" } else { "=" };
                write!(
                    f,
                    "Tolerate the taint {key}{equals}{value}:{effect} in the runner overrides ({AT}.tolerations)"
                )
            }
            Self::Select { selector, labels } => {
                let selector = written(selector, ",");
                let labels = match written(labels, ", ") {
                    none if none.is_empty() => "none".to_owned(),
                    labels => labels,
                };
                write!(
                    f,
                    "Change the node selector {selector} in the runner overrides ({AT}.node_selector); the nodes have the labels: {labels}"
                )
            }
            Self::Request { asked, most } => write!(
                f,
                "Request less in the runner overrides ({AT}.resources): the pod asks for {} CPU and {} memory, the nodes have at most {} CPU and {} memory left",
                asked.cpu, asked.memory, most.cpu, most.memory
            ),
            Self::StayWithin { quota } => write!(
                f,
                "Stay within the quota of {} CPU and {} memory: lower the requests or the replicas in the runner overrides ({AT}.resources, {AT}.scaling)",
                quota.cpu, quota.memory
            ),
            Self::EnlargeQuota { cluster } => {
                write!(f, "Ask for a larger quota on cluster {cluster}")
            }
            Self::AddNode { cluster } => write!(
                f,
                "Add a node to cluster {cluster}; the runner needs one that is schedulable"
            ),
            Self::Wait { cluster, status } => write!(
                f,
                "Wait until cluster {cluster} is RUNNING (it is {status} now); the install is retried by itself"
            ),
        }
    }
}

impl Remedy {
    /// What a hint asks for, if it is recognized.
    pub fn read(hint: &str) -> Option<Self> {
        read_elsewhere(hint)
            .or_else(|| read_taint(hint))
            .or_else(|| read_selector(hint))
            .or_else(|| read_amounts(hint))
    }

    /// The toleration of a taint: of any value where the taint has none.
    fn toleration(key: &str, value: &str, effect: &str) -> Toleration {
        let operator = if value.is_empty() { "Exists" } else { "Equal" };
        Toleration {
            key: key.to_owned(),
            operator: operator.to_owned(),
            value: value.to_owned(),
            effect: effect.to_owned(),
            ..Toleration::default()
        }
    }
}

fn read_elsewhere(hint: &str) -> Option<Remedy> {
    let cluster = |before: &str, after: &str| {
        let name = hint.strip_prefix(before)?.strip_suffix(after)?;
        Some(name.to_owned())
    };
    if let Some(cluster) = cluster("Ask for a larger quota on cluster ", "") {
        return Some(Remedy::EnlargeQuota { cluster });
    }
    let add = cluster(
        "Add a node to cluster ",
        "; the runner needs one that is schedulable",
    );
    if let Some(cluster) = add {
        return Some(Remedy::AddNode { cluster });
    }
    let text = cluster(
        "Wait until cluster ",
        " now); the install is retried by itself",
    )?;
    let (cluster, status) = text.rsplit_once(" is RUNNING (it is ")?;
    Some(Remedy::Wait {
        cluster: cluster.to_owned(),
        status: status.to_owned(),
    })
}

/// The first taint that a text names in `kubectl`'s form, such as `workload=gpu:NoSchedule` or
/// `dedicated:NoExecute`.
fn read_taint(text: &str) -> Option<Remedy> {
    let words = text.split(|c: char| c.is_whitespace() || "\"'`,;()<>{}".contains(c));
    words
        .filter_map(|word| word.trim_end_matches('.').rsplit_once(':'))
        .filter(|(taint, effect)| EFFECTS.contains(effect) && !taint.is_empty())
        .map(|(taint, effect)| {
            let (key, value) = taint.split_once('=').unwrap_or((taint, ""));
            Remedy::Tolerate {
                key: key.to_owned(),
                value: value.to_owned(),
                effect: effect.to_owned(),
            }
        })
        .next()
}

fn read_selector(hint: &str) -> Option<Remedy> {
    if !hint.contains("node_selector") {
        return None;
    }
    let selector = hint
        .split_once("node selector ")
        .and_then(|(_, rest)| rest.split_once(' '))
        .map_or("", |(selector, _)| selector);
    let labels = hint.split_once("labels:").map_or("", |(_, rest)| rest);
    Some(Remedy::Select {
        selector: read_pairs(selector),
        labels: read_pairs(labels),
    })
}

fn read_amounts(hint: &str) -> Option<Remedy> {
    if !hint.contains("overrides.resources") {
        return None;
    }
    if let Some(quota) = amount_after(hint, "quota of ") {
        return Some(Remedy::StayWithin { quota });
    }
    let most = amount_after(hint, "at most ")?;
    let asked = amount_after(hint, "asks for ").unwrap_or_else(|| most.clone());
    Some(Remedy::Request { asked, most })
}

/// `4 CPU and 8Gi memory` after some words.
fn amount_after(hint: &str, words: &str) -> Option<Amount> {
    let (_, rest) = hint.split_once(words)?;
    let (cpu, rest) = rest.split_once(" CPU and ")?;
    let (memory, _) = rest.split_once(" memory")?;
    let is_quantity = |text: &str| crate::quantity::parse(text).is_some();
    (is_quantity(cpu) && is_quantity(memory)).then(|| Amount {
        cpu: cpu.to_owned(),
        memory: memory.to_owned(),
    })
}

fn written(pairs: &[Pair], between: &str) -> String {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    pairs.join(between)
}

fn read_pairs(text: &str) -> Vec<Pair> {
    let is_plain = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
    };
    text.split(',')
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, value)| !key.is_empty() && is_plain(key) && is_plain(value))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> impl Strategy<Value = String> {
        "([a-z]{1,8}(\\.[a-z]{1,4})?/)?[A-Za-z]([-A-Za-z0-9_.]{0,6}[A-Za-z0-9])?"
    }

    fn value() -> impl Strategy<Value = String> {
        "([A-Za-z0-9]([-A-Za-z0-9_.]{0,6}[A-Za-z0-9])?)?"
    }

    fn pairs() -> impl Strategy<Value = Vec<Pair>> {
        prop::collection::vec((key(), value()), 0..4)
    }

    fn amount() -> impl Strategy<Value = Amount> {
        let cpu = "[1-9][0-9]{0,2}(\\.[0-9]{1,2})?|[1-9][0-9]{0,3}m";
        let memory = "[1-9][0-9]{0,3}(\\.[0-9]{1,2})?(Mi|Gi|Ti)?";
        (cpu, memory).prop_map(|(cpu, memory)| Amount { cpu, memory })
    }

    fn remedy() -> impl Strategy<Value = Remedy> {
        let cluster = "[ -~]{1,20}";
        prop_oneof![
            (key(), value(), prop::sample::select(&EFFECTS[..])).prop_map(
                |(key, value, effect)| Remedy::Tolerate {
                    key,
                    value,
                    effect: effect.to_owned(),
                }
            ),
            (pairs(), pairs()).prop_map(|(selector, labels)| Remedy::Select { selector, labels }),
            (amount(), amount()).prop_map(|(asked, most)| Remedy::Request { asked, most }),
            amount().prop_map(|quota| Remedy::StayWithin { quota }),
            cluster.prop_map(|cluster| Remedy::EnlargeQuota { cluster }),
            cluster.prop_map(|cluster| Remedy::AddNode { cluster }),
            (cluster, "[A-Z_]{1,12}")
                .prop_map(|(cluster, status)| Remedy::Wait { cluster, status }),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(remedy in remedy()) {
            prop_assert_eq!(Remedy::read(&remedy.to_string()), Some(remedy));
        }

        #[test]
        fn whatever_a_hint_says_it_is_read_or_stays_text(hint in ".{0,60}") {
            Remedy::read(&hint);
        }
    }

    #[test]
    fn hints_in_other_words_are_read_where_they_are_plain() {
        let taint = |key: &str, value: &str, effect: &str| Remedy::Tolerate {
            key: key.into(),
            value: value.into(),
            effect: effect.into(),
        };
        assert_eq!(
            Remedy::read("Tolerate the taint workload=gpu:NoSchedule in the runner overrides"),
            Some(taint("workload", "gpu", "NoSchedule"))
        );
        assert_eq!(
            Remedy::read("taint `sunk.coreweave.com/lock:NoExecute`."),
            Some(taint("sunk.coreweave.com/lock", "", "NoExecute"))
        );
    }

    #[test]
    fn other_hints_stay_text() {
        for hint in [
            "Raise the quota: 3 of 3 used",
            "See https://docs.example:443 for NoSchedule",
            "Check the image registry.example/runner:latest",
            "managed_spec.overrides.resources: at most <img src=x> CPU and 1 memory",
            ":NoSchedule",
            "",
        ] {
            assert_eq!(Remedy::read(hint), None, "{hint}");
        }
    }
}
