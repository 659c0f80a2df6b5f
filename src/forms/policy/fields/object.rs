//! An object of a policy, as a form is over it.

use contract::document::{Field, Message};
use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::{format::word::capital, forms::problems::Problems};

/// What an object holds, and how a field of it changes.
#[derive(Clone, Copy)]
pub(super) struct Object {
    message: &'static Message,
    /// IDs of inputs begin with it.
    id: StoredValue<String>,
    /// Null where it is absent.
    value: Memo<Value>,
    /// Where it is in the policy, as problems name it; empty at the top.
    place: Signal<String>,
    put: Callback<(&'static str, Option<Value>)>,
}

impl Object {
    /// The one at the top.
    pub(super) fn new(
        message: &'static Message,
        id: String,
        value: Memo<Value>,
        put: Callback<(&'static str, Option<Value>)>,
    ) -> Self {
        Self {
            message,
            id: StoredValue::new(id),
            value,
            place: Signal::stored(String::new()),
            put,
        }
    }

    /// One that is an item of a list.
    pub(super) fn item(
        message: &'static Message,
        id: String,
        value: Memo<Value>,
        place: Signal<String>,
        on_change: Callback<Value>,
    ) -> Self {
        let put = Callback::new(move |(key, new): (&'static str, _)| {
            on_change.run(placed(value.get_untracked(), message, key, new));
        });
        Self {
            place,
            ..Self::new(message, id, value, put)
        }
    }

    /// The one that a field holds.
    pub(super) fn below(self, field: &'static Field, message: &'static Message) -> Self {
        let value = Memo::new(move |_| self.get(field));
        let on_change = Callback::new(move |changed| self.put(field, Some(changed)));
        let place = Signal::derive(move || self.place_of(field));
        Self::item(message, self.id(field), value, place, on_change)
    }

    pub(super) fn message(self) -> &'static Message {
        self.message
    }

    /// What a field holds; null where it is absent.
    pub(super) fn get(self, field: &Field) -> Value {
        self.value
            .with(|value| value.get(field.json).cloned().unwrap_or_default())
    }

