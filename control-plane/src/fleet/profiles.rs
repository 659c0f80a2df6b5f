//! The profiles of the fleets.

use contract::model::{ProfileSpec, ProfileTemplate, Resources};
use jiff::{SignedDuration, Timestamp};

use super::seeded::uuid;
use crate::caller::ORGANIZATION;

const CLOSED: &str = r#"{"egress":{"default":"closed","modes":{"closed":{"type":"none"}}}}"#;
const OPEN: &str = r#"{"egress":{"default":"open","modes":{"open":{"type":"internet"}}}}"#;
const REGISTRIES: &str = r#"{"egress":{"default":"registries","modes":{"registries":{"type":"allowlist","cidrs":["192.0.2.0/24","198.51.100.0/24"]}}}}"#;
const PER_PROFILE: &str = r#"{"strategy":"per-profile"}"#;
const PER_USER: &str = r#"{"strategy":"per-user","namespacePrefix":"sbx"}"#;

/// The ID of the profile with that display name.
pub(crate) fn id(display_name: &str) -> String {
    uuid(&format!("profile {display_name}")).to_string()
}

/// What a first runner can bind.
pub(crate) fn starters(now: Timestamp) -> Vec<ProfileTemplate> {
    vec![
        profile(
            "default",
            "Inherits everything from the zone",
            "platform",
            ProfileSpec::default(),
            now,
        ),
        profile(
            "locked-down",
            "No network, small, gVisor",
            "safety",
            ProfileSpec {
                runtime_class: "gvisor".to_owned(),
                resource_defaults: Some(resources("250m", "512Mi", "1", "1Gi")),
                namespace_config_json: PER_PROFILE.to_owned(),
                network_config_json: CLOSED.to_owned(),
                ..ProfileSpec::default()
            },
            now,
        ),
    ]
}

/// The profiles of the demo fleet. `retired` is bound by nobody.
pub(crate) fn demo(now: Timestamp) -> Vec<ProfileTemplate> {
    let mut profiles = starters(now);
    let more = [
        (
            "internet",
            "May reach the internet",
            "platform",
            ProfileSpec {
                resource_defaults: Some(resources("500m", "1Gi", "2", "4Gi")),
                network_config_json: OPEN.to_owned(),
                ..ProfileSpec::default()
            },
        ),
        (
            "gpu",
            "One GPU in a virtual machine",
            "research",
            ProfileSpec {
                runtime_class: "kata-qemu-nvidia-gpu".to_owned(),
                resource_defaults: Some(resources("8", "64Gi", "16", "128Gi")),
                instance_types: vec!["gd-8xh100ib-i128".to_owned()],
                node_selector: [("pool".to_owned(), "train".to_owned())].into(),
                tags: vec!["gpu".to_owned()],
                ..ProfileSpec::default()
            },
        ),
        (
            "big-mem",
            "For data frames that do not fit elsewhere",
            "research",
            ProfileSpec {
                resource_defaults: Some(resources("4", "32Gi", "8", "64Gi")),
                namespace_config_json: PER_USER.to_owned(),
                ..ProfileSpec::default()
            },
        ),
        (
            "code-exec",
            "Runs what a model wrote",
            "agents",
            ProfileSpec {
                container_image: "registry.example/sandbox-python:3.14".to_owned(),
                runtime_class: "kata-qemu".to_owned(),
                resource_defaults: Some(resources("1", "2Gi", "2", "4Gi")),
                namespace_config_json: PER_PROFILE.to_owned(),
                network_config_json: REGISTRIES.to_owned(),
                tags: vec!["agents".to_owned(), "untrusted".to_owned()],
                ..ProfileSpec::default()
            },
        ),
        (
            "browser",
            "A headless browser for agents",
            "agents",
            ProfileSpec {
                container_image: "registry.example/sandbox-browser:8".to_owned(),
                resource_defaults: Some(resources("2", "4Gi", "4", "8Gi")),
                network_config_json: OPEN.to_owned(),
                pod_template_json: r#"{"spec":{"containers":[{"name":"","securityContext":{"runAsNonRoot":true}}]}}"#.to_owned(),
                ..ProfileSpec::default()
            },
        ),
        (
            "ci",
            "Builds and tests",
            "platform",
            ProfileSpec {
                resource_defaults: Some(resources("2", "4Gi", "4", "8Gi")),
                network_config_json: REGISTRIES.to_owned(),
                ..ProfileSpec::default()
            },
        ),
        (
            "retired",
            "Replaced by code-exec",
            "agents",
            ProfileSpec {
                runtime_class: "gvisor".to_owned(),
                ..ProfileSpec::default()
            },
        ),
    ];
    profiles.extend(
        more.into_iter()
            .map(|(name, description, owner, spec)| profile(name, description, owner, spec, now)),
    );
    profiles
}

fn profile(
    display_name: &str,
    description: &str,
    owner: &str,
    spec: ProfileSpec,
    now: Timestamp,
) -> ProfileTemplate {
    let days = |days: i64| {
        now.saturating_sub(SignedDuration::from_hours(24 * days))
            .ok()
    };
    ProfileTemplate {
        id: id(display_name),
        organization_id: ORGANIZATION.to_owned(),
        display_name: display_name.to_owned(),
        description: description.to_owned(),
        labels: [("owner".to_owned(), owner.to_owned())].into(),
        spec: Some(spec),
        created_at: days(200).map(Into::into),
        updated_at: days(60).map(Into::into),
        ..ProfileTemplate::default()
    }
}

/// Requests and limits.
pub(super) fn resources(
    cpu_request: &str,
    memory_request: &str,
    cpu_limit: &str,
    memory_limit: &str,
) -> Resources {
    Resources {
        cpu_request: cpu_request.to_owned(),
        memory_request: memory_request.to_owned(),
        cpu_limit: cpu_limit.to_owned(),
        memory_limit: memory_limit.to_owned(),
        ..Resources::default()
    }
}
