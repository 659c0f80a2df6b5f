//! Every field of the API: its name, its type, who sets it, what it is for.
//!
//! One table serves the reader of spec files, the local server and (as help texts) the editor. JSON is
//! `camelCase`, files are `snake_case`; both are read, and a field is named in `snake_case` in messages.

mod lenient;
mod path;
mod spelling;
mod typing;

pub use crate::api::v1beta2::{
    CREATE_PROFILE_TEMPLATE, CREATE_RUNNER, PROFILE_FILE, PROFILE_OVERRIDES, PROFILE_TEMPLATE,
    RUNNER, UPDATE_PROFILE_TEMPLATE, UPDATE_RUNNER,
};
pub use lenient::read;
pub use path::{Path, Segment};
pub use spelling::{camel, camel_keys, prune, prune_but_objects, snake, snake_keys, snake_place};
pub(crate) use typing::known;
pub use typing::{Problem, ProblemKind, check, decode, long};

/// The type of a field.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A string.
    Text,
    /// A string that holds a JSON object.
    EmbeddedJson,
    /// An RFC 3339 timestamp in UTC.
    Time,
    /// A 32-bit integer.
    Integer,
    /// A whole number, as a number or as text: JSON writes 64 bits as text (contract-v1 0).
    Long,
    /// A boolean.
    Flag,
    /// One of these constants.
    Choice(&'static [&'static str]),
    /// A map from string to string.
    TextMap,
    /// An ordered list of strings.
    Texts,
    /// An object.
    Message(&'static Message),
    /// A list of objects.
    Messages(&'static Message),
    /// An object whose keys are not ours: they are never respelled.
    Opaque,
    /// Anything; the field is read by hand.
    Any,
}

/// Who sets a field (contract 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// The server alone.
    Output,
    /// The caller, once, at creation.
    Create,
    /// The caller, at creation and by update.
    Update,
}

/// A field of a message.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Name in JSON, `camelCase`.
    pub json: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Who sets it.
    pub access: Access,
    /// One or two sentences for a person.
    pub doc: &'static str,
}

impl Field {
    /// Name in spec files and messages, `snake_case`.
    pub fn yaml(&self) -> String {
        snake(self.json)
    }
}

/// An object type of the API.
#[derive(Debug)]
pub struct Message {
    /// Name for people.
    pub name: &'static str,
    /// Its fields, in the order in which spec files list them.
    pub fields: &'static [Field],
    /// What stands under keys that people choose, beside the fields.
    pub others: Option<&'static Message>,
    /// Whether keys are spelled as in JSON in files, too, here and below (contract 5.1).
    pub in_json: bool,
}

impl Message {
    /// An object of these fields alone.
    pub const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        Self {
            name,
            fields,
            others: None,
            in_json: false,
        }
    }

    /// One whose keys are spelled as in JSON wherever it is written.
    #[must_use]
    pub const fn in_json(self) -> Self {
        Self {
            in_json: true,
            ..self
        }
    }

    /// One that has such objects under keys that people choose.
    #[must_use]
    pub const fn with_others(self, others: &'static Message) -> Self {
        Self {
            others: Some(others),
            ..self
        }
    }

    /// The field of that name, in either spelling.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields
            .iter()
            .find(|field| field.json == key || field.yaml() == key)
    }

    /// The field at a place in either spelling, such as `managed_spec.overrides`; not within lists and maps.
    pub fn at(&self, place: &str) -> Option<&'static Field> {
        let (key, rest) = place.split_once('.').unwrap_or((place, ""));
        let field = self.field(key)?;
        match field.kind {
            _ if rest.is_empty() => Some(field),
            Kind::Message(below) => below.at(rest),
            _ => None,
        }
    }

    /// The known name most similar to an unknown key, if one is similar enough to suggest a typo.
    pub fn nearest(&self, key: &str) -> Option<String> {
        let typed = snake(key);
        self.fields
            .iter()
            .map(|field| (strsim::damerau_levenshtein(&typed, &field.yaml()), field))
            .filter(|(distance, field)| *distance <= 1 + field.json.len() / 4)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, field)| field.yaml())
    }
}
