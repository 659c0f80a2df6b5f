//! What the data plane can be: one of several, or not set (contract-v1 2.3).

use contract::document::camel;
use serde_json::{Map, Value, json};

use super::parts::{Parts, doc};

/// Where it is below the spec.
pub(super) const AT: &str = "data_plane";

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    NotSet,
    Disabled,
    ClusterIp,
    LoadBalancer,
    Custom,
}

impl Choice {
    pub(super) const ALL: [Self; 5] = [
        Self::NotSet,
        Self::Disabled,
        Self::ClusterIp,
        Self::LoadBalancer,
        Self::Custom,
    ];

    /// What is chosen; none where it is several, or an object without any.
    pub(super) fn of(parts: &Parts) -> Option<Self> {
        let Some(data_plane) = parts.at(AT) else {
            return Some(Self::NotSet);
        };
        let is_there = |choice: &Self| {
            let member = choice.key().and_then(|key| data_plane.get(camel(key)));
            member.is_some_and(|member| !member.is_null())
        };
        let mut chosen = Self::ALL.into_iter().filter(is_there);
        let first = chosen.next();
        first.filter(|_| chosen.next().is_none())
    }

    /// Its name in the API.
    fn key(self) -> Option<&'static str> {
        match self {
            Self::NotSet => None,
            Self::Disabled => Some("disabled"),
            Self::ClusterIp => Some("cluster_ip"),
            Self::LoadBalancer => Some("load_balancer"),
            Self::Custom => Some("custom"),
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::NotSet => "Not set",
            Self::Disabled => "Disabled",
            Self::ClusterIp => "Cluster IP",
            Self::LoadBalancer => "Load balancer",
            Self::Custom => "Custom",
        }
    }

    /// What it means.
    pub(super) fn hint(self) -> &'static str {
        match self.key() {
            Some(key) => doc(&format!("{AT}.{key}")),
            None => "The platform’s default: no direct endpoint.",
        }
    }

    /// The data plane in which it is chosen and nothing else said.
    pub(super) fn value(self) -> Option<Value> {
        let key = self.key()?;
        let chosen = [(camel(key), json!({}))];
        Some(Value::Object(chosen.into_iter().collect::<Map<_, _>>()))
    }
}

/// What a data plane says beside the choice, by name: it is gone with another choice.
pub(super) fn details(data_plane: &Value) -> Vec<String> {
    let members = data_plane.as_object().into_iter().flatten();
    let fields = members.filter_map(|(_, member)| member.as_object());
    let names = fields.flat_map(Map::keys);
    names.map(|name| contract::document::snake(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_what_it_sets() {
        for choice in Choice::ALL {
            let mut parts = Parts::default();
            parts.put(AT, choice.value());
            assert_eq!(Choice::of(&parts), Some(choice));
            assert!(!choice.hint().is_empty(), "{choice:?}");
        }
    }

    #[test]
    fn several_or_none_are_no_choice() {
        let mut parts = Parts::default();
        parts.put("data_plane.disabled", Some(json!({})));
        parts.put(
            "data_plane.cluster_ip.annotations",
            Some(json!({ "a": "b" })),
        );
        assert_eq!(Choice::of(&parts), None);
        assert_eq!(details(parts.at(AT).unwrap()), ["annotations"]);
        parts.put(AT, Some(json!({})));
        assert_eq!(Choice::of(&parts), None);
        assert_eq!(details(parts.at(AT).unwrap()), [""; 0]);
    }
}
