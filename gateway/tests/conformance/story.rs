//! Plays stories and tells how they went.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use crate::http::{Answer, Request};
use crate::request::{request, save};
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
