//! Reading documents in which a field has another type than this build expects: the field is left out and named, and
//! everything else is read as usual.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Kind, Message, Path};

/// Reads a document as the type that `message` describes, and the places that could not be read. A number in
/// quotes is a number, as JSON of protocol buffers has it.
///
/// # Errors
/// It is no object at all.
pub fn read<T: DeserializeOwned>(
    mut value: Value,
    message: &Message,
) -> Result<(T, Vec<Path>), serde_json::Error> {
    let mut unreadable = Vec::new();
    if let Value::Object(object) = &mut value {
        fields(object, message, &Path::default(), &mut unreadable);
    }
    Ok((serde_json::from_value(value)?, unreadable))
}

fn fields(object: &mut Map<String, Value>, message: &Message, at: &Path, lost: &mut Vec<Path>) {
    object.retain(|key, value| {
        let known = message.fields.iter().find(|field| field.json == key);
        known.is_none_or(|field| keep(value, field.kind, &at.key(field.yaml()), lost))
    });
}

/// Whether a value can be read, once what is wrong within it has been taken out.
fn keep(value: &mut Value, kind: Kind, at: &Path, lost: &mut Vec<Path>) -> bool {
    let fits = match (kind, &mut *value) {
        (Kind::Any, _)
        | (_, Value::Null)
        | (Kind::Text | Kind::EmbeddedJson | Kind::Time | Kind::Choice(_), Value::String(_))
        | (Kind::Flag, Value::Bool(_)) => true,
        (Kind::Integer, Value::Number(number)) => is_integer(number.as_i64()),
        (Kind::Long, value) => super::long(value).is_some(),
        (Kind::Opaque, value) => value.is_object(),
        (Kind::Integer, Value::String(text)) => {
            let number = text.parse::<i32>();
            let fits = number.is_ok();
            *value = number.map_or(Value::Null, Value::from);
            fits
        }
        (Kind::TextMap, Value::Object(map)) => {
            map.retain(|key, value| value.is_string() || miss(&at.key(key), lost));
            true
        }
        (Kind::Texts, Value::Array(items)) => {
            each(items, at, lost, |item, _, _| item.is_string());
            true
        }
        (Kind::Message(message), Value::Object(object)) => {
            fields(object, message, at, lost);
            true
        }
        (Kind::Messages(message), Value::Array(items)) => {
            each(items, at, lost, |item, at, lost| {
                let Value::Object(object) = item else {
                    return false;
                };
                fields(object, message, at, lost);
                true
            });
            true
        }
        _ => false,
    };
    fits || miss(at, lost)
}

fn is_integer(number: Option<i64>) -> bool {
    number.is_some_and(|number| i32::try_from(number).is_ok())
}

/// Goes through a list and takes out what `fits` refuses. Places are counted as the server sent them.
fn each(
    items: &mut Vec<Value>,
    at: &Path,
    lost: &mut Vec<Path>,
    fits: impl Fn(&mut Value, &Path, &mut Vec<Path>) -> bool,
) {
    let mut index = 0;
    items.retain_mut(|item| {
        let at = at.index(index);
        index += 1;
        fits(item, &at, lost) || miss(&at, lost)
    });
}

fn miss(at: &Path, lost: &mut Vec<Path>) -> bool {
    lost.push(at.clone());
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::document::RUNNER;
    use crate::model::Runner;

    fn places(value: Value) -> (Runner, Vec<String>) {
        let (runner, lost) = read::<Runner>(value, &RUNNER).unwrap();
        (runner, lost.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_field_of_another_type_is_left_out_and_named() {
        let (runner, lost) = places(json!({
            "identity": { "runnerId": "a", "zone": ["us"] },
            "activeRevision": "7", "targetRevision": 1.5, "updateAvailable": "yes",
            "installStatus": 3, "createdAt": 1_700_000_000,
            "managedSpec": {
                "maintenancePolicy": { "windows": [{ "cron": 5 }, "0 3 * * *"] },
                "overrides": { "env": { "A": 1, "B": "2" }, "args": ["x", 2], "scaling": [] },
            },
            "profileBindings": {}, "news": { "any": [1] },
        }));
        assert_eq!(
            lost,
            [
                "identity.zone",
                "target_revision",
                "update_available",
                "install_status",
                "created_at",
                "managed_spec.maintenance_policy.windows[0].cron",
                "managed_spec.maintenance_policy.windows[1]",
                "managed_spec.overrides.env.A",
                "managed_spec.overrides.args[1]",
                "managed_spec.overrides.scaling",
                "profile_bindings",
            ]
        );
        assert_eq!((runner.runner_id(), runner.active_revision), ("a", 7));
        let overrides = runner.managed_spec.unwrap().overrides.unwrap();
        assert_eq!((overrides.env.len(), overrides.args.len()), (1, 1));
        assert_eq!(runner.unknown["news"], json!({ "any": [1] }));
    }

    fn anything() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f32>().prop_map(Value::from),
            ".{0,4}".prop_map(Value::from),
        ];
        let keys = prop::sample::select(vec![
            "identity",
            "runnerId",
            "zone",
            "managedSpec",
            "overrides",
            "env",
            "args",
            "scaling",
            "tolerations",
            "windows",
            "maintenancePolicy",
            "profileBindings",
            "activeRevision",
            "installError",
            "createdAt",
            "updateAvailable",
            "releaseChannel",
            "other",
        ]);
        leaf.prop_recursive(4, 40, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((keys.clone(), inner), 0..5).prop_map(|pairs| {
                    let pairs = pairs
                        .into_iter()
                        .map(|(key, value)| (key.to_owned(), value));
                    Value::Object(pairs.collect())
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_object_is_a_runner(value in anything()) {
            prop_assert_eq!(read::<Runner>(value.clone(), &RUNNER).is_ok(), value.is_object());
        }

        /// What is read as usual is not touched: the fast way and the careful one agree.
        #[test]
        fn what_can_be_read_is_read_whole(value in anything()) {
            if let Ok(runner) = serde_json::from_value::<Runner>(value.clone()) {
                let read = read::<Runner>(value, &RUNNER);
                prop_assert_eq!(read.ok(), Some((runner, Vec::new())));
            }
        }
    }
}
