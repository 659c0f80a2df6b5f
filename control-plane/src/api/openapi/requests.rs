//! What requests may contain, from the tables of the contract: input fields only, which are required, and their
//! limits. The types alone cannot say this, since a runner in a response has more fields than one in a request.

use contract::api::Dialect;
use contract::document::{
    Access, CREATE_PROFILE_TEMPLATE, CREATE_RUNNER, Kind, Message, PROFILE_TEMPLATE, RUNNER,
    UPDATE_PROFILE_TEMPLATE, UPDATE_RUNNER, camel,
};
use contract::maintenance::DURATION;
use serde_json::{Map, Value, json};

/// Makes the description of the API say who sets a field, and what a request needs.
pub(super) fn complete(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    for (name, message) in [("Runner", &RUNNER), ("ProfileTemplate", &PROFILE_TEMPLATE)] {
        read_only(schemas, name, message);
    }
    let dialect = Dialect::V1beta2;
    let parts = dialect.parts().iter();
    let parts: Vec<_> = parts.map(|part| camel(&dialect.spelled(*part))).collect();
    let mask = |paths: &[String]| {
        let path = paths.join("|").replace('.', r"\.");
        json!({ "type": "string", "minLength": 1, "pattern": format!("^({path})(,({path}))*$") })
    };
    for (name, message, required, mask) in [
        ("CreateRunner", &CREATE_RUNNER, CREATE, None),
        ("UpdateRunner", &UPDATE_RUNNER, UPDATE, Some(mask(&parts))),
        (
            "CreateProfileTemplate",
            &CREATE_PROFILE_TEMPLATE,
            CREATE,
            None,
        ),
        (
            "UpdateProfileTemplate",
            &UPDATE_PROFILE_TEMPLATE,
            UPDATE,
            Some(mask(&["description", "labels", "spec"].map(str::to_owned))),
        ),
    ] {
        let mut schema = object(message, "", required);
        if let Some(mask) = mask {
            schema["properties"]["updateMask"] = mask;
        }
        schemas[name] = schema;
    }
}

/// Marks what only the server sets.
fn read_only(schemas: &mut Value, name: &str, message: &Message) {
    for field in message.fields {
        let property = &mut schemas[name]["properties"][field.json];
        if field.access == Access::Output {
            property["readOnly"] = true.into();
        } else if let Kind::Message(below) | Kind::Messages(below) = field.kind
            && let Some(name) = referenced(property)
        {
            read_only(schemas, &name, below);
        }
    }
}

/// The schema that a property refers to, alone, in a list, or as one of several.
fn referenced(property: &Value) -> Option<String> {
    match property {
        Value::Object(object) => object.iter().find_map(|(key, value)| match key.as_str() {
            "$ref" => value.as_str()?.rsplit('/').next().map(str::to_owned),
            _ => referenced(value),
        }),
        Value::Array(items) => items.iter().find_map(referenced),
        _ => None,
    }
}

/// Fields without which a request is refused, by the path of their object.
type Required = &'static [(&'static str, &'static [&'static str])];

const CREATE: Required = &[
    ("", &["runnerId", "runner", "profileTemplate"]),
    ("runner", &["identity", "profileBindings"]),
    ("runner.identity", &["zone"]),
    ("runner.profileBindings", &["profileTemplateId"]),
    (
        "runner.managedSpec.maintenancePolicy.windows",
        &["cron", "durationSeconds"],
    ),
    (
        "runner.managedSpec.maintenancePolicy.exclusions",
        &["startTime", "endTime"],
    ),
    ("profileTemplate", &["displayName", "spec"]),
];
const UPDATE: Required = &[
    ("", &["runner", "profileTemplate", "updateMask"]),
    ("runner.profileBindings", &["profileTemplateId"]),
    (
        "runner.managedSpec.maintenancePolicy.windows",
        &["cron", "durationSeconds"],
    ),
    (
        "runner.managedSpec.maintenancePolicy.exclusions",
        &["startTime", "endTime"],
    ),
];

/// The input fields of an object.
fn object(message: &Message, path: &str, required: Required) -> Value {
    let inputs = message
        .fields
        .iter()
        .filter(|field| field.access != Access::Output);
    let properties: Map<String, Value> = inputs
        .map(|field| {
            let path = if path.is_empty() {
                field.json.to_owned()
            } else {
                format!("{path}.{}", field.json)
            };
            let mut schema = of_kind(field.kind, &path, required);
            if let Value::Object(bounds) = bounds(&path)
                && let Value::Object(schema) = &mut schema
            {
                schema.extend(bounds);
            }
            schema["description"] = field.doc.into();
            (field.json.to_owned(), schema)
        })
        .collect();
    let needed = required.iter().find(|(at, _)| *at == path);
    let needed: Vec<_> = needed
        .map_or(&[][..], |(_, names)| names)
        .iter()
        .filter(|name| properties.contains_key(**name))
        .collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !needed.is_empty() {
        schema["required"] = json!(needed);
    }
    if path == "runner.identity" && !needed.is_empty() {
        schema["anyOf"] = json!([{ "required": ["clusterId"] }, { "required": ["clusterName"] }]);
    }
    schema
}

fn of_kind(kind: Kind, path: &str, required: Required) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::EmbeddedJson => json!({ "type": "string", "contentMediaType": "application/json" }),
        Kind::Time => json!({ "type": "string", "format": "date-time" }),
        Kind::Integer => json!({ "type": "integer", "format": "int32" }),
        Kind::Long => json!({ "type": ["integer", "string"], "format": "int64" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Choice(constants) => json!({ "type": "string", "enum": constants }),
        Kind::TextMap => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Message(below) => object(below, path, required),
        Kind::Messages(below) => json!({ "type": "array", "items": object(below, path, required) }),
        Kind::Opaque => json!({ "type": "object" }),
        Kind::Any => json!({}),
    }
}

/// What the rules say of a field's values, as far as a schema can (contract 1.2 to 1.6).
fn bounds(path: &str) -> Value {
    let field = path.rsplit('.').next().unwrap_or(path);
    match field {
        "runnerId" => json!({ "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" }),
        "zone" | "profileTemplateId" | "cron" => json!({ "minLength": 1 }),
        "clusterId" | "clusterName" if path.starts_with("runner.identity") => {
            json!({ "minLength": 1 })
        }
        "displayName" if path == "profileTemplate.displayName" => json!({ "minLength": 1 }),
        "profileBindings" => json!({ "minItems": 1 }),
        "durationSeconds" => json!({ "minimum": DURATION.start(), "maximum": DURATION.end() }),
        "replicas" | "minReplicas" | "maxReplicas" => json!({ "minimum": 0 }),
        "operator" => json!({ "enum": ["", "Equal", "Exists"] }),
        "effect" => json!({ "enum": ["", "NoSchedule", "PreferNoSchedule", "NoExecute"] }),
        "cpuRequest" | "cpuLimit" => json!({ "pattern": r"^([0-9]+m?|[0-9]+\.[0-9]+)?$" }),
        "memoryRequest" | "memoryLimit" => {
            json!({ "pattern": r"^([0-9]+(\.[0-9]+)?([KMGT]i|[kMGT])?)?$" })
        }
        _ => Value::Null,
    }
}
