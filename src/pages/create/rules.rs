//! What is wrong with a new runner: the contract's rules, conflicts with what exists, the server's errors.

use contract::{
    api::Dialect,
    model::{Cluster, ClusterStatus, Code, CreateRunner},
    part::Part,
    rules::{self, Step},
};

use super::wizard::Others;
use crate::{
    api::{
        ApiError, Cause,
        spoken::{dialect, dialect_of},
    },
    forms::{only_v1::Parts, problems::Problem},
    paths::Create,
    state::catalog::{Catalog, KnownTemplates},
};

/// Everything that the console finds wrong with a request.
pub(super) fn problems(request: &CreateRunner, catalog: Catalog, others: Others) -> Vec<Problem> {
    let binds_profiles = dialect_of(request) == Dialect::V1beta2;
    let mut found: Vec<Problem> = catalog.profiles.with(|profiles| {
        let templates = KnownTemplates(profiles.map(Vec::as_slice));
        let violations = rules::create(request, &templates);
        violations
            .iter()
            .filter(|violation| binds_profiles || violation.step != Step::Bindings)
            .map(|violation| with_fix(Problem::from(violation)))
            .collect()
    });
    if !binds_profiles && !request.runner.profile_bindings.is_empty() {
        let text = "v1 of the API has no profiles: remove them";
        found.push(Problem::new(Part::ProfileBindings.place(), text));
    }
    let spec = request.runner.managed_spec.as_ref();
    if !binds_profiles && spec.is_some_and(|spec| spec.allow_privileged_profile_annotations) {
        let field = format!(
            "{}.allow_privileged_profile_annotations",
            Part::ManagedSpec.place()
        );
        found.push(Problem::new(
            &field,
            "does not exist in v1 of the API: switch it off",
        ));
    }
    if binds_profiles {
        let parts = spec.map(Parts::of).unwrap_or_default();
        let text = "is part of v1 of the API, where a runner has a policy instead of profiles: choose a policy, or remove this";
        found.extend(parts.set().map(|part| Problem::new(part.place(), text)));
    }
    // The zone follows from the cluster where there is a list to choose from.
    let has_list = catalog
        .clusters
        .with(|clusters| clusters.is_some_and(|clusters| !clusters.is_empty()));
    if has_list
        && found
            .iter()
            .any(|problem| problem.field == "identity.cluster_id")
    {
        found.retain(|problem| problem.field != "identity.zone");
    }
    let Some((fleet, held)) = others else {
        return found;
    };
    let id = &request.runner_id;
    if !id.is_empty() && fleet.row(id).is_some() {
        found.push(Problem::clash(
            "runner_id",
            "a runner with this runner_id already exists",
        ));
    }
    let chosen = catalog
        .clusters
        .with(|clusters| clusters?.iter().find(|c| is_on(request, c)).cloned());
    if let Some(cluster) = chosen {
        if held.by(&cluster).is_some() {
            found.push(Problem::clash(
                "identity.cluster_id",
                "a managed runner already exists for this cluster",
            ));
        } else if cluster.status != ClusterStatus::Running {
            let text = format!(
                "{} is not running: a runner needs a running cluster",
                cluster.name
            );
            found.push(Problem::clash("identity.cluster_id", &text));
        }
    }
    found
}

fn is_on(request: &CreateRunner, cluster: &Cluster) -> bool {
    let identity = &request.runner.identity;
    if identity.cluster_id.is_empty() {
        !cluster.name.is_empty() && identity.cluster_name == cluster.name
    } else {
        identity.cluster_id == cluster.id
    }
}

/// What the server has against a request, by field (contract 4.1 to 4.5).
pub(super) fn of_refusal(error: &ApiError) -> Vec<Problem> {
    let field = match error.cause {
        // The two conflicts of a create (contract 4.5).
        Cause::Refused(Some(Code::AlreadyExists)) if error.is_cluster_taken() => {
            "identity.cluster_id"
        }
        Cause::Refused(Some(Code::AlreadyExists)) => "runner_id",
        // The cluster is unknown to the server (contract 4.3).
        Cause::Refused(Some(Code::FailedPrecondition)) if error.message.contains("cluster") => {
            "identity.cluster_id"
        }
        Cause::Refused(_) => {
            let violations = error.violations.iter();
            return violations
                .map(|v| with_fix(Problem::new(&dialect().place(&v.field), &v.description)))
                .collect();
        }
        Cause::NoAnswer | Cause::Unreadable => return Vec::new(),
    };
    vec![Problem::new(field, &error.message)]
}

