//! Why a request is refused: always a `google.rpc.Status` for the caller (contract 4.1).

use contract::model::{Code, FieldViolation, Status};
use contract::rules;

use crate::store::StoreError;

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The caller's fault.
    Status(Status),
    /// Ours. The caller learns no more than that.
    Failed(StoreError),
}

pub(crate) type Outcome<T> = Result<T, Refusal>;

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<Status> for Refusal {
    fn from(status: Status) -> Self {
        Self::Status(status)
    }
}

/// Of what is wrong with a body.
impl From<Vec<FieldViolation>> for Refusal {
    fn from(violations: Vec<FieldViolation>) -> Self {
        Self::Status(Status::bad_request(&violations))
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Refuses what breaks rules.
pub(crate) fn refuse(violations: &[rules::Violation]) -> Outcome<()> {
    rules::status(violations).map_or(Ok(()), |status| Err(status.into()))
}

/// Bad input in one field.
pub(crate) fn invalid(field: &str, description: impl Into<String>) -> Refusal {
    let violation = FieldViolation {
        field: field.to_owned(),
        description: description.into(),
    };
    vec![violation].into()
}

/// No such thing. Also says so where the caller asked for something that is nothing at all.
pub(crate) fn not_found(kind: &str, name: &str) -> Refusal {
    Status::new(
        Code::NotFound,
        format!("{} not found", kind.replace('_', " ")),
    )
    .with_resource(kind, name)
    .into()
}

/// The state forbids it.
pub(crate) fn precondition(kind: &str, message: impl Into<String>) -> Refusal {
    Status::new(Code::FailedPrecondition, message)
        .with_precondition(kind)
        .into()
}

/// A name or a cluster is taken; `holder` has it.
pub(crate) fn taken(kind: &str, holder: &str, message: &str) -> Refusal {
    Status::new(Code::AlreadyExists, message)
        .with_resource(kind, holder)
        .into()
}
