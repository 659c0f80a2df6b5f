//! The rules of the API, in the server's words (contract 1, 4.3, 4.4).
//!
//! Every violation is found at once; the step that a violation belongs to says in which order a server
//! reports them.

mod bindings;
mod kubernetes;
mod managed_spec;
mod overrides;
mod profile;
mod resources;
#[cfg(test)]
mod tests;
pub mod v1;
mod zone;

use crate::invisible;
use crate::model::{Code, CreateRunner, FieldViolation, Identity, Runner, Status};

pub(crate) use kubernetes::is_object_name;
pub use kubernetes::taint;
pub use profile::{profile, profile_create};
pub use zone::other_zone;

/// The steps of validation, in order (contract 4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Zone, then cluster.
    Identity,
    /// The runner ID.
    RunnerId,
    /// Count, default, duplicates, existence.
    Bindings,
    /// Channel, maintenance, overrides.
    ManagedSpec,
}

/// A rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// When it is reported.
    pub step: Step,
    /// How it is reported.
    pub code: Code,
    /// The field, such as `runner.identity.zone`.
    pub field: String,
    /// What is wrong, in the server's words.
    pub description: String,
}

impl Violation {
    fn new(step: Step, field: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            step,
            code: Code::InvalidArgument,
            field: field.into(),
            description: description.into(),
        }
    }

    /// The form for cases that the API words as `<path>: <what is wrong>`.
    fn at(step: Step, field: impl Into<String>, what: impl std::fmt::Display) -> Self {
        let field = field.into();
        let description = format!("{field}: {what}");
        Self::new(step, field, description)
    }
}

/// What the rules ask about a profile template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateFacts {
    /// It declares a CPU and a memory limit.
    pub declares_limits: bool,
}

/// The profile templates that exist.
pub trait Templates {
    /// The facts of a template, or nothing where it does not exist.
    fn template(&self, id: &str) -> Option<TemplateFacts>;
}

/// Everything wrong with a create request, in the order of the steps.
pub fn create(request: &CreateRunner, templates: &dyn Templates) -> Vec<Violation> {
    let mut found = identity(&request.runner.identity);
    if let Some(wrong) = runner_id(&request.runner_id) {
        found.push(Violation::new(Step::RunnerId, "runner_id", wrong));
    }
    let inner = &request.runner.identity.runner_id;
    if !inner.is_empty() && *inner != request.runner_id {
        let what = format!("must be equal to runner_id, is \"{inner}\"");
        found.push(Violation::at(
            Step::RunnerId,
            "runner.identity.runner_id",
            what,
        ));
    }
    found.extend(rest(&request.runner, templates));
    found
}

/// Everything wrong with a runner as it would be after an update.
pub fn runner(runner: &Runner, templates: &dyn Templates) -> Vec<Violation> {
    let mut found = identity(&runner.identity);
    found.extend(rest(runner, templates));
    found
}

/// The response to violations: those of the first step, with the first one as the message (contract 4.4).
pub fn status(violations: &[Violation]) -> Option<Status> {
    let first = violations.iter().min_by_key(|violation| violation.step)?;
    let fields: Vec<_> = violations
        .iter()
        .filter(|violation| violation.step == first.step)
        .map(|v| FieldViolation {
            field: v.field.clone(),
            description: v.description.clone(),
        })
        .collect();
    Some(Status::new(first.code, &first.description).with_violations(&fields))
}

/// What is wrong with a runner ID, if anything: 1 to 63 of `a-z 0-9 -`, alphanumeric at both ends (I-20).
pub fn runner_id(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("runner_id is required");
    }
    (!kubernetes::is_dns_label(text)).then_some("runner_id is invalid")
}

fn identity(identity: &Identity) -> Vec<Violation> {
    let mut found = Vec::new();
    if invisible::trimmed(&identity.zone).is_empty() {
        let field = "runner.identity.zone";
        found.push(Violation::new(
            Step::Identity,
            field,
            "runner.identity.zone is required",
        ));
    }
    if identity.cluster_id.is_empty() && identity.cluster_name.is_empty() {
        found.push(Violation::new(
            Step::Identity,
            "runner.identity.cluster_id",
            "runner.identity.cluster_id or cluster_name is required",
        ));
    }
    // Two names that look alike are two in every filter.
    for (name, text) in [
        ("zone", &identity.zone),
        ("cluster_id", &identity.cluster_id),
        ("cluster_name", &identity.cluster_name),
        ("runner_group_id", &identity.runner_group_id),
    ] {
        let what = match invisible::in_name(text) {
            Some(unseen) => format!("has {unseen}"),
            None if text != invisible::trimmed(text) && !invisible::trimmed(text).is_empty() => {
                "must not start or end with a space".to_owned()
            }
            None => continue,
        };
        let field = format!("runner.identity.{name}");
        found.push(Violation::at(Step::Identity, field, what));
    }
    found
}

fn rest(runner: &Runner, templates: &dyn Templates) -> Vec<Violation> {
    let mut found = Vec::new();
    if let Some(unseen) = invisible::in_line(&runner.display_name) {
        let what = format!("has {unseen}");
        found.push(Violation::at(Step::Identity, "runner.display_name", what));
    }
    let enforce = runner
        .managed_spec
        .as_ref()
        .is_some_and(|spec| spec.enforce_resource_limits);
    found.extend(bindings::check(
        &runner.profile_bindings,
        enforce,
        templates,
    ));
    if let Some(spec) = &runner.managed_spec {
        found.extend(managed_spec::check(spec));
    }
    found
}