/// What to do about it, where the rule's words leave it open (contract 4.3).
fn with_fix(mut problem: Problem) -> Problem {
    let fix = match problem.field.as_str() {
        "identity.cluster_id" => ": pick a cluster",
        "identity.zone" => ": pick a zone where you have a CKS cluster",
        field if field.ends_with("profile_template_id") && problem.text.contains("not exist") => {
            ": create the profile first, or choose another"
        }
        _ => "",
    };
    problem.text.push_str(fix);
    problem
}

/// The step at which a field is.
pub(super) fn step_of(field: &str) -> Create {
    let is_in = |part: &str| {
        field
            .strip_prefix(part)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let holds = |part: Part| part.holds(field);
    if is_in("policy") {
        Create::Profiles
    } else if is_in("identity") || is_in("runner_id") || is_in("display_name") {
        Create::Cluster
    } else if holds(Part::ProfileBindings)
        || holds(Part::EnforceResourceLimits)
        || field.ends_with(".allow_privileged_profile_annotations")
    {
        Create::Profiles
    } else if holds(Part::ReleaseChannel) || holds(Part::MaintenancePolicy) {
        Create::Maintenance
    } else if holds(Part::Overrides) || Part::ONLY_V1.into_iter().any(holds) {
        Create::Placement
    } else {
        Create::Review
    }
}

#[cfg(test)]
mod tests {
    use crate::api::Intent;

    use super::*;

    #[test]
    fn fields_find_their_step() {
        let cases = [
            ("runner_id", Create::Cluster),
            ("identity.zone", Create::Cluster),
            ("display_name", Create::Cluster),
            ("profile_bindings[0].profile_template_id", Create::Profiles),
            ("policy.constraints.network", Create::Profiles),
            ("managed_spec.enforce_resource_limits", Create::Profiles),
            (
                "managed_spec.maintenance_policy.windows[1].cron",
                Create::Maintenance,
            ),
            (
                "managed_spec.overrides.tolerations[0].key",
                Create::Placement,
            ),
            (
                "managed_spec.data_plane.custom.advertised_uri",
                Create::Placement,
            ),
            ("managed_spec.overridesx", Create::Review),
            ("managed_spec", Create::Review),
            ("later", Create::Review),
        ];
        for (field, expected) in cases {
            assert_eq!(step_of(field), expected, "{field}");
        }
    }

    #[test]
    fn every_refusal_finds_its_field() {
        let refusal = |body: &str| {
            let http = if body.contains("\"code\":6") {
                409
            } else {
                400
            };
            let found = of_refusal(&ApiError::refused(Intent::Write, http, body));
            let fields: Vec<_> = found.into_iter().map(|problem| problem.field).collect();
            fields.join(",")
        };
        assert_eq!(
            refusal(r#"{"code":6,"message":"a managed runner already exists for this cluster"}"#),
            "identity.cluster_id"
        );
        assert_eq!(
            refusal(r#"{"code":6,"message":"a runner with this runner_id already exists"}"#),
            "runner_id"
        );
        assert_eq!(
            refusal(r#"{"code":9,"message":"cluster not found"}"#),
            "identity.cluster_id"
        );
        assert_eq!(
            refusal(
                r#"{"code":3,"message":"x","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations":[{"field":"runner.managedSpec.maintenancePolicy.windows[0].cron","description":"x"}]}]}"#
            ),
            "managed_spec.maintenance_policy.windows[0].cron"
        );
        assert_eq!(refusal(r#"{"code":3,"message":"no details"}"#), "");
        assert_eq!(refusal("<html>"), "");
    }
}
