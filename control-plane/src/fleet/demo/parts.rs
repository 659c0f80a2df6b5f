//! Pieces of specs.

use contract::model::{
    MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow, ProfileBinding, Toleration,
};

use crate::fleet::profiles;

pub(super) fn windows(windows: &[(&str, i32)]) -> MaintenancePolicy {
    let windows = windows.iter().map(|(cron, seconds)| MaintenanceWindow {
        cron: (*cron).to_owned(),
        duration_seconds: *seconds,
        ..MaintenanceWindow::default()
    });
    MaintenancePolicy {
        windows: windows.collect(),
        ..MaintenancePolicy::default()
    }
}

pub(super) fn with_exclusion(
    policy: MaintenancePolicy,
    exclusion: MaintenanceExclusion,
) -> MaintenancePolicy {
    MaintenancePolicy {
        exclusions: vec![exclusion],
        ..policy
    }
}

pub(super) fn binding(
    profile: &str,
    name: &str,
    is_default: bool,
    overrides: &str,
) -> ProfileBinding {
    ProfileBinding {
        profile_template_id: profiles::id(profile),
        profile_name: name.to_owned(),
        is_default,
        overrides_json: overrides.to_owned(),
        ..ProfileBinding::default()
    }
}

pub(super) fn toleration(key: &str, operator: &str, value: &str, effect: &str) -> Toleration {
    Toleration {
        key: key.to_owned(),
        operator: operator.to_owned(),
        value: value.to_owned(),
        effect: effect.to_owned(),
        ..Toleration::default()
    }
}
