//! What the script asks the console for.

use contract::edit::{
    self,
    assist::{self, Completion},
};
use js_sys::{Object, Reflect};
use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen::{JsValue, closure::Closure};

use super::knowledge::Knowledge;

/// The functions that the script calls, kept as long as it may.
pub(super) struct Ask {
    pub(super) object: Object,
    _check: Closure<dyn Fn(String) -> String>,
    _places: [Closure<dyn Fn(String, usize) -> String>; 2],
    _marks: Closure<dyn Fn(String) -> String>,
    _changed: Closure<dyn Fn(String)>,
    _moments: [Closure<dyn Fn()>; 2],
}

impl Ask {
    pub(super) fn new(
        knowledge: Knowledge,
        [on_touch, on_send]: [Option<Callback<()>>; 2],
        typed: StoredValue<Option<String>>,
        settle: impl Fn() + Copy + 'static,
    ) -> Self {
        let Knowledge {
            shape,
            explained,
            check,
            values,
            names,
        } = knowledge;
        // Asked for when typing pauses.
        let check = Closure::<dyn Fn(String) -> String>::new(move |text: String| {
            settle();
            let problems = untrack(|| check.run(text));
            let problems = problems.iter().map(|problem| {
                json!({ "line": problem.line, "column": problem.column, "message": problem.message })
            });
            json!(problems.collect::<Vec<_>>()).to_string()
        });
        let complete = Closure::<dyn Fn(String, usize) -> String>::new(move |text: String, at| {
            let shape = untrack(|| shape.run(text.clone()));
            let offer = assist::complete(shape, &text, byte(&text, at));
            let more = offer
                .value_of
                .clone()
                .map(|key| untrack(|| values.run(key)));
            let own = offer.found.iter().map(option);
            let more = more.unwrap_or_default().into_iter();
            // What is typed may be the name or the ID; what is written is the ID.
            let more = more.map(|(value, what)| match what.as_str() {
                "" => json!({ "label": value, "apply": offer.value(&value) }),
                what => json!({
                    "label": format!("{what} {value}"),
                    "displayLabel": what,
                    "detail": value,
                    "apply": offer.value(&value),
                }),
            });
            let from = text[..offer.start].encode_utf16().count();
            json!({ "from": from, "options": own.chain(more).collect::<Vec<_>>() }).to_string()
        });
        let explain = Closure::<dyn Fn(String, usize) -> String>::new(move |text: String, at| {
            let shape = untrack(|| shape.run(text.clone()));
            let found = assist::explain(shape, &text, byte(&text, at));
            let told = found.map(|(path, field)| {
                let kind = assist::type_name(field.kind);
                json!({ "title": format!("{path}: {kind}"), "doc": explained(&path, field.doc) })
            });
            json!(told).to_string()
        });
        let marks = Closure::<dyn Fn(String) -> String>::new(move |text: String| {
            let unit = |at: usize| text[..at].encode_utf16().count();
            let secrets = edit::secrets(&text).into_iter();
            let secrets = secrets.map(|at| json!([unit(at.start), unit(at.end)]));
            let notes = edit::uuids(&text).into_iter().filter_map(|at| {
                let name = untrack(|| names.run(text[at.clone()].to_owned()))?;
                Some(json!([unit(at.end), name]))
            });
            json!({ "secrets": secrets.collect::<Vec<_>>(), "notes": notes.collect::<Vec<_>>() })
                .to_string()
        });
        let changed = Closure::<dyn Fn(String)>::new(move |text| {
            // The editor outlives its component by a moment at most.
            typed.try_update_value(|typed| *typed = Some(text));
            if let Some(on_touch) = on_touch {
                on_touch.try_run(());
            }
        });
        let left = Closure::<dyn Fn()>::new(settle);
        let send = Closure::<dyn Fn()>::new(move || {
            settle();
            if let Some(on_send) = on_send {
                on_send.run(());
            }
        });
        let object = Object::new();
        for (name, function) in [
            ("check", check.as_ref()),
            ("complete", complete.as_ref()),
            ("explain", explain.as_ref()),
            ("marks", marks.as_ref()),
            ("changed", changed.as_ref()),
            ("left", left.as_ref()),
            ("send", send.as_ref()),
        ] {
            // A plain object takes any property.
            Reflect::set(&object, &JsValue::from_str(name), function).ok();
        }
        Self {
            object,
            _check: check,
            _places: [complete, explain],
            _marks: marks,
            _changed: changed,
            _moments: [left, send],
        }
    }

    /// Tells the script something that does not change.
    pub(super) fn set(&self, name: &str, value: &JsValue) {
        // A plain object takes any property.
        Reflect::set(&self.object, &JsValue::from_str(name), value).ok();
    }
}

fn option(completion: &Completion) -> serde_json::Value {
    let label = completion.text.trim_matches([' ', ':', '"']);
    json!({
        "label": label,
        "apply": completion.text,
        "detail": completion.detail,
        "info": completion.doc,
    })
}

/// The byte at which a UTF-16 unit begins, as the editor counts.
fn byte(text: &str, unit: usize) -> usize {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= unit {
            return at;
        }
        units += c.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_become_bytes() {
        let text = "aä😀b";
        let bytes: Vec<_> = (0..6).map(|unit| byte(text, unit)).collect();
        assert_eq!(bytes, [0, 1, 3, 7, 7, 8]);
    }
}
