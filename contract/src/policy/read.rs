//! Reading a policy leniently: either spelling, old and new names, null as absent, and no errors about wrong types,
//! which validation reports.

use serde_json::{Map, Value};

use super::amount::Amount;
use super::names;
use crate::document::{Path, Segment, long};
use crate::model::TextMap;

/// A message, or the place where one could be.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a>(pub(super) Option<&'a Map<String, Value>>);

impl<'a> At<'a> {
    pub(super) fn of(value: &'a Value) -> Self {
        Self(value.as_object())
    }

    pub(super) fn is_present(self) -> bool {
        self.0.is_some()
    }

    /// The value of a field by its name in JSON.
    pub(super) fn get(self, json: &str) -> Option<&'a Value> {
        let object = self.0?;
        let value = object.get(&names::written(object, json))?;
        (!value.is_null()).then_some(value)
    }

    pub(super) fn find(self, path: &Path) -> Option<&'a Value> {
        let (first, rest) = path.0.split_first()?;
        let Segment::Key(key) = first else {
            return None;
        };
        let mut value = self.get(key)?;
        for segment in rest {
            value = match segment {
                Segment::Key(key) => Self::of(value).get(key)?,
                Segment::Index(index) => value.get(index)?,
            };
        }
        Some(value)
    }

    pub(super) fn message(self, json: &str) -> Self {
        Self(self.get(json).and_then(Value::as_object))
    }

    /// A text that is not empty.
    pub(super) fn text(self, json: &str) -> Option<&'a str> {
        let text = self.get(json)?.as_str()?;
        (!text.is_empty()).then_some(text)
    }

    /// The constant of an enum; `…_UNSPECIFIED` is unset.
    pub(super) fn choice(self, json: &str) -> Option<&'a str> {
        self.text(json)
            .filter(|constant| !constant.ends_with("_UNSPECIFIED"))
    }

    pub(super) fn amount(self, json: &str) -> Option<Amount> {
        Amount::read(self.text(json)?)
    }

    pub(super) fn long(self, json: &str) -> Option<i64> {
        self.get(json).and_then(long)
    }

    pub(super) fn flag(self, json: &str) -> bool {
        self.get(json).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(super) fn list(self, json: &str) -> &'a [Value] {
        let items = self.get(json).and_then(Value::as_array);
        items.map_or(&[], Vec::as_slice)
    }

    pub(super) fn texts(self, json: &str) -> Vec<&'a str> {
        self.list(json).iter().filter_map(Value::as_str).collect()
    }

    pub(super) fn text_map(self, json: &str) -> Option<TextMap> {
        let map = self.get(json)?.as_object()?;
        let text =
            |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
        Some(map.iter().filter_map(text).collect())
    }
}
