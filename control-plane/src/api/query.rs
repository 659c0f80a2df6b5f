//! Query parameters, and the pages that two of them ask for.

use std::fmt::Write;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use contract::document::snake;
use serde_json::Value;

use super::error::{ApiError, ApiResult};
use crate::refusal::invalid;

/// Pages without a size have this one (I-06).
const DEFAULT_SIZE: u32 = 50;

/// Larger pages are cut to this size (I-06).
const MAX_SIZE: u32 = 200;

/// The query. Names are read in both spellings, as in bodies; unknown ones are ignored.
pub(crate) struct Parameters(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::from_request_parts(parts, state).await;
        query
            .map(|Query(pairs)| Self(pairs))
            .map_err(|error| invalid("", error.body_text()).into())
    }
}

impl Parameters {
    /// The value of a parameter, empty ones included.
    pub(crate) fn get(&self, name: &str) -> ApiResult<Option<&str>> {
        let spelled = |key: &str| key == name || key == snake(name);
        let mut values = self.0.iter().filter(|(key, _)| spelled(key));
        let value = values.next().map(|(_, value)| value.as_str());
        match values.next() {
            None => Ok(value),
            Some(_) => Err(invalid(name, format!("{}: given twice", snake(name))).into()),
        }
    }

    /// The value of a parameter, where it has one.
    pub(crate) fn filled(&self, name: &str) -> ApiResult<Option<&str>> {
        Ok(self.get(name)?.filter(|value| !value.is_empty()))
    }

    /// The mask of an update: the one in its body, else the parameter.
    pub(crate) fn mask(&self, in_body: Value) -> ApiResult<Value> {
        Ok(match self.get("updateMask")? {
            Some(text) if in_body.is_null() => text.into(),
            _ => in_body,
        })
    }
}

/// Which part of a list is wanted.
pub(crate) struct Page {
    pub(crate) size: u32,
    /// Key of the last entry of the page before; empty for the first page.
    pub(crate) after: String,
    /// What a token has to agree with: the list and its filters.
    scope: Vec<String>,
}

impl Page {
    /// Reads `pageSize` and `pageToken` (contract 2.3). `scope` is the list and its filters.
    pub(crate) fn read(parameters: &Parameters, scope: &[&str]) -> ApiResult<Self> {
        let scope: Vec<String> = scope.iter().map(|&part| part.to_owned()).collect();
        Ok(Self {
            size: size(parameters.filled("pageSize")?)?,
            after: match parameters.filled("pageToken")? {
                Some(token) => after(token, &scope)?,
                None => String::new(),
            },
            scope,
        })
    }

    /// Cuts the one entry too many that was read to learn whether there is more, and gives the token
    /// for the next page.
    pub(crate) fn cut<T>(&self, entries: &mut Vec<T>, key: impl Fn(&T) -> &str) -> String {
        let size = self.size as usize;
        if entries.len() <= size {
            return String::new();
        }
        entries.truncate(size);
        entries
            .last()
            .map(|last| token(&self.scope, key(last)))
            .unwrap_or_default()
    }
}

fn size(text: Option<&str>) -> ApiResult<u32> {
    let Some(text) = text else {
        return Ok(DEFAULT_SIZE);
    };
    match text.parse::<i32>() {
        Ok(0) => Ok(DEFAULT_SIZE),
        Ok(size) => u32::try_from(size)
            .map(|size| size.min(MAX_SIZE))
            .map_err(|_| invalid("page_size", "page_size: must not be negative").into()),
        Err(_) => Err(invalid("page_size", "page_size: must be a whole number of 32 bits").into()),
    }
}

/// A token is the scope and the last key, in a form that asks to be left alone.
fn token(scope: &[String], after: &str) -> String {
    let content = serde_json::json!([scope, after]).to_string();
    content.bytes().fold(String::new(), |mut token, byte| {
        let _ = write!(token, "{byte:02x}");
        token
    })
}

fn after(token: &str, scope: &[String]) -> ApiResult<String> {
    let digits = token.as_bytes().chunks(2).map(|pair| {
        let text = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(text, 16).ok()
    });
    let content = digits.collect::<Option<Vec<u8>>>().unwrap_or_default();
    let Ok((made_for, after)) = serde_json::from_slice::<(Vec<String>, String)>(&content) else {
        return Err(invalid("page_token", "page_token: not a token of this server").into());
    };
    if made_for != scope {
        let message = "page_token: belongs to a list with other filters; start again without it";
        return Err(invalid("page_token", message).into());
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        let pairs = pairs.iter().map(|(k, v)| ((*k).into(), (*v).into()));
        Parameters(pairs.collect())
    }

    #[test]
    fn a_token_leads_to_the_next_page_of_the_same_list() {
        let first = Page::read(&parameters(&[("pageSize", "2")]), &["runners", "z"])
            .ok()
            .unwrap();
        let mut entries = vec!["a", "b", "c"];
        let token = first.cut(&mut entries, |entry| entry);
        assert_eq!(entries, ["a", "b"]);
        let query = parameters(&[("page_token", &token)]);
        let second = Page::read(&query, &["runners", "z"]).ok().unwrap();
        assert_eq!((second.after.as_str(), second.size), ("b", 50));
        assert!(Page::read(&query, &["runners", "y"]).is_err());
        assert!(Page::read(&query, &["profiles"]).is_err());
        assert_eq!(second.cut(&mut vec!["c"], |entry| entry), "");
    }

    #[test]
    fn foreign_tokens_are_refused() {
        for token in ["x", "00", "5b", "5b5d", "🚀", "5b5d5b5d", "+1"] {
            let query = parameters(&[("pageToken", token)]);
            assert!(Page::read(&query, &["runners"]).is_err(), "{token}");
        }
    }

    #[test]
    fn sizes() {
        for (text, wanted) in [
            ("", 50),
            ("0", 50),
            ("1", 1),
            ("200", 200),
            ("201", 200),
            ("2147483647", 200),
        ] {
            assert_eq!(
                size(Some(text).filter(|t| !t.is_empty())).ok(),
                Some(wanted),
                "{text}"
            );
        }
        for text in ["-1", "2.5", "many", "99999999999999999999"] {
            assert!(size(Some(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn a_parameter_that_is_there_twice_is_refused() {
        let query = parameters(&[
            ("zone", "a"),
            ("zone", "b"),
            ("pageSize", "1"),
            ("page_size", "1"),
        ]);
        assert!(query.get("zone").is_err());
        assert!(query.get("pageSize").is_err());
        assert!(matches!(query.get("clusterId"), Ok(None)));
    }
}
