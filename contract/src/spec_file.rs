//! Spec files: runners and profiles as YAML or JSON, in the form of the CLI (contract 5.1, 9).
//!
//! Keys in either spelling are read; files are written in `snake_case`. What cannot be read right is
//! refused with its line and column, never guessed: duplicate and unknown keys, merge keys, numbers that
//! do not fit. Messages name keys and never quote values, which may be secrets.

mod emit;
mod excerpt;
mod foreign;
mod input;
mod node;
mod other_form;
mod profile;
mod reader;
mod revise;
mod runner;
mod scalar;
mod several;
mod source;
#[cfg(test)]
mod tests;

use std::fmt;

pub(crate) use crate::api::v1beta2::MANIFEST;
pub(crate) use emit::{items as emit_items, scalar as emit_scalar, yaml as emit_yaml};
pub(crate) use foreign::manifest;
pub(crate) use input::without_output;
pub use node::Document;
pub use other_form::{OtherForm, form_of, other_form};
pub(crate) use profile::{
    BLOCKS, fields as profile_fields, of_fields as profile_of_fields, read_known,
};
pub use profile::{read_profile, write_profile};
pub(crate) use revise::{document as revise_document, head};
pub(crate) use runner::fits;
pub use runner::{
    read_runner, read_spec, revise_runner, revise_spec, write_runner, write_runner_json, write_spec,
};
pub use several::{
    MAX_FILE_BYTES, MAX_RUNNERS, RunnerFile, name_runner, read_runners, replace_runner,
};
pub use source::{MAX_BYTES, MAX_DEPTH, MAX_NODES, parse};

/// Most problems told of one document; nobody reads on, and a hostile file has thousands.
const MAX_PROBLEMS: usize = 100;

/// A place in a file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl Default for Position {
    fn default() -> Self {
        Self::START
    }
}

impl Position {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };

    fn says(self, message: impl Into<String>) -> Diagnostic {
        let Self { line, column } = self;
        let message = message.into();
        Diagnostic {
            line,
            column,
            message,
        }
    }
}

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            message,
        } = self;
        write!(f, "line {line}, column {column}: {message}")
    }
}

impl std::error::Error for Diagnostic {}
