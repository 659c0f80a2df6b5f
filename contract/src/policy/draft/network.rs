//! Network modes of profiles, as rules (contract-v1 6.2).

use serde_json::{Value, json};

use super::{Bound, Losses};
use crate::policy::{Policy, prefix};

/// What one mode lets a sandbox reach.
enum Mode {
    Internet,
    Only(Vec<String>),
    None,
}

/// Envelope and default from all modes of all profiles; nothing where one of them does not say.
pub(super) fn write(policy: Policy, bound: &[Bound], losses: &mut Losses) -> Policy {
    let mut modes = Vec::new();
    let mut default = None;
    for (index, Bound { name, spec }) in bound.iter().enumerate() {
        let config: Value = serde_json::from_str(&spec.network_config_json).unwrap_or_default();
        if config.get("ingress").is_some() {
            losses.add(
                name,
                "network",
                "A policy cannot have ingress templates or controllers.",
            );
        }
        let egress = &config["egress"];
        let named = egress["modes"].as_object().into_iter().flatten();
        let mut own: Vec<(&str, Mode)> = Vec::new();
        for (key, value) in named {
            match mode(value) {
                Some(mode) => own.push((key, mode)),
                None => losses.add(
                    name,
                    "network",
                    format!("The mode {key} is of an unknown kind and is left out."),
                ),
            }
        }
        if own.is_empty() {
            losses.add(name, "network", "It does not mention the network, so the zone's default applied. That is not known here, so the policy does not restrict the network.");
            return policy;
        }
        if own.len() > 1 || index > 0 {
            losses.add(name, "network", "Callers can no longer choose a mode by name; they state rules within the envelope.");
        }
        let first = egress["default"].as_str().unwrap_or_default();
        let chosen = own.iter().find(|(key, _)| *key == first).or(own.first());
        if index == 0 {
            default = chosen.map(|(_, mode)| rules(mode));
        }
        modes.extend(own.into_iter().map(|(_, mode)| mode));
    }
    let mut envelope: Vec<Value> = Vec::new();
    let closed = modes.iter().all(|mode| matches!(mode, Mode::None));
    for rule in modes.iter().flat_map(rules) {
        if !envelope.contains(&rule) {
            envelope.push(rule);
        }
    }
    let mut policy = policy
        .with("constraints.network.allowedEgress", Some(json!(envelope)))
        .with(
            "constraints.network.defaultEgress",
            Some(json!(default.unwrap_or_default())),
        );
    if closed {
        policy = policy.with(
            "constraints.network.denyHttpsHostnameRules",
            Some(json!(true)),
        );
        losses.add("", "network", "An empty envelope would restrict nothing, so a closed network becomes one that reaches only the user's own sandboxes.");
    }
    policy
}

fn mode(value: &Value) -> Option<Mode> {
    match value["type"].as_str()? {
        "internet" => Some(Mode::Internet),
        "none" => Some(Mode::None),
        "allowlist" => {
            let cidrs = value["cidrs"].as_array()?.iter().filter_map(Value::as_str);
            Some(Mode::Only(cidrs.map(canonical).collect()))
        }
        _ => None,
    }
}

/// A prefix as a policy must write it; left as it is where it is none.
fn canonical(cidr: &str) -> String {
    match cidr.parse::<ipnet::IpNet>() {
        Ok(net) if prefix::read(cidr).is_err() => net.trunc().to_string(),
        _ => cidr.to_owned(),
    }
}

fn rules(mode: &Mode) -> Vec<Value> {
    match mode {
        Mode::Internet => vec![json!({ "any": true })],
        Mode::None => vec![json!({ "tenant": "TENANT_SCOPE_SAME_USER" })],
        Mode::Only(cidrs) => cidrs
            .iter()
            .map(|cidr| json!({ "cidr": { "cidr": cidr } }))
            .collect(),
    }
}
