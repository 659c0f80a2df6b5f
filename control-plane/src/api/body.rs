//! Request bodies: JSON objects of limited size whose meaning is unambiguous.

use std::fmt;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use contract::model::{Code, Status};
use http_body_util::BodyExt;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::error::ApiError;
use crate::refusal::invalid;

/// The largest body that is read, in bytes.
const LIMIT: usize = 1 << 20;

/// How much of a too large body is taken and dropped, so that the client finishes sending and gets to
/// read the answer.
const DRAIN: usize = 64 << 20;

/// The body as a JSON object. A key that is there twice is an error: whichever value was taken, half of
/// the clients would have meant the other.
pub(crate) struct JsonBody(pub(crate) Value);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let is_json = is_json(request.headers());
        let bytes = read(request).await?;
        if !is_json {
            return Err(unsupported());
        }
        parse(&bytes).map(Self)
    }
}

/// The body of an action, which has nothing to say: nothing at all or a JSON object.
pub(crate) struct EmptyBody;

impl<S: Send + Sync> FromRequest<S> for EmptyBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let is_json = is_json(request.headers());
        let has_type = request.headers().contains_key(header::CONTENT_TYPE);
        let bytes = read(request).await?;
        if !is_json && (has_type || !bytes.is_empty()) {
            return Err(unsupported());
        }
        if !bytes.is_empty() {
            parse(&bytes)?;
        }
        Ok(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let text = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    let essence = text.and_then(|text| text.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

fn unsupported() -> ApiError {
    ApiError::RefusedAs(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Status::new(
            Code::InvalidArgument,
            "the content type must be application/json",
        ),
    )
}

async fn read(request: Request) -> Result<Vec<u8>, ApiError> {
    let mut body = request.into_body();
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|error| invalid("", format!("the body ended too early: {error}")))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length += data.len();
        if length <= LIMIT {
            bytes.extend_from_slice(&data);
        } else {
            bytes = Vec::new();
        }
        if length > DRAIN {
            break;
        }
    }
    if length > LIMIT {
        return Err(ApiError::RefusedAs(
            StatusCode::PAYLOAD_TOO_LARGE,
            Status::new(Code::InvalidArgument, "the body is larger than 1 MiB"),
        ));
    }
    Ok(bytes)
}

fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    match value {
        Ok(value) if value.is_object() => Ok(value),
        Ok(_) => Err(invalid("", "the body must be a JSON object").into()),
        Err(error) => Err(invalid("", format!("the body cannot be read as JSON: {error}")).into()),
    }
}

/// Reads a JSON value like [`Value`] does, but refuses keys that are there twice. Depth is bounded by the
/// reader.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&key) {
                let key = contract::invisible::shown(&key);
                return Err(A::Error::custom(format!("the key \"{key}\" appears twice")));
            }
            map.insert(key, entries.next_value_seed(Strict)?);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Refusal;

    fn message(text: &str) -> String {
        match parse(text.as_bytes()) {
            Err(ApiError::Refused(Refusal::Status(status))) => status.message,
            other => panic!("{text} gave {:?}", other.is_ok()),
        }
    }

    #[test]
    fn reads_what_serde_json_reads() {
        let text = r#"{"a":[1,-2,2.5,1e300,null,true,"\u00e9\n"],"b":{"c":{}}}"#;
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(parse(text.as_bytes()).ok(), Some(expected));
    }

    #[test]
    fn says_where_it_stopped() {
        assert!(message("{\n  \"a\": ").contains("line 2 column"));
        assert!(message("{} {}").contains("trailing characters at line 1"));
        assert!(
            message(r#"{"a":{"zone":1,"zone":2}}"#).contains("\"zone\" appears twice at line 1")
        );
        assert_eq!(message("[]"), "the body must be a JSON object");
    }

    #[test]
    fn depth_is_an_error_and_no_crash() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(message(&deep).contains("recursion limit"));
    }
}
