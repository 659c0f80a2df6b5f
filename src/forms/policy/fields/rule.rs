//! A network rule as a form has it: one peer, what is left out of it, its ports (contract-v1 3.7).

use contract::document::Message;
use serde_json::{Value, json};

use super::object::with;

/// Whom a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    Cidr,
    Hostname,
    Any,
    Tenant,
    Selector,
}

/// What is left out of the hosts.
const HOSTS_EXCEPT: &str = "httpsHostnameExcept";

impl Peer {
    const ALL: [Self; 5] = [
        Self::Cidr,
        Self::Hostname,
        Self::Any,
        Self::Tenant,
        Self::Selector,
    ];

    /// Those that a rule of that message can be about.
    pub(super) fn of_message(message: &'static Message) -> impl Iterator<Item = Self> {
        let has = move |peer: &Self| message.field(peer.key()).is_some();
        Self::ALL.into_iter().filter(has)
    }

    /// Whom a rule is about; none where it says nobody.
    pub(super) fn of(rule: &Value) -> Option<Self> {
        let is_named = |peer: &Self| rule.get(peer.key()).is_some_and(|peer| !peer.is_null());
        Self::ALL.into_iter().find(is_named)
    }

    /// Its field.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Cidr => "cidr",
            Self::Hostname => "httpsHostname",
            Self::Any => "any",
            Self::Tenant => "tenant",
            Self::Selector => "selector",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Cidr => "Network prefix",
            Self::Hostname => "Host over HTTPS",
            Self::Any => "Any address",
            Self::Tenant => "Other sandboxes",
            Self::Selector => "Pods by label",
        }
    }

    /// What is typed for it, if anything is, by an example.
    pub(super) fn example(self) -> Option<&'static str> {
        match self {
            Self::Cidr => Some("203.0.113.0/24"),
            Self::Hostname => Some("*.example.com"),
            Self::Any | Self::Tenant | Self::Selector => None,
        }
    }

    fn first(self) -> Value {
        match self {
            Self::Cidr => json!({ "cidr": "" }),
            Self::Hostname => json!(""),
            Self::Any => json!(true),
            Self::Tenant => json!("TENANT_SCOPE_SAME_USER"),
            Self::Selector => json!({ "podLabels": {} }),
        }
    }
}

/// The rule about somebody else. Its ports stay.
pub(super) fn about(rule: Value, peer: Peer) -> Value {
    let others = Peer::ALL.map(Peer::key).into_iter().chain([HOSTS_EXCEPT]);
    let rule = others.fold(rule, |rule, key| with(rule, key, None));
    with(rule, peer.key(), Some(peer.first()))
}

/// What is typed for the peer.
pub(super) fn text(rule: &Value) -> String {
    let text = match Peer::of(rule) {
        Some(Peer::Cidr) => rule.pointer("/cidr/cidr"),
        Some(Peer::Hostname) => rule.get("httpsHostname"),
        _ => None,
    };
    text.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The rule with another text for its peer.
pub(super) fn with_text(rule: Value, text: &str) -> Value {
    match Peer::of(&rule) {
        Some(Peer::Cidr) => {
            let cidr = rule.get("cidr").cloned().unwrap_or_default();
            let cidr = with(cidr, "cidr", Some(text.into()));
            with(rule, "cidr", Some(cidr))
        }
        Some(Peer::Hostname) => with(rule, "httpsHostname", Some(text.into())),
        _ => rule,
    }
}

/// What is left out of the peer.
pub(super) fn except(rule: &Value) -> Vec<String> {
    let except = match Peer::of(rule) {
        Some(Peer::Cidr) => rule.pointer("/cidr/except"),
        Some(Peer::Hostname) => rule.get(HOSTS_EXCEPT),
        _ => None,
    };
    let texts = except.and_then(Value::as_array).into_iter().flatten();
    texts.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The rule with other things left out of its peer.
pub(super) fn without(rule: Value, except: &[String]) -> Value {
    let value = (!except.is_empty()).then(|| json!(except));
    match Peer::of(&rule) {
        Some(Peer::Cidr) => {
            let cidr = rule.get("cidr").cloned().unwrap_or_default();
            let cidr = with(cidr, "except", value);
            with(rule, "cidr", Some(cidr))
        }
        Some(Peer::Hostname) => with(rule, HOSTS_EXCEPT, value),
        _ => rule,
    }
}

/// The words of a line, between commas or spaces.
pub(super) fn words(line: &str) -> Vec<String> {
    let words = line
        .split([',', ' ', '\n'])
        .map(contract::invisible::trimmed);
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_peer_takes_the_place_and_the_ports_stay() {
        let rule = json!({
            "httpsHostname": "*.example", "httpsHostnameExcept": ["a.example"],
            "ports": [{ "port": 443 }], "later": 1,
        });
        assert_eq!(Peer::of(&rule), Some(Peer::Hostname));
        assert_eq!(text(&rule), "*.example");
        assert_eq!(except(&rule), ["a.example"]);
        let rule = about(rule, Peer::Cidr);
        let rule = without(
            with_text(rule, "10.0.0.0/8"),
            &words("10.1.0.0/16, 10.2.0.0/16"),
        );
        let expected = json!({
            "ports": [{ "port": 443 }], "later": 1,
            "cidr": { "cidr": "10.0.0.0/8", "except": ["10.1.0.0/16", "10.2.0.0/16"] },
        });
        assert_eq!(rule, expected);
        assert_eq!(without(rule, &[])["cidr"], json!({ "cidr": "10.0.0.0/8" }));
        assert_eq!(Peer::of(&json!({ "any": null, "ports": [] })), None);
    }

    #[test]
    fn every_peer_is_what_it_begins_with() {
        for peer in Peer::ALL {
            let rule = about(json!({}), peer);
            assert_eq!(Peer::of(&rule), Some(peer));
            assert_eq!(rule.as_object().unwrap().len(), 1);
        }
    }
}
