//! Runtime classes, in either of their two modes (contract-v1 3.6).

use std::collections::BTreeMap;

use super::{Effect, EffectKind};
use crate::policy::Policy;
use crate::policy::judge::listed;
use crate::policy::read::At;

/// How a policy has callers choose a class.
enum Mode<'a> {
    /// By the cluster's names, those of a list; a default for each kind.
    Names(Vec<&'a str>, [Option<&'a str>; 2]),
    /// By the platform's classes, each mapped to something.
    Mapped(BTreeMap<&'a str, Option<&'a str>>),
}

fn mode(policy: &Policy) -> Mode<'_> {
    let group = policy.group("security");
    let mappings = group
        .list("runtimeClassMappings")
        .iter()
        .filter_map(|mapping| {
            let mapping = At::of(mapping);
            Some((
                mapping.choice("runtimeClass")?,
                mapping.text("kubernetesRuntimeClassName"),
            ))
        });
    let mappings: BTreeMap<_, _> = mappings.collect();
    if mappings.is_empty() {
        let defaults = ["defaultCpuRuntimeClass", "defaultGpuRuntimeClass"];
        let defaults = defaults.map(|json| group.text(json));
        Mode::Names(group.texts("allowedRuntimeClasses"), defaults)
    } else {
        Mode::Mapped(mappings)
    }
}

pub(super) fn compare(old: &Policy, new: &Policy) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut add = |field: &str, kind, words: String| {
        effects.push(Effect {
            group: "security",
            path: format!("constraints.security.{field}"),
            kind,
            words,
        });
    };
    let less = |of: &[&str], within: &[&str]| -> String {
        let lost = of.iter().filter(|class| !within.contains(class));
        listed(&lost.copied().collect::<Vec<_>>())
    };
    match (mode(old), mode(new)) {
        (Mode::Names(was, was_default), Mode::Names(is, is_default)) => {
            let field = "allowed_runtime_classes";
            let (lost, won) = (less(&was, &is), less(&is, &was));
            if !lost.is_empty() {
                add(
                    field,
                    EffectKind::Refuses,
                    format!("naming the runtime class {lost}"),
                );
            }
            if !won.is_empty() {
                add(
                    field,
                    EffectKind::Allows,
                    format!("naming the runtime class {won}"),
                );
            }
            if was_default != is_default {
                let [cpu, gpu] = is_default.map(|class| class.unwrap_or("the platform's default"));
                let words = format!("default runtime class: {cpu}, with a GPU {gpu}");
                add("default_cpu_runtime_class", EffectKind::Changes, words);
            }
        }
        (Mode::Mapped(was), Mode::Mapped(is)) => {
            let field = "runtime_class_mappings";
            let [before, after] = [&was, &is].map(|map| map.keys().copied().collect::<Vec<_>>());
            let (lost, won) = (less(&before, &after), less(&after, &before));
            if !lost.is_empty() {
                add(
                    field,
                    EffectKind::Refuses,
                    format!("the runtime class {lost}, named or by default"),
                );
            }
            if !won.is_empty() {
                add(
                    field,
                    EffectKind::Allows,
                    format!("the runtime class {won}, named or by default"),
                );
            }
            let other = is
                .iter()
                .filter(|(class, to)| was.get(*class).is_some_and(|was| was != *to));
            let other: Vec<_> = other.map(|(class, _)| *class).collect();
            if !other.is_empty() {
                let words = format!(
                    "{} is mapped to something else on the cluster",
                    listed(&other)
                );
                add(field, EffectKind::Changes, words);
            }
        }
        (Mode::Names(..), Mode::Mapped(is)) => {
            let all: Vec<_> = is.keys().copied().collect();
            let words = format!(
                "naming any runtime class of the cluster; what remains is {}",
                listed(&all)
            );
            add("runtime_class_mappings", EffectKind::Refuses, words);
            let words = format!("choosing among {}", listed(&all));
            add("runtime_class_mappings", EffectKind::Allows, words);
        }
        (Mode::Mapped(was), Mode::Names(is, _)) => {
            let all: Vec<_> = was.keys().copied().collect();
            let field = "runtime_class_mappings";
            add(
                field,
                EffectKind::Refuses,
                format!("choosing among {}", listed(&all)),
            );
            let words = match is.as_slice() {
                [] => "sandboxes of a kind that had no mapped default".to_owned(),
                is => format!("naming the runtime class {}", listed(is)),
            };
            add(field, EffectKind::Allows, words);
        }
    }
    effects
}
