//! Envelopes, default rules, port 53, and from where callers come.

use serde_json::Value;

use super::{Effect, EffectKind};
use crate::document::snake;
use crate::policy::prefix::{self, Addresses};
use crate::policy::read::At;
use crate::policy::rule::{Direction, Rule};
use crate::policy::summary::rule_words;
use crate::policy::{Policy, envelope};

pub(super) fn compare(old: &Policy, new: &Policy) -> Vec<Effect> {
    let mut effects = Vec::new();
    let [was, is] = [old, new].map(|policy| policy.group("network"));
    let mut add = |field: &str, kind, words: String| effects.push(effect(field, kind, words));
    for direction in [Direction::Egress, Direction::Ingress] {
        let (list, word) = (direction.allowed(), direction.word());
        let [before, after] = [was, is].map(|group| group.list(list));
        if lost(before, after) {
            add(list, EffectKind::Refuses, outside(before, after, word));
        }
        if lost(after, before) {
            add(list, EffectKind::Allows, outside(after, before, word));
        }
        let list = direction.default();
        let [before, after] = [old, new].map(|policy| {
            policy
                .normal()
                .pointer(&format!("/constraints/network/{list}"))
                .cloned()
        });
        if before != after {
            let rules = is.list(list).iter().map(rule_words).collect::<Vec<_>>();
            let words = match rules.as_slice() {
                [] => "no longer set by the policy".to_owned(),
                rules => crate::policy::judge::listed(rules),
            };
            add(
                list,
                EffectKind::Changes,
                format!("{word} by default: {words}"),
            );
        }
    }
    let denies = [was, is].map(|group| group.choice("dnsEgress") == Some("DNS_EGRESS_MODE_DENY"));
    let words = "sandboxes that do not block port 53 themselves".to_owned();
    match denies {
        [false, true] => add("dnsEgress", EffectKind::Refuses, words),
        [true, false] => add("dnsEgress", EffectKind::Allows, words),
        _ => {}
    }
    effects
}

fn effect(field: &str, kind: EffectKind, words: String) -> Effect {
    Effect {
        group: "network",
        path: format!("constraints.network.{}", snake(field)),
        kind,
        words,
    }
}

/// Whether something that one envelope grants is not granted by the other. Empty grants everything.
fn lost(before: &[Value], after: &[Value]) -> bool {
    match (before, after) {
        (_, []) => false,
        ([], _) => true,
        _ => !gone(before, after).is_empty(),
    }
}

/// The rules of one envelope that do not lie inside the other.
fn gone<'a>(before: &'a [Value], after: &[Value]) -> Vec<&'a Value> {
    let after = Rule::read_all(after);
    let outside =
        |rule: &&Value| Rule::read(rule).is_some_and(|rule| !envelope::contains(&after, &rule));
    before.iter().filter(outside).collect()
}

fn outside(before: &[Value], after: &[Value], word: &str) -> String {
    if before.is_empty() {
        let rules: Vec<_> = after.iter().map(rule_words).collect();
        return format!("{word} other than {}", crate::policy::judge::listed(&rules));
    }
    let rules: Vec<_> = gone(before, after).into_iter().map(rule_words).collect();
    format!(
        "{word} {}, in whole or in part",
        crate::policy::judge::listed(&rules)
    )
}

/// Who may come, by address (contract-v1 3.2, 9.1).
pub(super) fn sources(old: &Policy, new: &Policy) -> Vec<Effect> {
    let [was, is] = [old, new].map(admitted);
    let lost = match (&was, &is) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(was), Some(is)) => !is.contains(was),
    };
    let won = match (&was, &is) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(was), Some(is)) => !was.contains(is),
    };
    let add = |kind, words: &str| Effect {
        group: "control_plane_access",
        path: "control_plane_access.source_ip_allowlist".to_owned(),
        kind,
        words: words.to_owned(),
    };
    let closed = is.as_ref().is_some_and(|is| *is == Addresses::default());
    let words = if closed {
        "every caller with a public address"
    } else {
        "callers whose public address is no longer in the list"
    };
    let lost = lost.then(|| add(EffectKind::Refuses, words));
    let won = won.then(|| add(EffectKind::Allows, "callers from more addresses"));
    lost.into_iter().chain(won).collect()
}

/// The addresses that may come; nothing where all may.
pub(in crate::policy) fn admitted(policy: &Policy) -> Option<Addresses> {
    let list: At<'_> = policy
        .at()
        .message("controlPlaneAccess")
        .message("sourceIpAllowlist");
    list.is_present().then(|| {
        let nets = list
            .texts("cidrs")
            .into_iter()
            .filter_map(|cidr| prefix::read(cidr).ok());
        Addresses::union(nets.map(|net| Addresses::of(&net, &[])))
    })
}
