//! Reading v1's answers.

use serde::Deserialize;
use serde_json::Value;

use super::RUNNER;
use super::places::PLACES;
use crate::api::places::moved;
use crate::document;
use crate::model::{self, Runner, RunnerPage};

/// The runner of an answer; what has another type than it should is left out and named.
pub(crate) fn runner(answer: Value) -> Result<Runner, serde_json::Error> {
    let (clean, unreadable): (Value, _) = document::read(answer, &RUNNER)?;
    let clean = with_our_time(moved(clean, &PLACES));
    // What v1 does not know may stand under a key that the model gives a type.
    let (mut runner, more): (Runner, _) = document::read(clean, model_fields())?;
    runner.unreadable = unreadable;
    runner.unreadable.extend(more);
    for place in &mut runner.unreadable {
        *place = document::Path::of_printed(&super::violation(&place.to_string()));
    }
    Ok(runner)
}

fn model_fields() -> &'static document::Message {
    &document::RUNNER
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Page {
    /// Some servers may say `runners` (contract-v1 J-04).
    #[serde(alias = "runners", deserialize_with = "model::unset")]
    managed_runners: Vec<Value>,
    #[serde(deserialize_with = "model::unset")]
    next_page_token: String,
}

/// A page of the list. What is no object has no ID by which it could be shown.
pub(crate) fn page(answer: &[u8]) -> Result<RunnerPage, serde_json::Error> {
    let page: Page = serde_json::from_slice(answer)?;
    let objects = crate::api::page::objects(page.managed_runners)?;
    Ok(RunnerPage {
        runners: objects.map(runner).collect::<Result<_, _>>()?,
        next_page_token: page.next_page_token,
    })
}

/// An install error's time has two names (contract-v1 J-07): the other one is read where ours is missing.
fn with_our_time(mut runner: Value) -> Value {
    if let Some(error) = runner
        .get_mut("installError")
        .and_then(Value::as_object_mut)
        && error.get("occurredAt").is_none_or(Value::is_null)
        && let Some(time @ Value::String(_)) = error.get("occurTime").cloned()
    {
        error.insert("occurredAt".to_owned(), time);
    }
    runner
}

/// And it goes back under the name alone under which it came.
pub(super) fn with_their_time(mut runner: Value) -> Value {
    if let Some(error) = runner
        .get_mut("installError")
        .and_then(Value::as_object_mut)
        && error.contains_key("occurTime")
        && error.get("occurTime") == error.get("occurredAt")
    {
        error.shift_remove("occurredAt");
    }
    runner
}
