//! From a step to its request, and from its answer to variables.

use std::collections::BTreeMap;

use crate::http::{Answer, Request};
use crate::table::Step;
use crate::variables::Variables;

/// The request of a step with its variables filled in.
pub(crate) fn request(step: &Step, variables: &Variables) -> Result<Request, String> {
    let line = variables.text(&step.request)?;
    let (method, path) = line
        .split_once(' ')
        .ok_or_else(|| format!("no request line: {line}"))?;
    let body = if let Some(json) = &step.json {
        // A row says with null that its request has no body.
        let json = Some(variables.json(json)?).filter(|json| !json.is_null());
        json.map(|json| json.to_string().into_bytes())
    } else if let Some(raw) = &step.raw {
        Some(variables.text(raw)?.into_bytes())
    } else if let Some(hex) = &step.hex {
        Some(bytes(hex).ok_or_else(|| format!("not hexadecimal: {hex}"))?)
    } else if step.parts.is_empty() {
        None
    } else {
        let parts = step
            .parts
            .iter()
            .map(|part| Ok(variables.text(&part.text)?.repeat(part.times)));
        Some(parts.collect::<Result<String, String>>()?.into_bytes())
    };
    let mut headers = BTreeMap::new();
    if body.is_some() {
        headers.insert("content-type".to_owned(), "application/json".to_owned());
    }
    for (name, value) in &step.headers {
        headers.insert(name.clone(), variables.text(value)?);
    }
    // A header without a value is one that is left out.
    headers.retain(|_, value| !value.is_empty());
    Ok(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        headers,
        body,
        verbatim: step.verbatim,
    })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<char> = hex.chars().filter(|c| !c.is_whitespace()).collect();
    digits
        .chunks(2)
        .map(|pair| {
            u8::from_str_radix(&pair.iter().collect::<String>(), 16)
                .ok()
                .filter(|_| pair.len() == 2)
        })
        .collect()
}

/// Takes from an answer what later steps need.
pub(crate) fn save(step: &Step, answer: &Answer, variables: &mut Variables) -> Result<(), String> {
    let body = answer.json().unwrap_or_default();
    for (name, pointer) in &step.save {
        let found = body.pointer(pointer);
        let value = found.ok_or_else(|| format!("    nothing to save as {name} in {answer}"))?;
        variables.set(name, value.clone());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(text: &str) -> Step {
        serde_yaml::from_str(text).unwrap()
    }

    #[test]
    fn a_step_becomes_a_request() {
        let mut variables = Variables::default();
        variables.set("id", "r-1");
        let made = |text: &str| request(&step(text), &variables).unwrap();
        let get = made("{ request: 'GET /runners/${id}', expect: { status: 200 } }");
        assert_eq!(
            (get.method.as_str(), get.path.as_str(), &get.body),
            ("GET", "/runners/r-1", &None)
        );
        assert!(get.headers.is_empty());
        let post = made(
            "{ request: POST /runners, json: { runnerId: '${id}' }, expect: { status: 200 } }",
        );
        assert_eq!(post.body.unwrap(), br#"{"runnerId":"r-1"}"#);
        assert_eq!(post.headers["content-type"], "application/json");
        let hex = made(
            "{ request: POST /, hex: '7b ff', headers: { content-type: '' }, expect: { status: 400 } }",
        );
        assert_eq!(
            (hex.body.unwrap().as_slice(), hex.headers.len()),
            (&[0x7b, 0xff][..], 0)
        );
        let parts = made(
            "{ request: POST /, parts: [{ text: '[', times: 3 }, { text: ']' }], expect: { status: 400 } }",
        );
        assert_eq!(parts.body.unwrap(), b"[[[]");
    }

    #[test]
    fn values_are_saved() {
        let step = step(
            "
            request: GET /
            expect: { status: 200 }
            save: { first: /items/0/id, all: /items }
        ",
        );
        let answer = Answer {
            status: 200,
            headers: BTreeMap::new(),
            body: br#"{"items":[{"id":"a"},{"id":"b","free":true}]}"#.to_vec(),
        };
        let mut variables = Variables::default();
        save(&step, &answer, &mut variables).unwrap();
        assert_eq!(variables.text("${first}").unwrap(), "a");
        let missing = Answer {
            body: b"{}".to_vec(),
            ..answer
        };
        assert!(save(&step, &missing, &mut variables).is_err());
    }
}