    /// A list of texts.
    pub(super) fn texts(self, field: &Field) -> Vec<String> {
        let texts = self.get(field);
        let texts = texts.as_array().into_iter().flatten();
        texts.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Sets a field, or takes it out. The object is there then, empty or not.
    pub(super) fn put(self, field: &'static Field, value: Option<Value>) {
        self.put.run((field.json, value));
    }

    /// The ID of a field's input.
    pub(super) fn id(self, field: &Field) -> String {
        let name = field.yaml().replace('_', "-");
        self.id.with_value(|id| format!("{id}-{name}"))
    }

    /// Where a field is in the policy.
    pub(super) fn place_of(self, field: &Field) -> String {
        let name = field.yaml();
        self.place.with(|place| match place.as_str() {
            "" => name,
            place => format!("{place}.{name}"),
        })
    }

    /// What is wrong with a field, or with a part of it.
    pub(super) fn problem(self, field: &Field, part: &str) -> Option<String> {
        Problems::context().at(&(self.place_of(field) + part))
    }
}

/// An object with a field set, where the table has it among the others, or taken out.
pub(super) fn placed(object: Value, message: &Message, key: &str, value: Option<Value>) -> Value {
    let mut object = with(object, key, value);
    let place = |key: &str| message.fields.iter().position(|field| field.json == key);
    if let Value::Object(fields) = &mut object
        && let Some(own) = place(key)
        && fields.keys().next_back().is_some_and(|last| last == key)
        && let Some(at) = fields.keys().position(|other| place(other) > Some(own))
        && let Some(value) = fields.shift_remove(key)
    {
        fields.shift_insert(at, key.to_owned(), value);
    }
    object
}

/// An object with a field set or taken out.
pub(super) fn with(object: Value, key: &str, value: Option<Value>) -> Value {
    let mut fields = match object {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    match value {
        Some(value) => drop(fields.insert(key.to_owned(), value)),
        None => drop(fields.shift_remove(key)),
    }
    Value::Object(fields)
}

/// Words that are no words, as they are written.
const WRITTEN: [(&str, &str); 7] = [
    ("cpu", "CPU"),
    ("gpu", "GPU"),
    ("ip", "IP"),
    ("dns", "DNS"),
    ("https", "HTTPS"),
    ("cidr", "CIDR"),
    ("cidrs", "CIDRs"),
];

/// A field's name in words.
pub(super) fn label(field: &Field) -> String {
    let yaml = field.yaml();
    let words = yaml.split('_').map(|word| {
        let written = WRITTEN.iter().find(|(plain, _)| *plain == word);
        written.map_or(word, |(_, written)| written)
    });
    capital(&words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use contract::policy::POLICY;
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_words() {
        for (place, words) in [
            ("constraints.resources.max_gpu_count", "Max GPU count"),
            ("constraints.network.dns_egress", "DNS egress"),
            (
                "control_plane_access.source_ip_allowlist",
                "Source IP allowlist",
            ),
            ("control_plane_access.source_ip_allowlist.cidrs", "CIDRs"),
        ] {
            assert_eq!(label(POLICY.at(place).unwrap()), words);
        }
    }

    #[test]
    fn what_is_put_is_there_and_what_is_taken_leaves_its_object() {
        let set = with(Value::Null, "a", Some(json!(1)));
        assert_eq!(set, json!({ "a": 1 }));
        assert_eq!(with(set, "a", None), json!({}));
        assert_eq!(
            with(json!({ "later": 2 }), "a", Some(json!({}))),
            json!({ "later": 2, "a": {} })
        );
    }

    #[test]
    fn a_field_stands_where_the_table_has_it() {
        let given = json!({ "displayName": "x", "controlPlaneAccess": {}, "later": 1 });
        let set = placed(given, &POLICY, "constraints", Some(json!({})));
        let keys: Vec<_> = set.as_object().unwrap().keys().collect();
        assert_eq!(
            keys,
            ["displayName", "constraints", "controlPlaneAccess", "later"]
        );
        let again = placed(set.clone(), &POLICY, "constraints", Some(json!({})));
        assert_eq!(again.to_string(), set.to_string());
    }

    #[test]
    fn a_change_far_below_keeps_all_around_it() {
        Owner::new().with(|| {
            let document =
                RwSignal::new(json!({ "displayName": "x", "constraints": { "image": {} } }));
            let value = Memo::new(move |_| document.get());
            let put = Callback::new(move |(key, new): (&'static str, _)| {
                document.set(with(document.get_untracked(), key, new));
            });
            let top = Object::new(&POLICY, "policy".to_owned(), value, put);
            let field = |message: &'static Message, name| message.field(name).unwrap();
            let message = |field: &Field| match field.kind {
                contract::document::Kind::Message(message) => message,
                _ => unreachable!("an object"),
            };
            let constraints = field(&POLICY, "constraints");
            let below = top.below(constraints, message(constraints));
            let resources = field(below.message(), "resources");
            let below = below.below(resources, message(resources));
            let cpu = field(below.message(), "max_cpu");
            assert_eq!(
                untrack(|| below.place_of(cpu)),
                "constraints.resources.max_cpu"
            );
            assert_eq!(below.id(cpu), "policy-constraints-resources-max-cpu");
            below.put(cpu, Some(json!("8")));
            let expected = json!({
                "displayName": "x",
                "constraints": { "image": {}, "resources": { "maxCpu": "8" } },
            });
            assert_eq!(document.get_untracked(), expected);
            below.put(cpu, None);
            let emptied = &document.get_untracked()["constraints"]["resources"];
            assert_eq!(emptied, &json!({}), "it is there, and empty");
        });
    }
}
