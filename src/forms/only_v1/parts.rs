//! The parts of a spec that v1 alone has, as one document in which a form finds and puts its fields. Not set, empty and
//! set are three things in it (contract-v1 0).

use contract::{
    api::Dialect,
    document::{Field, camel},
    model::{ManagedSpec, TextMap},
    part::Part,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Those that are set, by their keys.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Parts(Map<String, Value>);

/// The name of a part below the spec.
fn name(part: Part) -> &'static str {
    let place = part.place();
    place.rsplit('.').next().unwrap_or(place)
}

impl Parts {
    /// Those of a spec.
    pub(crate) fn of(spec: &ManagedSpec) -> Self {
        let mut spec = spec.clone();
        let parts = Part::ONLY_V1.into_iter().filter_map(|part| {
            let value = part.as_it_came(&mut spec)?.take()?;
            (!value.is_null()).then(|| (camel(name(part)), value))
        });
        Self(parts.collect())
    }

    /// Gives a spec these and no others.
    pub(crate) fn give(&self, spec: &mut ManagedSpec) {
        for part in Part::ONLY_V1 {
            if let Some(slot) = part.as_it_came(spec) {
                *slot = self.0.get(&camel(name(part))).cloned();
            }
        }
    }

    /// Whether none is set.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The parts that are set.
    pub(crate) fn set(&self) -> impl Iterator<Item = Part> {
        let is_set = |part: &Part| self.0.contains_key(&camel(name(*part)));
        Part::ONLY_V1.into_iter().filter(is_set)
    }

    /// What is set at a path below the spec, such as `data_plane.load_balancer.scope`.
    pub(super) fn at(&self, path: &str) -> Option<&Value> {
        let mut keys = path.split('.');
        let first = self.0.get(&camel(keys.next()?))?;
        let found = keys.try_fold(first, |at, key| at.get(camel(key)))?;
        (!found.is_null()).then_some(found)
    }

    /// Sets what is at a path, and with it all that holds it; or takes it out, and leaves what holds it.
    pub(super) fn put(&mut self, path: &str, value: Option<Value>) {
        let (above, last) = path.rsplit_once('.').unwrap_or(("", path));
        if value.is_none() && !above.is_empty() && self.at(above).is_none() {
            return;
        }
        let mut at = &mut self.0;
        for key in above.split('.').filter(|key| !key.is_empty()) {
            let held = at.entry(camel(key)).or_insert_with(|| json!({}));
            if !held.is_object() {
                *held = json!({});
            }
            let Value::Object(below) = held else {
                return;
            };
            at = below;
        }
        match value {
            Some(value) => drop(at.insert(camel(last), value)),
            None => drop(at.shift_remove(&camel(last))),
        }
    }

    pub(super) fn text(&self, path: &str) -> String {
        let text = self.at(path).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    }

    pub(super) fn is_on(&self, path: &str) -> bool {
        self.at(path) == Some(&json!(true))
    }

    pub(super) fn texts(&self, path: &str) -> Vec<String> {
        let texts = self.at(path).and_then(Value::as_array);
        let texts = texts.into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    }

    pub(super) fn map(&self, path: &str) -> TextMap {
        let map = self.at(path).and_then(Value::as_object);
        let entries = map.into_iter().flatten();
        entries
            .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
            .collect()
    }
}

/// Where a path below the spec is in a runner.
pub(super) fn place(path: &str) -> String {
    format!("{}.{path}", Part::ManagedSpec.place())
}

/// What the table says of the field at a path below the spec.
pub(super) fn field(path: &str) -> Option<&'static Field> {
    Dialect::V1.model().at(&place(path))
}

/// What the field at a path means.
pub(super) fn doc(path: &str) -> &'static str {
    field(path).map_or("", |field| field.doc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_found_and_what_is_taken_leaves_its_place() {
        let mut parts = Parts::default();
        parts.put("volumes.enabled", None);
        assert!(parts.is_empty(), "nothing is set by taking out");
        parts.put(
            "data_plane.load_balancer.source_ranges",
            Some(json!(["10.0.0.0/8"])),
        );
        parts.put("volumes.enabled", Some(json!(true)));
        let mut spec = ManagedSpec::default();
        parts.give(&mut spec);
        assert_eq!(
            spec.data_plane,
            Some(json!({ "loadBalancer": { "sourceRanges": ["10.0.0.0/8"] } }))
        );
        assert_eq!(Parts::of(&spec), parts);
        assert_eq!(
            parts.texts("data_plane.load_balancer.source_ranges"),
            ["10.0.0.0/8"]
        );
        assert!(parts.is_on("volumes.enabled") && !parts.is_on("tenant_metrics.enabled"));
        assert_eq!(
            parts.set().collect::<Vec<_>>(),
            [Part::Volumes, Part::DataPlane]
        );
        parts.put("volumes.enabled", None);
        assert_eq!(
            parts.at("volumes"),
            Some(&json!({})),
            "it is there, and empty"
        );
        parts.put("volumes", None);
        parts.put("data_plane", None);
        parts.give(&mut spec);
        assert_eq!(spec, ManagedSpec::default());
    }

    #[test]
    fn every_field_has_its_words() {
        for path in [
            "volumes.csi_driver_allowlist",
            "tenant_metrics.image",
            "image_pull.policy",
            "data_plane.disabled",
            "data_plane.custom.advertised_uri",
        ] {
            assert!(!doc(path).is_empty(), "{path}");
        }
    }
}
