//! The model's document as v1 can write it: the fields of v1beta2 in their places, plus those that only v1 has. A
//! page that writes through v1 uses texts in this form, which has the same shape as the texts of all dialects.

use std::sync::LazyLock;

use super::PARTS;
use super::fields::{RUNNER, SPEC};
use crate::api::v1beta2::fields::{MANAGED_SPEC, message};
use crate::api::v1beta2::{PARTS as BETA_PARTS, RUNNER as BETA_RUNNER};
use crate::document::{Field, Kind, Message};
use crate::part::Part;

/// A runner. Where v1 has a field, too, it says what it means and who sets it.
pub(crate) static MODEL: LazyLock<Message> = LazyLock::new(|| {
    let spec = Vec::leak(joined(&MANAGED_SPEC, &SPEC).collect());
    let spec: &'static Message = Box::leak(Box::new(message(MANAGED_SPEC.name, spec)));
    let fields = BETA_RUNNER.fields.iter().map(|field| match field.kind {
        Kind::Message(below) if below.name == spec.name => Field {
            kind: Kind::Message(spec),
            doc: RUNNER.field("spec").map_or(field.doc, |ours| ours.doc),
            ..*field
        },
        Kind::Text => ours(field, &RUNNER),
        _ => *field,
    });
    message(BETA_RUNNER.name, Vec::leak(fields.collect()))
});

/// The parts that a text of such a runner can name. A policy has a text of its own.
pub(crate) static EDITED: LazyLock<Vec<Part>> = LazyLock::new(|| {
    let both = BETA_PARTS.iter().chain(&PARTS).copied();
    let mut parts: Vec<Part> = both.filter(|part| *part != Part::Policy).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
});

/// The field as v1 has it, if it can be written there; one that v1 has not, or refuses, stays as it is.
fn ours(field: &Field, of: &Message) -> Field {
    let known = of.field(field.json);
    *known
        .filter(|known| known.access != crate::document::Access::Output)
        .unwrap_or(field)
}

/// The fields of one message as the other has them, and those that only the other has.
fn joined<'a>(one: &'a Message, other: &'a Message) -> impl Iterator<Item = Field> + 'a {
    let known = one.fields.iter().map(move |field| match field.kind {
        // Their insides are the model's.
        Kind::Message(_) => *field,
        _ => ours(field, other),
    });
    let more = other.fields.iter().copied();
    known.chain(more.filter(move |field| one.field(field.json).is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Dialect;
    use crate::document::Access;

    #[test]
    fn it_has_what_both_have() {
        let model = Dialect::V1.model();
        for part in Dialect::V1.edited() {
            let field = model.at(part.place()).unwrap();
            assert_eq!(field.access, Access::Update, "{part:?}");
        }
        for field in BETA_RUNNER.fields.iter().chain(MANAGED_SPEC.fields) {
            let is_there = model.field(field.json).or_else(|| {
                let spec = model.field(MANAGED_SPEC.name)?;
                match spec.kind {
                    Kind::Message(spec) => spec.field(field.json),
                    _ => None,
                }
            });
            assert!(is_there.is_some(), "{}", field.json);
        }
        let place = |below: &str| format!("{}.{below}", Part::DataPlane.place());
        assert!(model.at(&place("load_balancer.scope")).is_some());
        // v1 refuses it, but a runner of v1beta2 may have it.
        let scheduler = format!("{}.scheduler_name", Part::Overrides.place());
        assert!(model.at(&scheduler).is_some());
        assert!(!Dialect::V1.edited().contains(&Part::Policy));
        let name = |dialect: Dialect| dialect.model().field("displayName").unwrap().access;
        assert_eq!(name(Dialect::V1), Access::Update);
        assert_eq!(name(Dialect::V1beta2), Access::Create);
    }

    #[test]
    fn only_what_v1_alone_has_is_added() {
        let more = Dialect::V1.edited().iter();
        let more = more.filter(|part| !Dialect::V1beta2.edited().contains(part));
        let places: Vec<_> = more.map(|part| part.place()).collect();
        let spec = Part::ManagedSpec.place();
        let below = |name: &str| format!("{spec}.{name}");
        assert_eq!(
            places,
            [
                "display_name".to_owned(),
                below("enforce_resource_limits"),
                below("volumes"),
                below("tenant_metrics"),
                below("image_pull"),
                below("data_plane"),
            ]
        );
    }
}
