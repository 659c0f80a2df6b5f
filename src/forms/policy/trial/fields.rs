//! The few things that most sandboxes state, as fields that write into the description.

use contract::{document::snake, spec_file::parse};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::Examples;
use crate::widgets::field::TextField;

/// A field: its ID, its label, what it is, where it stands.
type Row = (&'static str, &'static str, &'static str, Place);

#[derive(Clone, Copy)]
enum Place {
    /// Of the first container, under each of these keys; the first is read.
    Container(&'static [&'static str]),
    Sandbox(&'static str),
}

const ROWS: [Row; 5] = [
    ("sandbox-image", "Image", "", Place::Container(&["image"])),
    (
        "sandbox-cpu",
        "CPU",
        "Request and limit, such as 500m",
        Place::Container(&["cpuRequest", "cpuLimit"]),
    ),
    (
        "sandbox-memory",
        "Memory",
        "Request and limit, such as 2Gi",
        Place::Container(&["memoryRequest", "memoryLimit"]),
    ),
    ("sandbox-gpu", "GPUs", "", Place::Container(&["gpuCount"])),
    (
        "sandbox-class",
        "Runtime class",
        "Empty if it names none",
        Place::Sandbox("runtimeClass"),
    ),
];

/// The fields. A description that cannot be parsed is corrected as text first.
#[component]
pub(super) fn Fields(examples: Examples) -> impl IntoView {
    let document = Memo::new(move |_| document_of(&examples.text()));
    let is_read = Memo::new(move |_| document.with(Option::is_some));
    let fields = ROWS.map(|(id, label, hint, place)| {
        let value = Signal::derive(move || {
            document.with(|document| document.as_ref().map_or_else(String::new, |d| place.get(d)))
        });
        let write = move |text: String| {
            if let Some(document) = document.get_untracked() {
                let document = place.put(document, text.trim());
                examples.write(format!("{document:#}\n"));
            }
        };
        view! { <TextField id label hint code=true value on_input=write /> }
    });
    view! {
        <fieldset class="form-grid" disabled=move || !is_read.get()>
            <legend class="visually-hidden">"The sandbox"</legend>
            {fields.into_iter().collect_view()}
        </fieldset>
    }
}

fn document_of(text: &str) -> Option<Value> {
    let document = parse(text).ok()?.into_iter().next()?;
    document.value.is_object().then_some(document.value)
}

impl Place {
    fn get(self, document: &Value) -> String {
        let value = match self {
            Self::Container(keys) => document
                .get("containers")
                .and_then(|all| either(all.get(0)?, keys[0])),
            Self::Sandbox(key) => either(document, key),
        };
        match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    fn put(self, mut document: Value, text: &str) -> Value {
        match self {
            Self::Sandbox(key) => set(&mut document, key, text),
            Self::Container(keys) => {
                let all = &mut document["containers"];
                if all.get(0).is_none() {
                    *all = json!([{}]);
                }
                for key in keys {
                    set(&mut all[0], key, text);
                }
            }
        }
        document
    }
}

/// Sets a field in the spelling in which it is written; nothing takes it away.
fn set(object: &mut Value, key: &str, text: &str) {
    let Some(object) = object.as_object_mut() else {
        return;
    };
    let in_snake = snake(key);
    let written = if object.contains_key(&in_snake) {
        in_snake
    } else {
        key.to_owned()
    };
    if text.is_empty() {
        object.shift_remove(&written);
        return;
    }
    let number = (key == "gpuCount").then(|| text.parse::<i64>().ok());
    let value = number
        .flatten()
        .map_or_else(|| json!(text), |number| json!(number));
    object.insert(written, value);
}

/// A field in either spelling.
fn either<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    object.get(key).or_else(|| object.get(snake(key)))
}

#[cfg(test)]
mod tests {
    use contract::edit::policy::read_sandbox;

    use super::*;

    #[test]
    fn a_field_writes_where_it_reads() {
        for (_, label, _, place) in ROWS {
            for document in [
                json!({}),
                json!({ "containers": [] }),
                json!({ "containers": [{ "gpu_count": 1, "image": "a" }], "runtime_class": "x", "egress": [] }),
            ] {
                let written = place.put(document.clone(), "3");
                assert_eq!(place.get(&written), "3", "{label} of {document}");
                assert!(read_sandbox(&written.to_string()).is_ok(), "{written}");
                assert_eq!(place.get(&place.put(written, "")), "", "{label}");
            }
        }
    }
}
