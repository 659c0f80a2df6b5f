//! Rules of the managed spec: channel and maintenance (contract 1.3, 1.4).

use std::fmt::Display;

use serde_json::Value;

use super::{Step, Violation, overrides, v1};
use crate::invisible::shown;
use crate::maintenance::{cron, duration, exclusion};
use crate::model::{ManagedSpec, ReleaseChannel};
use crate::part::Part;

pub(super) const SPEC: &str = "runner.managed_spec";

pub(super) fn check(spec: &ManagedSpec) -> Vec<Violation> {
    let mut found = Found::default();
    if let ReleaseChannel::Unknown(text) = &spec.release_channel {
        let known = ReleaseChannel::CONSTANTS.join(" or ");
        found.add(
            &format!("{SPEC}.release_channel"),
            format!("\"{}\" is not {known}", shown(text)),
        );
    }
    if let Some(policy) = &spec.maintenance_policy {
        let at = format!("{SPEC}.maintenance_policy");
        for (index, window) in policy.windows.iter().enumerate() {
            let at = format!("{at}.windows[{index}]");
            found.result(&format!("{at}.cron"), cron(&window.cron));
            found.result(
                &format!("{at}.duration_seconds"),
                duration(window.duration_seconds),
            );
        }
        for (index, given) in policy.exclusions.iter().enumerate() {
            found.result(&format!("{at}.exclusions[{index}]"), exclusion(given));
        }
    }
    if let Some(overrides) = &spec.overrides {
        overrides::check(overrides, &mut found);
    }
    for problem in v1::problems(&only_v1(spec)) {
        found.add(&format!("{SPEC}.{}", problem.field), problem.what);
    }
    found.0
}

/// What v1 alone has of a spec, as a document.
fn only_v1(spec: &ManagedSpec) -> Value {
    let mut spec = spec.clone();
    let parts = Part::ONLY_V1.into_iter().filter_map(|part| {
        let value = part.as_it_came(&mut spec)?.take()?;
        Some((part.keys().last()?, value))
    });
    parts.collect()
}

/// What was found.
#[derive(Default)]
pub(super) struct Found(Vec<Violation>);

impl Found {
    pub(super) fn add(&mut self, field: &str, what: impl Display) {
        self.0.push(Violation::at(Step::ManagedSpec, field, what));
    }

    pub(super) fn result<T, E: Display>(&mut self, field: &str, result: Result<T, E>) {
        if let Err(error) = result {
            self.add(field, error);
        }
    }
}
