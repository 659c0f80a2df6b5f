//! What a response to a list of one runner says about a version of the API (contract-v1 6.4, 9.1).

use contract::api::Dialect;
use contract::console::Finding;
use contract::model::Status;
use http::StatusCode;
use serde_json::{Map, Value};

use crate::upstream::{Answer, Failure};

/// What was found and why; none where the answer says nothing: an outage, a token that is not accepted.
pub(super) fn read(
    dialect: Dialect,
    answer: &Result<Answer, Failure>,
) -> Option<(Finding, String)> {
    let answer = answer.as_ref().ok()?;
    let status = answer.status;
    let answered = |finding| Some((finding, format!("it answers {status}")));
    match status {
        StatusCode::OK if !answer.is_json() => {
            let why = "its response is not JSON".to_owned();
            Some((Finding::Absent, why))
        }
        StatusCode::OK if !is_page(&answer.body) => None,
        StatusCode::OK => Some(match dialect {
            Dialect::V1 if is_policy_only(&answer.body) => {
                let why = "its runners have no spec, so it knows only their policies";
                (Finding::PolicyOnly, why.to_owned())
            }
            Dialect::V1 | Dialect::V1beta2 => (Finding::Served, "it lists runners".to_owned()),
        }),
        StatusCode::FORBIDDEN => Some((Finding::Forbidden, forbidden(dialect).to_owned())),
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => answered(Finding::Absent),
        StatusCode::NOT_IMPLEMENTED => {
            let said: Status = serde_json::from_slice(&answer.body).unwrap_or_default();
            let reason = said
                .details
                .iter()
                .find_map(|detail| detail["reason"].as_str());
            match reason {
                Some("CWSANDBOX_NOT_IMPLEMENTED") => {
                    let why = "it is not available for this organization".to_owned();
                    Some((Finding::Absent, why))
                }
                _ => answered(Finding::Absent),
            }
        }
        _ => None,
    }
}

/// Why this version is there and gives nothing.
pub(super) fn forbidden(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::V1 => "it is for administrators: everything in it needs SANDBOX_ADMIN",
        Dialect::V1beta2 => "it gives this token no access",
    }
}

/// Zero values may be left out, so an empty object is an empty page; an object of other things says nothing.
fn is_page(body: &[u8]) -> bool {
    let names = ["runners", "managedRunners", "nextPageToken"];
    serde_json::from_slice(body).is_ok_and(|object: Map<String, Value>| {
        object.is_empty() || names.iter().any(|name| object.contains_key(*name))
    })
}

/// A server that knew only policies shows runners without a spec (contract-v1 0).
fn is_policy_only(body: &[u8]) -> bool {
    let page: Value = serde_json::from_slice(body).unwrap_or_default();
    let rows = page["managedRunners"].as_array();
    rows.is_some_and(|rows| {
        !rows.is_empty()
            && rows
                .iter()
                .all(|row| row.get("spec").is_none_or(Value::is_null))
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use http::{HeaderMap, HeaderValue, header};

    use super::*;

    fn answer(status: u16, json: bool, body: &'static str) -> Answer {
        let mut headers = HeaderMap::new();
        let kind = if json {
            "application/json"
        } else {
            "text/html"
        };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    #[test]
    fn each_answer_of_the_table_and_no_other_says_something() {
        use Finding::{Absent, Forbidden, PolicyOnly, Served};
        let spec = r#"{"managedRunners": [{"spec": {}}]}"#;
        let bare = r#"{"managedRunners": [{"policy": {}}], "nextPageToken": "x"}"#;
        let not_here = r#"{"code": 12, "details": [{"reason": "CWSANDBOX_NOT_IMPLEMENTED"}]}"#;
        for (status, json, body, expected) in [
            (200, true, "{}", Some(Served)),
            (200, true, spec, Some(Served)),
            (200, true, bare, Some(PolicyOnly)),
            (200, true, r#"{"healthy": true}"#, None),
            (200, false, "<html>", Some(Absent)),
            (403, true, "{}", Some(Forbidden)),
            (404, true, "{}", Some(Absent)),
            (404, false, "<html>", Some(Absent)),
            (405, true, "{}", Some(Absent)),
            (501, true, not_here, Some(Absent)),
            (401, true, "{}", None),
            (429, true, "{}", None),
            (500, true, "{}", None),
            (502, false, "<html>", None),
            (503, true, "{}", None),
        ] {
            let found = read(Dialect::V1, &Ok(answer(status, json, body)));
            assert_eq!(
                found.map(|(finding, _)| finding),
                expected,
                "{status} {body}"
            );
        }
        let found = read(Dialect::V1beta2, &Ok(answer(200, true, bare)));
        assert_eq!(found.map(|(finding, _)| finding), Some(Served));
        assert_eq!(read(Dialect::V1, &Err(Failure::TimedOut)), None);
        let (_, why) = read(Dialect::V1, &Ok(answer(501, true, not_here))).unwrap();
        assert_eq!(why, "it is not available for this organization");
    }
}
