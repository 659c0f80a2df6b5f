//! A write that replaces parts of a runner or a profile, as a request asks for it.

use contract::api::{self, Dialect, profiles};
use contract::console::{Change, object_of, parts_at};
use contract::mask::FieldMask;
use http::{Method, request::Parts};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Changes;
use crate::http::RequestPath;
use crate::upstream::Answer;

/// The parts of a runner or a profile that a request replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Write {
    /// Where the document is read, as the request named it.
    pub(super) address: String,
    /// The profile's UUID, for one.
    pub(super) profile: Option<String>,
    paths: Vec<String>,
}

impl Write {
    /// Of a runner.
    pub(crate) fn of_runner(request: &Parts, mask: &FieldMask) -> Self {
        Self {
            address: request.uri.path().to_owned(),
            profile: None,
            paths: mask
                .paths()
                .map(|part| part.keys().collect::<Vec<_>>().join("."))
                .collect(),
        }
    }

    /// Of a request; none if it changes no profile. One that the API will refuse may be none too.
    pub(crate) fn of_profile(request: &Parts, path: &RequestPath, body: &[u8]) -> Option<Self> {
        if request.method != Method::PATCH {
            return None;
        }
        let segments: Vec<&str> = path.segments().iter().map(String::as_str).collect();
        let asked = api::Request {
            method: api::Method::Patch,
            segments: &segments,
            query: request.uri.query().unwrap_or_default(),
            body,
        };
        let (id, mask) = profiles::change(&asked)?;
        Some(Self {
            address: request.uri.path().to_owned(),
            profile: Some(id),
            paths: mask.paths().map(str::to_owned).collect(),
        })
    }

    /// Where the document is, as the request named it.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The call that reads the document.
    pub(crate) fn reading(&self) -> Parts {
        let request = http::Request::builder().uri(&self.address);
        // It was the address of a request.
        request.body(()).unwrap_or_default().into_parts().0
    }

    /// The replaced parts of a document of the API; none where it is not one.
    fn parts(&self, answer: &Answer) -> Option<(Value, Value)> {
        let document = document(&self.address, &answer.body)?;
        let parts = parts_at(&document, self.paths.iter().map(String::as_str));
        Some((document, parts))
    }
}

/// The document in an answer, a runner as the model has it, whatever was spoken at that address; none where there is
/// none.
pub(super) fn document(address: &str, body: &[u8]) -> Option<Value> {
    let answered: Value = serde_json::from_slice(body).ok()?;
    if address.starts_with(Dialect::V1.runners()) {
        return Some(json!(Dialect::V1.runner(answered).ok()?));
    }
    answered.is_object().then_some(answered)
}

impl Changes {
    /// Keeps what a write replaced, where both answers are there: the one before it and its own. Returns the
    /// change's number. What cannot be kept is lost; the write is done all the same.
    pub(crate) async fn note(
        &self,
        organization: &str,
        by: &str,
        write: &Write,
        before: Option<&Answer>,
        after: &Answer,
    ) -> Option<i64> {
        let (found, before) = write.parts(before?)?;
        let (_, after) = write.parts(after)?;
        if before == after {
            return None;
        }
        let change = Change {
            at: Timestamp::now().into(),
            by: by.to_owned(),
            object: object_of(&found),
            paths: write.paths.clone(),
            before,
            after,
            ..Change::default()
        };
        match self.keep(organization, write, &change).await {
            Ok(id) => Some(id),
            Err(error) => {
                tracing::error!(%error, "the values that a write replaced could not be stored");
                None
            }
        }
    }
}
