//! The whole interface between the model and the versions of the API.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Call, Change, Request, shell, v1, v1beta2};
use crate::document::Message;
use crate::mask::{FieldMask, MaskError, NoUpdate, Update};
use crate::model::{CreateRunner, Runner, RunnerPage};
use crate::part::Part;
use crate::spec_file::{Diagnostic, Document, read_runner, write_runner};

/// A version of the API.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// `managed_spec`, `profile_bindings`: the operations page's API.
    #[default]
    V1beta2,
    /// `spec`, `policy`, an etag: the newer version (contract-v1).
    V1,
}

impl Dialect {
    /// All of them, the preferred one first.
    pub const ALL: [Self; 2] = [Self::V1beta2, Self::V1];

    /// Its name in addresses and for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::V1beta2 => "v1beta2",
            Self::V1 => "v1",
        }
    }

    /// The parts that an update can replace, in the order of the contract.
    pub fn parts(self) -> &'static [Part] {
        match self {
            Self::V1beta2 => &v1beta2::PARTS,
            Self::V1 => &v1::PARTS,
        }
    }

    /// The table of a runner's fields, in this dialect's spelling.
    pub fn fields(self) -> &'static Message {
        match self {
            Self::V1beta2 => &v1beta2::RUNNER,
            Self::V1 => &v1::RUNNER,
        }
    }

    /// The table of the model's document, with what this dialect can write of it.
    pub fn model(self) -> &'static Message {
        match self {
            Self::V1beta2 => &v1beta2::RUNNER,
            Self::V1 => &v1::MODEL,
        }
    }

    /// The parts that a text of a runner can name where it is sent in this dialect. A policy has a text of its own.
    pub fn edited(self) -> &'static [Part] {
        match self {
            Self::V1beta2 => &v1beta2::PARTS,
            Self::V1 => &v1::EDITED,
        }
    }

    /// How this dialect names a part, in `snake_case`.
    pub fn spelled(self, part: Part) -> String {
        match self {
            Self::V1beta2 => part.place().to_owned(),
            Self::V1 => v1::spelled(part),
        }
    }

    /// The parts that this dialect's documents do not have.
    pub fn others(self) -> impl Iterator<Item = Part> {
        let unknown = move |part: &Part| self.fields().at(&self.spelled(*part)).is_none();
        Part::ALL.into_iter().filter(unknown)
    }

    /// A runner without the fields that this dialect does not have: nothing crosses over from another dialect.
    #[must_use]
    pub fn without_others(self, runner: &Runner) -> Runner {
        let (mut bare, blank) = (runner.clone(), Runner::default());
        for part in self.others() {
            if part.differs(runner, &blank, &[]) {
                part.put(&mut bare, &blank);
            }
        }
        bare
    }

    /// How this dialect's files name a place of the model's document.
    pub fn in_file(self, place: &str) -> String {
        match self {
            Self::V1beta2 => place.to_owned(),
            Self::V1 => v1::in_file(place),
        }
    }

    /// Reads a mask of a request, in either spelling and either form.
    ///
    /// # Errors
    /// [`MaskError`], with the contract's words in its status.
    pub fn mask(self, mask: Option<&Value>) -> Result<FieldMask, MaskError> {
        match self {
            Self::V1beta2 => FieldMask::parse(mask),
            Self::V1 => v1::mask(mask.and_then(Value::as_str).unwrap_or_default()),
        }
    }

    /// Where runners are listed and created.
    pub fn runners(self) -> &'static str {
        match self {
            Self::V1beta2 => v1beta2::RUNNERS,
            Self::V1 => v1::RUNNERS,
        }
    }

    /// A page of the list; an empty token asks for the first.
    pub fn list(self, page_token: &str) -> Call {
        match self {
            Self::V1beta2 => v1beta2::list(page_token),
            Self::V1 => v1::list(page_token),
        }
    }

    /// One runner.
    pub fn get(self, runner_id: &str) -> Call {
        match self {
            Self::V1beta2 => v1beta2::get(runner_id),
            Self::V1 => v1::get(runner_id),
        }
    }

    /// Creates a runner. Only what is set is sent. The request ID is one for each intent, and the same when it is
    /// tried again (contract-v1 4.4).
    pub fn create(self, request: &CreateRunner, request_id: &str) -> Call {
        match self {
            Self::V1beta2 => v1beta2::create(request),
            Self::V1 => v1::create(request, request_id),
        }
    }

    /// Whether a create that is sent again with the same request ID is the same create (contract-v1 4.4).
    pub fn knows_requests(self) -> bool {
        self == Self::V1
    }

    /// The update that turns `loaded` into `wanted`; none if they mean the same.
    ///
    /// # Errors
    /// Why it is not possible.
    pub fn update(self, loaded: &Runner, wanted: &Runner) -> Result<Option<Update>, NoUpdate> {
        match self {
            Self::V1beta2 => v1beta2::update(loaded, wanted),
            Self::V1 => v1::update(loaded, wanted),
        }
    }

    /// Applies the available update.
    pub fn apply_update(self, runner_id: &str) -> Call {
        match self {
            Self::V1beta2 => v1beta2::apply_update(runner_id),
            Self::V1 => v1::apply_update(runner_id),
        }
    }

    /// Deletes a runner.
    pub fn delete(self, runner_id: &str) -> Call {
        match self {
            Self::V1beta2 => v1beta2::delete(runner_id),
            Self::V1 => v1::delete(runner_id),
        }
    }

    /// What a request does to a runner; none if it changes none or the API will refuse it.
    pub fn change(self, request: &Request) -> Option<Change> {
        match self {
            Self::V1beta2 => v1beta2::change(request),
            Self::V1 => v1::change(request),
        }
    }

    /// The runner of an answer. A field that has another type than it should is left out and named in
    /// [`Runner::unreadable`].
    ///
    /// # Errors
    /// It is no object.
    pub fn runner(self, answer: Value) -> Result<Runner, serde_json::Error> {
        match self {
            Self::V1beta2 => v1beta2::runner(answer),
            Self::V1 => v1::runner(answer),
        }
    }

    /// A page of the list, each runner as [`Self::runner`] reads it.
    ///
    /// # Errors
    /// The page itself cannot be read.
    pub fn page(self, answer: &[u8]) -> Result<RunnerPage, serde_json::Error> {
        match self {
            Self::V1beta2 => v1beta2::page(answer),
            Self::V1 => v1::page(answer),
        }
    }

    /// A runner as this dialect's documents have it.
    pub fn document(self, runner: &Runner) -> Value {
        match self {
            Self::V1beta2 => serde_json::json!(runner),
            Self::V1 => v1::document(runner),
        }
    }

    /// The place of the model's document that a server means by a field of a violation.
    pub fn place(self, field: &str) -> String {
        match self {
            Self::V1beta2 => v1beta2::place(field),
            Self::V1 => v1::violation(field),
        }
    }

    /// Why a file of this dialect cannot have a key that another dialect has.
    pub(crate) fn not_for(self, key: &str) -> String {
        let mut others = Self::ALL.into_iter().filter(|dialect| *dialect != self);
        let other = others.find(|dialect| dialect.fields().field(key).is_some());
        let other = other.map_or("another version", Self::name);
        format!(
            "{key} belongs to a file for API {other}; this is {}",
            self.name()
        )
    }

    /// A runner as a file for this dialect's CLI.
    pub fn file(self, runner: &Runner) -> String {
        match self {
            Self::V1beta2 => write_runner(runner),
            Self::V1 => v1::file(runner),
        }
    }

    /// Reads a file for this dialect's CLI. In v1beta2 the ID stands beside it.
    ///
    /// # Errors
    /// Every unknown key, read-only key and wrong type, each at its place.
    pub fn read_file(self, document: &Document) -> Result<CreateRunner, Vec<Diagnostic>> {
        match self {
            Self::V1beta2 => read_runner(document).map(|runner| CreateRunner {
                runner_id: String::new(),
                runner,
            }),
            Self::V1 => v1::read_file(document),
        }
    }

    /// The CLI's command that does something to a runner: `describe`, `upgrade`, `delete`.
    pub fn cwic(self, verb: &str, runner_id: &str) -> String {
        // An ID that begins with a hyphen would be read as an option.
        format!("cwic sandbox runner {verb} {}", shell::quoted(runner_id))
    }

    /// The CLI's command that creates a runner from a file on its standard input.
    pub fn cwic_create(self, request: &CreateRunner, request_id: &str) -> String {
        match self {
            Self::V1beta2 => v1beta2::cwic_create(request),
            Self::V1 => v1::cwic_create(request, request_id),
        }
    }

    /// The CLI's command that sends an update; none where it clears all that it names, since a file that names
    /// nothing changes nothing.
    pub fn cwic_edit(self, update: &Update, wanted: &Runner) -> Option<String> {
        match self {
            Self::V1beta2 => v1beta2::cwic_edit(update, wanted),
            Self::V1 => Some(v1::cwic_edit(update, wanted)),
        }
    }
}
