//! Is an answer what a step expects, and is it well formed whatever the step expects?

use serde_json::{Value, json};

use crate::http::Answer;
use crate::matcher::{compare, matches};
use crate::table::Expect;
use crate::variables::Variables;

/// Everything that is wrong with an answer; nothing if it is right.
pub(crate) fn faults(
    expect: &Expect,
    answer: &Answer,
    variables: &Variables,
) -> Result<Vec<String>, String> {
    let mut faults = Vec::new();
    if !expect.status.allow(answer.status) {
        faults.push(format!(
            "expected status {}, got {}",
            expect.status, answer.status
        ));
    }
    for (name, value) in &expect.headers {
        let actual = answer.headers.get(name).map(|text| json!(text));
        let wanted = variables.json(value)?;
        faults.extend(
            compare(&wanted, actual.as_ref())
                .iter()
                .map(|d| format!("header {name} {d}")),
        );
    }
    let body = answer.json();
    if let Some(expected) = &expect.json {
        faults.extend(
            compare(&variables.json(expected)?, body.as_ref())
                .iter()
                .map(ToString::to_string),
        );
    }
    if let Some(error) = &expect.error {
        let mut wanted = serde_json::Map::new();
        if let Some(code) = &error.code {
            wanted.insert("code".into(), code.clone());
        }
        if let Some(message) = &error.message {
            wanted.insert("message".into(), message.clone());
        }
        let wanted = variables.json(&Value::Object(wanted))?;
        faults.extend(
            compare(&wanted, body.as_ref())
                .iter()
                .map(ToString::to_string),
        );
        if let Some(fields) = &error.violations {
            let wanted = match variables.json(fields)? {
                list @ Value::Array(_) => json!({ "$unordered": list }),
                matcher => matcher,
            };
            let actual = Value::from(violated(body.as_ref()));
            faults.extend(
                compare(&wanted, Some(&actual))
                    .iter()
                    .map(|d| format!("violations {d}")),
            );
        }
    }
    if answer.status >= 400 {
        faults.extend(malformed(answer, body.as_ref()));
    }
    Ok(faults)
}

/// The fields of all violations.
fn violated(body: Option<&Value>) -> Vec<String> {
    details(body)
        .iter()
        .filter_map(|detail| detail["fieldViolations"].as_array())
        .flatten()
        .filter_map(|violation| violation["field"].as_str().map(str::to_owned))
        .collect()
}

fn details(body: Option<&Value>) -> &[Value] {
    body.and_then(|body| body["details"].as_array())
        .map_or(&[], Vec::as_slice)
}

/// Every error is a `google.rpc.Status` whose code fits its HTTP status (contract 4.1, 4.2).
fn malformed(answer: &Answer, body: Option<&Value>) -> Vec<String> {
    let mut faults = Vec::new();
    // 501 is an answer: not for this organization (contract-v1 9.1).
    if answer.status >= 500 && answer.status != 501 {
        faults.push("the server blames itself".to_owned());
    }
    if !answer
        .header("content-type")
        .starts_with("application/json")
    {
        faults.push(format!(
            "the error's content type is \"{}\"",
            answer.header("content-type")
        ));
    }
    let shape = json!({
        "code": { "$one_of": codes(answer.status) },
        "message": "$text",
        "details": { "$one_of": ["$absent", { "$each": { "@type": { "$contains": "type.googleapis.com/google.rpc." } } }] },
    });
    faults.extend(compare(&shape, body).iter().map(ToString::to_string));
    for detail in details(body) {
        if !matches(
            &detail_shape(detail["@type"].as_str().unwrap_or_default()),
            Some(detail),
        ) {
            faults.push(format!("a malformed detail: {detail}"));
        }
    }
    faults
}

/// The gRPC codes that an HTTP status can stand for.
fn codes(status: u16) -> Vec<u8> {
    match status {
        400 => vec![3, 9, 11],
        401 => vec![16],
        403 => vec![7],
        404 => vec![5],
        409 => vec![6, 10],
        429 => vec![8],
        _ => (1..=16).collect(),
    }
}

/// What the detail types of contract 4.1 hold.
fn detail_shape(kind: &str) -> Value {
    match kind.rsplit('.').next() {
        Some("BadRequest") => {
            json!({ "fieldViolations": { "$each": { "field": "$any", "description": "$text" } } })
        }
        Some("ResourceInfo") => {
            json!({ "resourceType": "$text", "resourceName": "$any", "description": "$text" })
        }
        Some("PreconditionFailure") => {
            json!({ "violations": { "$each": { "type": "$text", "description": "$text" } } })
        }
        _ => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn answer(status: u16, body: &Value) -> Answer {
        Answer {
            status,
            headers: BTreeMap::from([("content-type".into(), "application/json".into())]),
            body: body.to_string().into_bytes(),
        }
    }

    fn judge(expect: Value, answer: &Answer) -> Vec<String> {
        let expect = serde_json::from_value(expect).unwrap();
        faults(&expect, answer, &Variables::default()).unwrap()
    }

    #[test]
    fn an_error_is_a_status() {
        let body = json!({ "code": 3, "message": "no", "details": [{
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [{ "field": "b", "description": "no" }, { "field": "a", "description": "no" }],
        }] });
        let expect = json!({ "status": 400, "error": { "code": 3, "message": "no", "violations": ["a", "b"] } });
        assert_eq!(
            judge(expect.clone(), &answer(400, &body)),
            Vec::<String>::new()
        );
        assert_eq!(judge(expect, &answer(404, &body)).len(), 2);
        let fewer = json!({ "status": 400, "error": { "violations": ["a"] } });
        assert_eq!(judge(fewer, &answer(400, &body)).len(), 1);
    }

    #[test]
    fn malformed_errors_are_found_without_being_asked_for() {
        let expect = |status| json!({ "status": status });
        assert_eq!(
            judge(expect(200), &answer(200, &json!("fine"))),
            Vec::<String>::new()
        );
        assert!(
            !judge(
                expect(404),
                &answer(404, &json!({ "code": "5", "message": "no" }))
            )
            .is_empty()
        );
        assert!(
            !judge(
                expect(404),
                &answer(404, &json!({ "code": 5, "message": "" }))
            )
            .is_empty()
        );
        assert!(
            !judge(
                expect(500),
                &answer(500, &json!({ "code": 13, "message": "no" }))
            )
            .is_empty()
        );
        let mut html = answer(404, &json!({ "code": 5, "message": "no" }));
        html.headers.clear();
        assert!(!judge(expect(404), &html).is_empty());
        let bare = json!({ "code": 5, "message": "no", "details": [{ "@type": "type.googleapis.com/google.rpc.ResourceInfo" }] });
        assert!(!judge(expect(404), &answer(404, &bare)).is_empty());
    }
}
