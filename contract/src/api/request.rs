//! The API from the server's side: its paths, and what a request asks for.

use serde_json::Value;

use super::{Dialect, Method, decode};
use crate::mask::FieldMask;

/// A path of the API and the methods that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// With `{id}` in the place of an identifier.
    pub path: &'static str,
    /// As listed in an `Allow` header.
    pub methods: &'static str,
}

const fn endpoint(path: &'static str, methods: &'static str) -> Endpoint {
    Endpoint { path, methods }
}

/// The paths of v1beta2 (contract 2 and 5).
pub const V1BETA2: [Endpoint; 5] = [
    endpoint(super::v1beta2::RUNNERS, "GET, HEAD, POST"),
    endpoint(
        "/v1beta2/sandbox/managed-runners/{id}",
        "GET, HEAD, PATCH, DELETE",
    ),
    endpoint("/v1beta2/sandbox/managed-runners/{id}/apply-update", "POST"),
    endpoint(super::profiles::PROFILES, "GET, HEAD, POST"),
    endpoint(
        "/v1beta2/sandbox/profile-templates/{id}",
        "GET, HEAD, PATCH, DELETE",
    ),
];

/// The paths of v1 (contract-v1 1). An ID may carry the verb that applies an update, behind a colon.
pub const V1: [Endpoint; 2] = [
    endpoint(super::v1::RUNNERS, "GET, HEAD, POST"),
    endpoint(
        "/v1/sandbox/managedRunners/{id}",
        "GET, HEAD, PATCH, DELETE, POST",
    ),
];

/// Whether a path of [`V1`] or [`V1BETA2`] takes a method as far as the verb behind an ID's colon goes, which no
/// table of paths tells apart.
pub fn takes(method: &str, segments: &[&str]) -> bool {
    let ["v1", "sandbox", "managedRunners", key] = segments else {
        return true;
    };
    match method {
        "POST" => key.ends_with(super::v1::APPLY),
        _ => !key.contains(':'),
    }
}

/// A request of the API as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// How.
    pub method: Method,
    /// Segments of the path, decoded.
    pub segments: &'a [&'a str],
    /// The query as it came, without its question mark.
    pub query: &'a str,
    /// What was sent.
    pub body: &'a [u8],
}

impl Request<'_> {
    /// A value of the query, by either spelling of its name.
    pub(super) fn asked(&self, camel: &str, snake: &str) -> Option<String> {
        self.query.split('&').find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let name = decode(name)?;
            (name == camel || name == snake).then(|| decode(&value.replace('+', " ")))?
        })
    }

    /// The body as JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body).ok()
    }

    /// What it does to a runner, in any dialect; none if it changes no runner.
    pub fn change(&self) -> Option<Change> {
        Dialect::ALL
            .into_iter()
            .find_map(|dialect| dialect.change(self))
    }
}

/// A change of a runner, as a request asks for it.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Creates the runner with that ID.
    Create(String),
    /// Replaces these parts of a runner, named by its ID or UUID.
    Edit(String, FieldMask),
    /// Applies the available update.
    Upgrade(String),
    /// Deletes it.
    Delete(String),
}
