//! What a sandbox may reach and who may reach it (contract-v1 3.7, 9.3).

use serde_json::{Value, json};

use super::{Edit, Judgement};
use crate::policy::read::At;
use crate::policy::rule::{Direction, Peer, Rule};
use crate::policy::summary::rule_words;
use crate::policy::{Policy, Sandbox, envelope, violations};

const EGRESS: &str = "constraints.network.allowed_egress";
const INGRESS: &str = "constraints.network.allowed_ingress";
const DEFAULT_EGRESS: &str = "constraints.network.default_egress";
const DEFAULT_INGRESS: &str = "constraints.network.default_ingress";
const HOSTNAMES: &str = "constraints.network.deny_https_hostname_rules";
const DNS: &str = "constraints.network.dns_egress";

pub(super) fn judge(policy: &Policy, resolved: &Sandbox) -> Vec<Judgement> {
    let network = policy.group("network");
    let mut found = Vec::new();
    for (direction, path, rules) in [
        (Direction::Egress, EGRESS, &resolved.egress),
        (Direction::Ingress, INGRESS, &resolved.ingress),
    ] {
        let allowed = network.list(direction.allowed());
        found.extend(
            rules
                .iter()
                .filter_map(|rule| one(rule, direction, path, allowed)),
        );
    }
    found.extend(unset(resolved));
    if network.flag("denyHttpsHostnameRules") {
        let hostname = |rule: &&Value| At::of(rule).get("httpsHostname").is_some();
        found.push(if resolved.egress.iter().any(|rule| hostname(&rule)) {
            let why = "a host is named, and the policy allows no hostnames";
            Judgement::refused(HOSTNAMES, why, Some(Edit::Set(json!(false))))
        } else {
            Judgement::allowed(HOSTNAMES, "no host is named")
        });
    }
    if network.choice("dnsEgress") == Some("DNS_EGRESS_MODE_DENY") {
        found.push(if resolved.deny_dns {
            Judgement::allowed(DNS, "it blocks port 53")
        } else {
            let why = "the policy requires each sandbox to block port 53, and this one does not; clients from before autumn 2026 cannot";
            Judgement::refused(DNS, why, Some(Edit::Remove))
        });
    }
    found
}

/// What neither the sandbox nor the policy says: a sandbox that states no rules gets the policy's default, and without
/// one what the platform gives (contract-v1 3.1, 3.7).
fn unset(resolved: &Sandbox) -> impl Iterator<Item = Judgement> + use<> {
    let egress = (resolved.egress.is_empty() && !resolved.deny_egress).then(|| {
        Judgement::unset(
            DEFAULT_EGRESS,
            "it states no egress and the policy has no default for it: what it may reach is the platform's default, and that is not public",
        )
    });
    let ingress = resolved.ingress.is_empty().then(|| {
        Judgement::unset(
            DEFAULT_INGRESS,
            "it states no ingress and the policy has no default for it: who may reach its ports with custom visibility is the platform's default, and that is not public",
        )
    });
    egress.into_iter().chain(ingress)
}

/// One rule of the sandbox, its own or the policy's default; nothing where no envelope is set and it is well.
fn one(
    value: &Value,
    direction: Direction,
    path: &'static str,
    allowed: &[Value],
) -> Option<Judgement> {
    let word = direction.word();
    let Some(rule) = Rule::read(value).filter(|_| violations::rule(value, direction).is_none())
    else {
        let what = violations::rule(value, direction).unwrap_or_default();
        return Some(Judgement::refused(
            path,
            format!("the {word} rule is not valid: {what}"),
            None,
        ));
    };
    let words = rule_words(value);
    if direction == Direction::Ingress
        && rule.peer == Peer::Tenant("TENANT_SCOPE_SANDBOX_NETWORK".into())
    {
        let why = format!("{word} {words} is refused by the platform today");
        return Some(Judgement::refused(path, why, None));
    }
    if allowed.is_empty() {
        return None;
    }
    Some(if envelope::contains(&Rule::read_all(allowed), &rule) {
        Judgement::allowed(path, format!("{word} {words} lies inside the envelope"))
    } else {
        let why = format!("{word} {words} lies outside the envelope; it is refused, not narrowed");
        Judgement::refused(path, why, Some(Edit::Append(vec![value.clone()])))
    })
}
