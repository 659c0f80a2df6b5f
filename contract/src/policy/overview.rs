//! The network rules of a policy at a glance: each rule once, with its purpose (contract-v1 3.7, 9.3).

use serde_json::Value;

use super::rule::{Direction, Rule};
use super::summary::rule_words;
use super::{Policy, envelope};

/// What sandboxes may reach, or who may reach them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Out of the sandbox; else into it.
    pub is_egress: bool,
    /// Whether an envelope is set. Without one nothing that a sandbox asks for is outside.
    pub is_bounded: bool,
    /// Whether the policy says what a sandbox that asks for nothing gets.
    pub has_default: bool,
    /// The rules of envelope and default, each once, in the order of the document.
    pub rules: Vec<RuleLine>,
}

/// A rule with what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    /// The rule in words.
    pub words: String,
    /// A sandbox may ask for it: it lies inside the envelope.
    pub is_allowed: bool,
    /// A sandbox that asks for nothing gets it.
    pub is_default: bool,
}

impl RuleLine {
    /// A default outside the envelope: sandboxes that ask for nothing are refused.
    pub fn is_contradiction(&self) -> bool {
        self.is_default && !self.is_allowed
    }
}

/// Both ways, egress first.
pub fn network(policy: &Policy) -> [Way; 2] {
    let group = policy.group("network");
    [Direction::Egress, Direction::Ingress].map(|direction| {
        let (allowed, default) = (
            group.list(direction.allowed()),
            group.list(direction.default()),
        );
        let envelope = Rule::read_all(allowed);
        let inside = |rule: &Value| {
            allowed.is_empty()
                || allowed.contains(rule)
                || Rule::read(rule).is_some_and(|rule| envelope::contains(&envelope, &rule))
        };
        let mut rules: Vec<RuleLine> = Vec::new();
        for (rule, is_default) in allowed
            .iter()
            .map(|rule| (rule, false))
            .chain(default.iter().map(|rule| (rule, true)))
        {
            let words = rule_words(rule);
            match rules.iter_mut().find(|line| line.words == words) {
                Some(line) => line.is_default |= is_default,
                None => rules.push(RuleLine {
                    words,
                    is_allowed: inside(rule),
                    is_default,
                }),
            }
        }
        Way {
            is_egress: direction == Direction::Egress,
            is_bounded: !allowed.is_empty(),
            has_default: !default.is_empty(),
            rules,
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_rule_stands_once_with_what_it_is_for() {
        let policy = Policy::of(json!({ "constraints": { "network": {
            "allowedEgress": [{ "any": true }, { "httpsHostname": "*.pypi.example" }],
            "defaultEgress": [{ "any": true }, { "tenant": "TENANT_SCOPE_SAME_USER" }, { "httpsHostname": "a.example" }],
        } } }));
        let [egress, ingress] = network(&policy.unwrap_or_default());
        assert!(egress.is_egress && egress.is_bounded && egress.has_default);
        let lines: Vec<_> = egress
            .rules
            .iter()
            .map(|line| {
                (
                    line.words.as_str(),
                    line.is_allowed,
                    line.is_default,
                    line.is_contradiction(),
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("any address", true, true, false),
                ("*.pypi.example", true, false, false),
                ("sandboxes of the same user", true, true, false),
                ("a.example", false, true, true),
            ]
        );
        assert!(!ingress.is_bounded && !ingress.has_default && ingress.rules.is_empty());
    }
}
