//! The table of fields as schemas of the OpenAPI document: what the server sets is read-only, what must be there is
//! required.

use contract::api::Dialect;
use contract::document::{Access, Field, Kind, Message};
use contract::policy::POLICY;
use serde_json::{Map, Value, json};

/// What must be there, by the name of the message.
const REQUIRED: &[(&str, &[&str])] = &[
    ("identity", &["runnerId", "zone", "clusterId"]),
    ("window", &["cron", "durationSeconds"]),
    ("exclusion", &["startTime", "endTime"]),
    ("custom", &["advertisedUri"]),
    ("cidr", &["cidr"]),
    ("selector", &["podLabels"]),
    ("port", &["port"]),
    ("runtime class mapping", &["runtimeClass"]),
];

/// Adds the schemas of v1 to a document made from the handlers, and puts its verb where it belongs.
pub(crate) fn complete(document: &mut Value) {
    let mut runner = object(Dialect::V1.fields());
    runner["required"] = json!(["identity"]);
    let schemas = &mut document["components"]["schemas"];
    schemas["V1Runner"] = runner;
    schemas["V1RunnerPage"] = json!({ "type": "object", "properties": {
        "managedRunners": { "type": "array", "items": { "$ref": "#/components/schemas/V1Runner" } },
        "nextPageToken": { "type": "string", "description": "Empty on the last page." },
    } });
    // The verb is part of the path, which the router cannot say.
    let one = "/v1/sandbox/managedRunners/{runnerId}";
    if let Some(paths) = document["paths"].as_object_mut()
        && let Some(item) = paths.get_mut(one).and_then(Value::as_object_mut)
        && let Some(post) = item.shift_remove("post")
    {
        paths.insert(
            format!("{one}:applyAvailableUpdate"),
            json!({ "post": post }),
        );
    }
}

fn object(message: &Message) -> Value {
    let properties = message
        .fields
        .iter()
        .map(|field| (field.json.to_owned(), property(field)));
    let mut schema = json!({ "type": "object", "properties": properties.collect::<Map<_, _>>() });
    if let Some((_, required)) = REQUIRED.iter().find(|(name, _)| *name == message.name) {
        schema["required"] = json!(required);
    }
    schema
}

fn property(field: &Field) -> Value {
    let text = json!({ "type": "string" });
    let mut schema = match field.kind {
        Kind::Text | Kind::EmbeddedJson => text,
        Kind::Time => json!({ "type": "string", "format": "date-time" }),
        Kind::Integer => json!({ "type": "integer", "format": "int32" }),
        Kind::Long => json!({ "type": ["string", "integer"], "format": "int64" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Choice(constants) => json!({ "type": "string", "enum": constants }),
        Kind::TextMap => json!({ "type": "object", "additionalProperties": text }),
        Kind::Texts => json!({ "type": "array", "items": text }),
        Kind::Message(message) => object(message),
        Kind::Messages(message) => json!({ "type": "array", "items": object(message) }),
        Kind::Any if field.json == "policy" => object(&POLICY),
        Kind::Opaque | Kind::Any => json!({ "type": "object" }),
    };
    schema["description"] = json!(field.doc);
    if field.access == Access::Output {
        schema["readOnly"] = json!(true);
    }
    schema
}
