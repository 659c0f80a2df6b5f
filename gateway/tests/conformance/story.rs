//! Plays stories and tells how they went.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use crate::http::{Answer, Request};
use crate::stage::{Missing, PAUSE, Stage};
use crate::table::{Step, Story, Table};
use crate::target::Target;
use crate::variables::Variables;
use crate::verdict::faults;

/// Stories of one table that are played at the same time.
const AT_ONCE: usize = 4;

/// How a story ended.
enum Outcome {
    Passed(usize),
    Skipped(String),
    /// Cases that passed, and what is wrong, case by case.
    Failed(usize, Vec<String>),
}

/// Plays every story of a table and panics at the end if one failed.
///
/// The report goes straight to standard output, so that the number of cases is seen in passing runs too.
pub(crate) async fn play(table: Table, target: Target) {
    let target = Arc::new(target);
    let wanted = std::env::var("CONFORMANCE_STORY").unwrap_or_default();
    let gate = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    let mut playing = tokio::task::JoinSet::new();
    for story in table
        .stories
        .into_iter()
        .filter(|story| story.name.contains(&wanted))
    {
        let (target, gate) = (Arc::clone(&target), Arc::clone(&gate));
        playing.spawn(async move {
            let _permit = gate.acquire_owned().await;
            let outcome = perform(&target, &story).await;
            (story, outcome)
        });
    }
    let (mut cases, mut passed, mut failed) = (0, 0, 0);
    while let Some(done) = playing.join_next().await {
        let (story, outcome) = done.expect("a story does not panic");
        let line = match &outcome {
            Outcome::Passed(cases) => format!("ok      {} ({cases} cases)", story.name),
            Outcome::Skipped(why) => format!("skipped {}: {why}", story.name),
            Outcome::Failed(_, faults) => format!(
                "FAILED  {} (contract {})\n{}",
                story.name,
                story.covers.join(", "),
                faults.join("\n")
            ),
        };
        say(&format!("{}: {line}", table.name));
        cases += story.cases();
        match outcome {
            Outcome::Passed(right) => passed += right,
            Outcome::Skipped(_) => {}
            Outcome::Failed(right, wrong) => {
                passed += right;
                failed += wrong.len();
            }
        }
    }
    // A failure in setting the stage or clearing it is counted, though it is no case.
    let left = cases.saturating_sub(passed + failed);
    say(&format!(
        "conformance {}: {passed} cases passed, {failed} failed, {left} not run",
        table.name
    ));
    assert_eq!(
        failed, 0,
        "cases failed in {}; they are told above",
        table.name
    );
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe is the reader's choice, not a failure of the product.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

async fn perform(target: &Target, story: &Story) -> Outcome {
    let (mut stage, missing) = match Stage::set(target, story).await {
        Ok(stage) => (stage, None),
        Err((stage, missing)) => (stage, Some(missing)),
    };
    let outcome = match missing {
        Some(Missing::Need(why)) if target.foreign => Outcome::Skipped(why),
        Some(Missing::Need(why) | Missing::Refused(why)) => {
            Outcome::Failed(0, vec![format!("  {why}")])
        }
        None => play_steps(target, story, &mut stage).await,
    };
    match (stage.clear().await, outcome) {
        (Ok(()), outcome) => outcome,
        (Err(why), Outcome::Failed(cases, mut faults)) => {
            faults.push(format!("  {why}"));
            Outcome::Failed(cases, faults)
        }
        (Err(why), Outcome::Passed(cases)) => Outcome::Failed(cases, vec![format!("  {why}")]),
        (Err(why), Outcome::Skipped(_)) => Outcome::Failed(0, vec![format!("  {why}")]),
    }
}

/// Plays the steps up to the first that fails; all rows of a step are tried.
async fn play_steps(target: &Target, story: &Story, stage: &mut Stage<'_>) -> Outcome {
    let mut passed = 0;
    for (index, step) in story.steps.iter().enumerate() {
        let single = [Map::new()];
        let rows = if step.rows.is_empty() {
            &single[..]
        } else {
            &step.rows
        };
        let mut faults = Vec::new();
        for (row_index, row) in rows.iter().enumerate() {
            let outside = stage.variables.clone();
            let played = match enter(row, &mut stage.variables) {
                Ok(()) => play_step(target, step, stage).await,
                Err(why) => Err(why),
            };
            match played {
                Ok(()) => passed += 1,
                Err(what) => {
                    let row = if row.is_empty() {
                        String::new()
                    } else {
                        format!(", row {}", row_index + 1)
                    };
                    faults.push(format!("  step {}{row}: {}\n{what}", index + 1, step.does));
                }
            }
            if !row.is_empty() {
                stage.variables = outside;
            }
        }
        if !faults.is_empty() {
            return Outcome::Failed(passed, faults);
        }
    }
    Outcome::Passed(passed)
}

/// Makes a row's keys variables; its values may use the variables of the story.
fn enter(row: &Map<String, Value>, variables: &mut Variables) -> Result<(), String> {
    for (name, value) in row {
        let value = variables.json(value)?;
        variables.set(name, value);
    }
    Ok(())
}

async fn play_step(target: &Target, step: &Step, stage: &mut Stage<'_>) -> Result<(), String> {
    let deadline = step.until.map(Duration::from_secs_f64);
    for n in 1..=step.times.unwrap_or(1) {
        if step.times.is_some() {
            stage.variables.set("n", n);
        }
        let request = request(step, &stage.variables)?;
        let start = Instant::now();
        loop {
            let answer = target
                .send(request.clone(), step.token)
                .await
                .map_err(|e| format!("    {request}\n    {e}"))?;
            stage.remember(&request.method, &request.path, &answer);
            let faults = faults(&step.expect, &answer, &stage.variables)?;
            if faults.is_empty() {
                save(step, &answer, &mut stage.variables)?;
                break;
            }
            if deadline.is_none_or(|deadline| start.elapsed() >= deadline) {
                return Err(told(&request, &faults, &answer));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(())
}

fn told(request: &Request, faults: &[String], answer: &Answer) -> String {
    let mut text = format!("    {request}");
    for fault in faults {
        let _ = write!(text, "\n    - {fault}");
    }
    let _ = write!(text, "\n    answer: {answer}");
    text
}

/// The request of a step with its variables filled in.
fn request(step: &Step, variables: &Variables) -> Result<Request, String> {
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

fn save(step: &Step, answer: &Answer, variables: &mut Variables) -> Result<(), String> {
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
