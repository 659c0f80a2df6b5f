//! What the runner's pod needs from a node, and which nodes accept it.

use contract::model::{DeploymentSpec, Resources, TextMap, Toleration};
use contract::quantity;

use super::deployment::replicas;
use super::site::{NodePool, Quota, Taint};

/// Whether a toleration takes a taint, by the rules of Kubernetes.
pub(crate) fn tolerates(toleration: &Toleration, taint: &Taint) -> bool {
    let effect = toleration.effect.is_empty() || toleration.effect == taint.effect;
    let key = toleration.key.is_empty() || toleration.key == taint.key;
    let value = match toleration.operator.as_str() {
        "Exists" => true,
        "" | "Equal" => !toleration.key.is_empty() && toleration.value == taint.value,
        _ => false,
    };
    effect && key && value
}

/// The taints of a pool that keep the pod away. `PreferNoSchedule` is a wish and keeps nobody away.
pub(super) fn untolerated<'a>(
    pool: &'a NodePool,
    tolerations: &'a [Toleration],
) -> impl Iterator<Item = &'a Taint> {
    pool.taints.iter().filter(|taint| {
        taint.effect != "PreferNoSchedule" && !tolerations.iter().any(|t| tolerates(t, taint))
    })
}

pub(super) fn selects(selector: &TextMap, labels: &TextMap) -> bool {
    selector
        .iter()
        .all(|(key, value)| labels.get(key) == Some(value))
}

/// What the pods of the runner request.
pub(super) struct Need {
    pub(super) cpu: f64,
    pub(super) memory: f64,
    pub(super) replicas: f64,
}

impl Need {
    pub(super) fn of(spec: &DeploymentSpec) -> Self {
        let read = |pick: fn(&Resources) -> &String| {
            let text = spec.resources.as_ref().map(pick);
            text.and_then(|text| quantity::parse(text)).unwrap_or(0.0)
        };
        Self {
            cpu: read(|r| &r.cpu_request),
            memory: read(|r| &r.memory_request),
            replicas: f64::from(replicas(spec)),
        }
    }

    pub(super) fn fits(&self, pool: &NodePool) -> bool {
        self.cpu <= pool.cpu && self.memory <= pool.memory
    }

    pub(super) fn exceeds(&self, quota: Quota) -> bool {
        self.cpu * self.replicas > quota.cpu || self.memory * self.replicas > quota.memory
    }
}
