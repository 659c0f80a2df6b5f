//! Images, machines, lifetime, annotations and volumes (contract-v1 3.5).

use serde_json::{Value, json};

use super::{Edit, Judgement, listed, resolve};
use crate::policy::amount::{Amount, Unit};
use crate::policy::{Policy, Sandbox};

/// Longest life on the platform, whatever a policy says (contract-v1 3.5).
pub(in crate::policy) const LONGEST_LIFE: i64 = 2_592_000;

const REGISTRIES: &str = "constraints.image.allowed_registries";
const IMAGES: &str = "constraints.image.allowed_images";
const INSTANCES: &str = "constraints.instance.allowed_instance_types";
const LIFETIME: &str = "constraints.lifecycle.default_lifetime_seconds";
const PREFIXES: &str = "constraints.metadata.denied_annotation_prefixes";
const ANNOTATIONS: &str = "constraints.metadata.max_annotation_count";
const MEDIA: &str = "constraints.volumes.allowed_media";
const SIZE: &str = "constraints.volumes.max_size";

fn append<T: AsRef<str>>(items: &[T]) -> Edit {
    Edit::Append(items.iter().map(|item| json!(item.as_ref())).collect())
}

/// Images are checked within the registries: both lists, where both are there.
pub(super) fn image(policy: &Policy, sandbox: &Sandbox) -> Vec<Judgement> {
    let group = policy.group("image");
    let lists = [
        (REGISTRIES, group.texts("allowedRegistries"), true),
        (IMAGES, group.texts("allowedImages"), false),
    ];
    let mut found = Vec::new();
    for (path, allowed, is_prefix) in lists {
        if allowed.is_empty() {
            continue;
        }
        let fits = |image: &str| {
            allowed
                .iter()
                .any(|allowed| image == *allowed || (is_prefix && image.starts_with(allowed)))
        };
        let images = || sandbox.containers.iter().filter_map(|c| c.image.as_deref());
        let refused: Vec<_> = images().filter(|image| !fits(image)).collect();
        let which = if is_prefix { "registries" } else { "images" };
        found.push(if !refused.is_empty() {
            let why = format!(
                "{} does not match the allowed {which}: {}",
                listed(&refused),
                listed(&allowed)
            );
            Judgement::refused(path, why, Some(append(&refused)))
        } else if images().count() < sandbox.containers.len() {
            Judgement::unknown(
                path,
                "a container names no image: which one it gets is not public",
            )
        } else {
            Judgement::allowed(path, format!("matches the allowed {which}"))
        });
    }
    found
}

pub(super) fn instance(policy: &Policy, sandbox: &Sandbox) -> Option<Judgement> {
    let allowed = policy.group("instance").texts("allowedInstanceTypes");
    if allowed.is_empty() {
        return None;
    }
    Some(match &sandbox.instance_type {
        None => Judgement::allowed(
            INSTANCES,
            format!(
                "no machine is asked for: it gets one of {}",
                listed(&allowed)
            ),
        ),
        Some(wanted) if allowed.contains(&wanted.as_str()) => {
            Judgement::allowed(INSTANCES, format!("{wanted} is allowed"))
        }
        Some(wanted) => {
            let why = format!("{wanted} is not one of {}", listed(&allowed));
            Judgement::refused(INSTANCES, why, Some(append(&[wanted])))
        }
    })
}

/// The policy has a default and no maximum; the platform has one.
pub(super) fn lifecycle(sandbox: &Sandbox) -> Option<Judgement> {
    let seconds = sandbox.lifetime_seconds?;
    Some(if seconds > LONGEST_LIFE {
        let why = format!("{seconds} seconds is more than the platform's 30 days");
        Judgement::refused(LIFETIME, why, None)
    } else {
        Judgement::allowed(LIFETIME, format!("it lives {seconds} seconds"))
    })
}

pub(super) fn metadata(policy: &Policy, sandbox: &Sandbox) -> Vec<Judgement> {
    let group = policy.group("metadata");
    let mut found = Vec::new();
    let denied = group.texts("deniedAnnotationPrefixes");
    if !denied.is_empty() {
        let brought = resolve::brought(policy);
        let mut keys = Vec::new();
        let mut prefixes: Vec<Value> = Vec::new();
        for key in sandbox.annotations.keys() {
            let met = || denied.iter().filter(|prefix| key.starts_with(**prefix));
            if met().next().is_some() {
                let whose = if brought.contains_key(key) {
                    " (from the base)"
                } else {
                    ""
                };
                keys.push(format!("{key}{whose}"));
                prefixes.extend(met().map(|prefix| json!(prefix)));
            }
        }
        found.push(if keys.is_empty() {
            Judgement::allowed(PREFIXES, "no annotation begins with a denied prefix")
        } else {
            let why = format!("annotations with a denied prefix: {}", listed(&keys));
            prefixes.dedup();
            Judgement::refused(PREFIXES, why, Some(Edit::Drop(prefixes)))
        });
    }
    let most = group.long("maxAnnotationCount").unwrap_or_default();
    if let Ok(most) = usize::try_from(most)
        && most > 0
    {
        let count = sandbox.annotations.len();
        let why =
            format!("{count} annotations, including those of the base; at most {most} are allowed");
        found.push(if count > most {
            Judgement::refused(ANNOTATIONS, why, Some(Edit::Set(json!(count))))
        } else {
            Judgement::allowed(ANNOTATIONS, why)
        });
    }
    found
}

pub(super) fn volumes(policy: &Policy, sandbox: &Sandbox) -> Vec<Judgement> {
    let group = policy.group("volumes");
    let mut found = Vec::new();
    let media = group.texts("allowedMedia");
    if !media.is_empty() {
        let stated = sandbox.volumes.iter().filter_map(|v| v.medium.as_deref());
        let refused: Vec<_> = stated.filter(|medium| !media.contains(medium)).collect();
        found.push(if refused.is_empty() {
            Judgement::allowed(MEDIA, "every volume is on an allowed medium")
        } else {
            let why = format!("{} is not one of {}", listed(&refused), listed(&media));
            Judgement::refused(MEDIA, why, Some(append(&refused)))
        });
    }
    if let Some(most) = group.amount("maxSize") {
        let sizes = || {
            sandbox
                .volumes
                .iter()
                .map(|volume| volume.size.as_deref().and_then(Amount::read))
        };
        let largest = sizes().flatten().max().unwrap_or_default();
        let (asked, bound) = (largest.text(Unit::Bytes), most.text(Unit::Bytes));
        found.push(if largest > most {
            let why = format!("a volume of {asked}; at most {bound} is allowed");
            Judgement::refused(SIZE, why, Some(Edit::Set(json!(asked))))
        } else if sizes().any(|size| size.is_none()) {
            Judgement::unknown(
                SIZE,
                "a volume states no size: the platform's default is not public",
            )
        } else {
            Judgement::allowed(SIZE, format!("no volume is larger than {bound}"))
        });
    }
    found
}
