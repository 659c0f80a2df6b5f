//! Privileges and runtime classes (contract-v1 3.6, 9.1, 9.3).

use serde_json::json;

use super::{Edit, Judgement, listed, resolve};
use crate::policy::read::At;
use crate::policy::{Policy, Sandbox};

const PRIVILEGED: &str = "constraints.security.allow_privileged";
const CAPABILITIES: &str = "constraints.security.allowed_capabilities";
const SECCOMP: &str = "constraints.security.allowed_seccomp_profiles";
const CLASSES: &str = "constraints.security.allowed_runtime_classes";
const MAPPINGS: &str = "constraints.security.runtime_class_mappings";

pub(super) fn judge(policy: &Policy, asked: &Sandbox, resolved: &Sandbox) -> Vec<Judgement> {
    let group = policy.group("security");
    let mut found = Vec::new();
    if group.is_present() {
        found.push(if !resolved.privileged {
            Judgement::allowed(PRIVILEGED, "no container is privileged")
        } else if group.flag("allowPrivileged") {
            Judgement::allowed(PRIVILEGED, "containers may be privileged")
        } else {
            Judgement::refused(
                PRIVILEGED,
                "a container is privileged",
                Some(Edit::Set(json!(true))),
            )
        });
        let profiles: Vec<_> = resolved.seccomp_profile.iter().cloned().collect();
        for (path, list, asked, word) in [
            (
                CAPABILITIES,
                "allowedCapabilities",
                &resolved.capabilities,
                "capability",
            ),
            (
                SECCOMP,
                "allowedSeccompProfiles",
                &profiles,
                "seccomp profile",
            ),
        ] {
            let allowed = group.texts(list);
            let refused: Vec<_> = asked
                .iter()
                .filter(|name| !allowed.contains(&name.as_str()))
                .collect();
            found.push(if asked.is_empty() {
                Judgement::allowed(path, format!("no {word} is asked for"))
            } else if refused.is_empty() {
                Judgement::allowed(
                    path,
                    format!("every {word} that is asked for is in the list"),
                )
            } else {
                let why = format!(
                    "{word} {} is not in the list; in this group, an empty list allows nothing",
                    listed(&refused)
                );
                let more = refused.iter().map(|name| json!(name)).collect();
                Judgement::refused(path, why, Some(Edit::Append(more)))
            });
        }
    }
    found.extend(class(policy, asked));
    found
}

/// Which runtime class a caller gets. A policy with mappings is in mapping mode: classes of the platform, no names
/// of the cluster. Without, a caller names only what a list allows, the default included.
fn class(policy: &Policy, sandbox: &Sandbox) -> Option<Judgement> {
    let group = policy.group("security");
    let mapped: Vec<_> = group
        .list("runtimeClassMappings")
        .iter()
        .filter_map(|mapping| At::of(mapping).choice("runtimeClass"))
        .collect();
    let named = sandbox.runtime_class.as_deref();
    if mapped.is_empty() {
        let allowed = group.texts("allowedRuntimeClasses");
        return Some(match named {
            None if !group.is_present() => return None,
            None => Judgement::allowed(CLASSES, "no runtime class is named"),
            Some(class) if allowed.contains(&class) => {
                Judgement::allowed(CLASSES, format!("{class} is in the list"))
            }
            Some(class) => {
                let why = format!(
                    "{class} is named, and callers may name only what is in the list, even the default"
                );
                Judgement::refused(CLASSES, why, Some(Edit::Append(vec![json!(class)])))
            }
        });
    }
    Some(match named {
        Some(class) if mapped.contains(&class) => {
            Judgement::allowed(MAPPINGS, format!("{class} is mapped"))
        }
        Some(class) if class.starts_with("RUNTIME_CLASS_") => {
            let edit = class.ends_with("_DEFAULT").then(|| node_default(class));
            let why = format!("{class} is not mapped, so it is unavailable");
            Judgement::refused(MAPPINGS, why, edit)
        }
        Some(class) => {
            let why = format!(
                "{class} is a class of the cluster; where classes are mapped, callers choose among {}",
                listed(&mapped)
            );
            Judgement::refused(MAPPINGS, why, None)
        }
        None if resolve::default_class(policy, sandbox.has_gpu()).is_some() => {
            Judgement::allowed(MAPPINGS, "the mapped default is taken")
        }
        None => {
            let class = if sandbox.has_gpu() {
                "RUNTIME_CLASS_GPU_DEFAULT"
            } else {
                "RUNTIME_CLASS_CPU_DEFAULT"
            };
            let why = format!(
                "no class is named and {class} is not mapped: there is no automatic choice"
            );
            Judgement::refused(MAPPINGS, why, Some(node_default(class)))
        }
    })
}

fn node_default(class: &str) -> Edit {
    Edit::Append(vec![json!({ "runtimeClass": class, "nodeDefault": true })])
}
