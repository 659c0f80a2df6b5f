//! `google.rpc.Status`: the body of every error (contract section 4).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::unset;

/// A gRPC code and the HTTP status that carries it (contract 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// Bad input, bad mask.
    InvalidArgument,
    /// It took too long.
    DeadlineExceeded,
    /// No such thing.
    NotFound,
    /// The name or the cluster is taken.
    AlreadyExists,
    /// The token lacks the action.
    PermissionDenied,
    /// Rate or quota.
    ResourceExhausted,
    /// The state forbids it.
    FailedPrecondition,
    /// A conflicting change; retry after a read.
    Aborted,
    /// Never retry.
    Unimplemented,
    /// The server's fault.
    Internal,
    /// Not reachable now.
    Unavailable,
    /// No token or a bad one.
    Unauthenticated,
}

impl Code {
    const TABLE: &'static [(Self, i32, u16)] = &[
        (Self::InvalidArgument, 3, 400),
        (Self::DeadlineExceeded, 4, 504),
        (Self::NotFound, 5, 404),
        (Self::AlreadyExists, 6, 409),
        (Self::PermissionDenied, 7, 403),
        (Self::ResourceExhausted, 8, 429),
        (Self::FailedPrecondition, 9, 400),
        (Self::Aborted, 10, 409),
        (Self::Unimplemented, 12, 501),
        (Self::Internal, 13, 500),
        (Self::Unavailable, 14, 503),
        (Self::Unauthenticated, 16, 401),
    ];

    /// The gRPC number.
    pub fn number(self) -> i32 {
        Self::TABLE
            .iter()
            .find(|row| row.0 == self)
            .map_or(13, |row| row.1)
    }

    /// The HTTP status.
    pub fn http(self) -> u16 {
        Self::TABLE
            .iter()
            .find(|row| row.0 == self)
            .map_or(500, |row| row.2)
    }

    /// The code of a gRPC number, if it is one of ours.
    pub fn from_number(number: i32) -> Option<Self> {
        Self::TABLE
            .iter()
            .find(|row| row.1 == number)
            .map(|row| row.0)
    }
}

/// The error body. Unknown detail types are kept and ignored.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Status {
    /// gRPC number; see [`Code`].
    pub code: i32,
    /// For people.
    #[serde(deserialize_with = "unset")]
    pub message: String,
    /// Typed objects, told apart by `@type`.
    #[serde(deserialize_with = "unset")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub details: Vec<Value>,
}

/// A field and what is wrong with it, in the server's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldViolation {
    /// Path of the field, such as `runner.identity.zone`.
    pub field: String,
    /// What is wrong.
    pub description: String,
}

const TYPE: &str = "type.googleapis.com/google.rpc.";

impl Status {
    /// An error without details.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code: code.number(),
            message: message.into(),
            details: Vec::new(),
        }
    }

    /// An `INVALID_ARGUMENT` with one violation per bad field; the first gives the message.
    pub fn bad_request(violations: &[FieldViolation]) -> Self {
        let message = violations
            .first()
            .map_or("invalid request", |v| &v.description);
        Self::new(Code::InvalidArgument, message).with_violations(violations)
    }

    /// Adds a `BadRequest` detail.
    #[must_use]
    pub fn with_violations(mut self, violations: &[FieldViolation]) -> Self {
        self.details.push(json!({
            "@type": format!("{TYPE}BadRequest"),
            "fieldViolations": violations,
        }));
        self
    }

    /// Adds a `ResourceInfo` detail, for `NOT_FOUND` and `ALREADY_EXISTS` (contract 4.1).
    #[must_use]
    pub fn with_resource(mut self, resource_type: &str, name: &str) -> Self {
        self.details.push(json!({
            "@type": format!("{TYPE}ResourceInfo"),
            "resourceType": resource_type,
            "resourceName": name,
            "description": self.message,
        }));
        self
    }

    /// Adds a `PreconditionFailure` detail, for `FAILED_PRECONDITION` (contract 4.1).
    #[must_use]
    pub fn with_precondition(mut self, kind: &str) -> Self {
        self.details.push(json!({
            "@type": format!("{TYPE}PreconditionFailure"),
            "violations": [{ "type": kind, "description": self.message }],
        }));
        self
    }

    /// Adds an `ErrorInfo` detail with the reason (contract-v1 9.1).
    #[must_use]
    pub fn with_reason(mut self, reason: &str) -> Self {
        self.details.push(json!({
            "@type": format!("{TYPE}ErrorInfo"),
            "reason": reason,
            "domain": "coreweave.com",
        }));
        self
    }

    /// The code, where it is a known one.
    pub fn code(&self) -> Option<Code> {
        Code::from_number(self.code)
    }

    /// The HTTP status of this error; 500 for a code we do not know.
    pub fn http(&self) -> u16 {
        self.code().map_or(500, Code::http)
    }

    /// All field violations of all `BadRequest` details; malformed ones are skipped.
    pub fn violations(&self) -> Vec<FieldViolation> {
        self.details
            .iter()
            .filter(|d| d["@type"].as_str() == Some(&format!("{TYPE}BadRequest")))
            .filter_map(|d| d["fieldViolations"].as_array())
            .flatten()
            .filter_map(|v| FieldViolation::deserialize(v).ok())
            .collect()
    }

    /// The name in the first `ResourceInfo` detail, such as the runner that holds a cluster.
    pub fn resource_name(&self) -> Option<&str> {
        self.details
            .iter()
            .find(|d| d["@type"].as_str() == Some(&format!("{TYPE}ResourceInfo")))
            .and_then(|d| d["resourceName"].as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violations_read_back() {
        let violation = FieldViolation {
            field: "runner.identity.zone".into(),
            description: "runner.identity.zone is required".into(),
        };
        let status = Status::bad_request(std::slice::from_ref(&violation));
        assert_eq!(status.http(), 400);
        assert_eq!(status.message, violation.description);
        let back: Status = serde_json::from_str(&serde_json::to_string(&status).unwrap()).unwrap();
        assert_eq!(back.violations(), [violation]);
    }

    #[test]
    fn foreign_details_are_ignored() {
        let text = r#"{"code":8,"message":"slow down","details":[{"@type":"x"},7,{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[3]}]}"#;
        let status: Status = serde_json::from_str(text).unwrap();
        assert_eq!(status.code(), Some(Code::ResourceExhausted));
        assert!(status.violations().is_empty());
    }
}
