//! The documents of v1: what is read from a body, what an answer shows (contract-v1 2).

use contract::api::Dialect;
use contract::document::decode;
use contract::model::{FieldViolation, Runner};
use contract::policy::{POLICY, Policy, violations};
use contract::rules::v1;
use serde_json::{Value, json};

use crate::options::Served;
use crate::plane::Plane;
use crate::refusal::Outcome;
use crate::simulation::record::Record;

/// Reads a body, in either spelling, with everything that is wrong with it. Unknown fields and those of the server
/// are ignored (contract-v1 J-22).
pub(super) fn read(mut body: Value) -> Outcome<Runner> {
    let mut found = legacy(&body);
    if let Some(policy) = body
        .get("policy")
        .cloned()
        .filter(|policy| !policy.is_null())
    {
        match kept(policy) {
            Ok(policy) => body["policy"] = policy,
            Err(more) => found.extend(more),
        }
    }
    let decoded: Value = match decode(body, Dialect::V1.fields()) {
        Ok(decoded) => decoded,
        Err(more) => {
            found.extend(more);
            return Err(found.into());
        }
    };
    found.extend(v1::spec(&decoded["spec"]));
    if !found.is_empty() {
        return Err(found.into());
    }
    let mut runner = Dialect::V1.runner(decoded).unwrap_or_default();
    runner.profile_bindings.clear();
    Ok(runner)
}

/// A policy as it is kept: without what is unknown.
fn kept(policy: Value) -> Result<Value, Vec<FieldViolation>> {
    let at = |violation: FieldViolation| {
        let field = format!("policy.{}", violation.field);
        let rest = violation.description.strip_prefix(&violation.field);
        let description = rest.map_or_else(
            || violation.description.clone(),
            |rest| format!("{field}{rest}"),
        );
        FieldViolation { field, description }
    };
    let Some(policy) = Policy::of(policy) else {
        let description = "policy: expected an object".to_owned();
        return Err(vec![FieldViolation {
            field: "policy".to_owned(),
            description,
        }]);
    };
    let found = violations(&policy);
    if !found.is_empty() {
        return Err(found.into_iter().map(at).collect());
    }
    let known: Value = decode(policy.shown().document(), &POLICY)?;
    Ok(Policy::of(known).unwrap_or_default().canonical().document())
}

/// What exists in the message and is refused when it is set (contract-v1 2.1, 2.3).
fn legacy(body: &Value) -> Vec<FieldViolation> {
    let either =
        |value: &Value, camel: &str, snake: &str| value.get(camel).or(value.get(snake)).cloned();
    let mut found = Vec::new();
    let mut add = |field: &str, what: &str| {
        found.push(FieldViolation {
            field: field.to_owned(),
            description: format!("{field} {what}"),
        });
    };
    let bindings = either(body, "profileBindings", "profile_bindings");
    if bindings.is_some_and(|list| list.as_array().is_some_and(|list| !list.is_empty())) {
        add("profile_bindings", "belong to v1beta2: use a policy");
    }
    let privileged = either(
        &body["spec"],
        "allowPrivilegedProfileAnnotations",
        "allow_privileged_profile_annotations",
    );
    if privileged == Some(Value::Bool(true)) {
        add(
            "spec.allow_privileged_profile_annotations",
            "has no place in v1",
        );
    }
    found
}

/// The runner as an answer shows it now. A server that knows only policies shows no deployment (contract-v1 0).
pub(super) fn view(plane: &Plane, record: &Record) -> Value {
    let runner = record.whole(plane.now(), &plane.timing);
    let mut shown = Dialect::V1.document(&runner);
    if runner.identity.runner_group_id.is_empty() {
        shown["identity"]["runnerGroupId"] = json!("default");
    }
    shown["policy"] = runner.policy.unwrap_or_default();
    shown["dataPlaneStatus"] = runner.data_plane_status.unwrap_or_default();
    if plane.served == Served::PolicyOnly {
        let known = ["identity", "displayName", "policy", "etag"];
        return known
            .iter()
            .map(|key| ((*key).to_owned(), shown[*key].take()))
            .collect();
    }
    // v1beta2's alone (contract-v1 2.1, 2.3).
    remove(
        &mut shown,
        &[
            "id",
            "managementMode",
            "profileBindings",
            "activeProfileSpecVersion",
        ],
    );
    remove(&mut shown["spec"], &["allowPrivilegedProfileAnnotations"]);
    if let Some(overrides) = shown["spec"].get_mut("overrides") {
        remove(overrides, &["schedulerName"]);
    }
    shown
}

fn remove(from: &mut Value, keys: &[&str]) {
    if let Some(object) = from.as_object_mut() {
        object.retain(|key, _| !keys.contains(&key.as_str()));
    }
}
