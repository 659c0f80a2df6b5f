//! What a simulated cluster is made of: nodes and a quota.

use std::fmt;

use contract::model::TextMap;
use serde::{Deserialize, Serialize};

/// The nodes and the quota of a cluster.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Site {
    pub(crate) pools: Vec<NodePool>,
    pub(crate) quota: Option<Quota>,
}

/// Nodes that are alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct NodePool {
    pub(crate) nodes: u32,
    pub(crate) labels: TextMap,
    pub(crate) taints: Vec<Taint>,
    /// What a node has left for one more pod, in cores.
    pub(crate) cpu: f64,
    /// What a node has left for one more pod, in bytes.
    pub(crate) memory: f64,
}

/// What the namespace of the runner may request in all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Quota {
    /// Cores.
    pub(crate) cpu: f64,
    /// Bytes.
    pub(crate) memory: f64,
}

/// A Kubernetes taint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Taint {
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) effect: String,
}

impl Taint {
    pub(crate) fn new(key: &str, value: &str, effect: &str) -> Self {
        Self {
            key: key.to_owned(),
            value: value.to_owned(),
            effect: effect.to_owned(),
        }
    }
}

/// As `kubectl` writes it: `key=value:Effect`, without a value `key:Effect`.
impl fmt::Display for Taint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.value.is_empty() {
            write!(f, "{}:{}", self.key, self.effect)
        } else {
            write!(f, "{}={}:{}", self.key, self.value, self.effect)
        }
    }
}
