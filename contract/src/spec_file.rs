//! Spec files: runners as YAML or JSON, in the form of the CLI (contract 9).
//!
//! Keys in either spelling are read; files are written in `snake_case`. What cannot be read right is refused
//! with its line and column, never guessed: duplicate and unknown keys, merge keys, numbers that do not fit.

mod scalar;
mod source;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;

use crate::wire::Runner;
use crate::wire::schema::{Path, RUNNER, camel_keys, check};

pub use source::{Document, MAX_BYTES, MAX_DEPTH, MAX_NODES, Position, parse};
pub use write::{write_runner, write_runner_json};

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where it is.
    pub at: Position,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.at.line, self.at.column, self.message
        )
    }
}

impl std::error::Error for Diagnostic {}

/// Reads a runner from a document.
///
/// # Errors
/// Every unknown key, read-only key and wrong type, each at its place; or that the file is of API v1.
pub fn read_runner(document: &Document) -> Result<Runner, Vec<Diagnostic>> {
    let keys = ["spec", "policy"];
    if let Some(key) = keys.iter().find(|key| document.value.get(key).is_some()) {
        let message = format!(
            "`{key}` belongs to the v1 format; this API is v1beta2, which has managed_spec and profile_bindings"
        );
        return Err(vec![Diagnostic {
            at: document.position(&Path::default().key(*key)),
            message,
        }]);
    }
    let problems: Vec<_> = check(&document.value, &RUNNER)
        .into_iter()
        .map(|p| Diagnostic {
            at: document.position(&p.path),
            message: p.message(),
        })
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    serde_json::from_value(camel_keys(document.value.clone(), &RUNNER)).map_err(|error| {
        vec![Diagnostic {
            at: document.position(&Path::default()),
            message: error.to_string(),
        }]
    })
}
