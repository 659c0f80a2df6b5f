//! The form of the data files in `tests/conformance`; their README explains it to readers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

/// One file: stories about one section of the contract.
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) stories: Vec<Story>,
}

/// A sequence of calls that needs nothing from any other story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Story {
    pub(crate) name: String,
    /// Sections of the contract, such as `3.3`.
    pub(crate) covers: Vec<String>,
    #[serde(default)]
    pub(crate) fresh: Fresh,
    #[serde(default)]
    pub(crate) needs: Needs,
    pub(crate) steps: Vec<Step>,
}

/// What is made for a story before its first step and removed after its last.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Fresh {
    /// Free running clusters, lent to this story alone.
    pub(crate) clusters: usize,
    /// New profile templates.
    pub(crate) profiles: usize,
    /// New runners; the n-th sits on the n-th cluster and has the first profile as default.
    pub(crate) runners: usize,
    /// New runners made in v1, with a policy of their own; the n-th sits on the n-th cluster.
    pub(crate) v1: usize,
}

/// What the server must already have.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Needs {
    /// Clusters by name, lent to this story alone.
    pub(crate) clusters: Vec<String>,
    /// At least so many runners.
    pub(crate) fleet: usize,
    /// Runners by what they look like: the variable's name and the match.
    pub(crate) runners: BTreeMap<String, Value>,
}

/// One call and what must come back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// What the step shows, for people.
    #[serde(default)]
    pub(crate) does: String,
    /// Method and path, as in an HTTP request line.
    pub(crate) request: String,
    #[serde(default)]
    pub(crate) token: Token,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) json: Option<Value>,
    /// A body as it stands, valid or not.
    #[serde(default)]
    pub(crate) raw: Option<String>,
    /// A body as bytes in hexadecimal, for text that is not UTF-8.
    #[serde(default)]
    pub(crate) hex: Option<String>,
    /// A body made of repeated pieces.
    #[serde(default)]
    pub(crate) parts: Vec<Part>,
    /// Send the path exactly as written, where a URL library would tidy it.
    #[serde(default)]
    pub(crate) verbatim: bool,
    /// The step is done once per row, with the row's keys as variables.
    #[serde(default)]
    pub(crate) rows: Vec<Map<String, Value>>,
    /// The step is repeated so often, with `${n}` counting from 1. One case all the same.
    #[serde(default)]
    pub(crate) times: Option<u32>,
    /// Ask again until the answer is the expected one, for at most so many seconds.
    #[serde(default)]
    pub(crate) until: Option<f64>,
    pub(crate) expect: Expect,
    /// Variables for later steps, from JSON pointers into the answer.
    #[serde(default)]
    pub(crate) save: BTreeMap<String, String>,
}

impl Story {
    /// The number of its cases.
    pub(crate) fn cases(&self) -> usize {
        self.steps.iter().map(Step::cases).sum()
    }
}

impl Step {
    /// A step counts as one case, or as many as it has rows.
    pub(crate) fn cases(&self) -> usize {
        self.rows.len().max(1)
    }
}

/// A piece of a generated body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    pub(crate) text: String,
    #[serde(default = "once")]
    pub(crate) times: usize,
}

fn once() -> usize {
    1
}

/// Whose token is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Token {
    #[default]
    Admin,
    User,
    None,
    Wrong,
}

/// What must come back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    pub(crate) status: Statuses,
    /// Matched as in `matcher`.
    #[serde(default)]
    pub(crate) json: Option<Value>,
    #[serde(default)]
    pub(crate) error: Option<ExpectedError>,
    /// Headers by lower-case name.
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, Value>,
}

/// One HTTP status, or several where the contract leaves a choice.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Statuses {
    One(u16),
    Any(Vec<u16>),
}

impl Statuses {
    pub(crate) fn allow(&self, status: u16) -> bool {
        match self {
            Self::One(one) => *one == status,
            Self::Any(any) => any.contains(&status),
        }
    }
}

impl std::fmt::Display for Statuses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::One(one) => write!(f, "{one}"),
            Self::Any(any) => write!(f, "one of {any:?}"),
        }
    }
}

/// A `google.rpc.Status`, in short.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedError {
    #[serde(default)]
    pub(crate) code: Option<Value>,
    #[serde(default)]
    pub(crate) message: Option<Value>,
    /// The fields of all violations: a list in any order, or a matcher.
    #[serde(default)]
    pub(crate) violations: Option<Value>,
}

/// The folder of the data files.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/conformance")
}

/// Reads one data file.
pub(crate) fn load(name: &str) -> Table {
    let path = folder().join(format!("{name}.yaml"));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let stories = serde_yaml::from_str(&text)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    Table {
        name: name.to_owned(),
        stories,
    }
}
