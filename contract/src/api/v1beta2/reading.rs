//! Reading responses: a field with an unexpected type is left out and named.

use serde::Deserialize;
use serde_json::Value;

use crate::document::{self, RUNNER};
use crate::model::{Runner, RunnerPage};

pub(crate) fn runner(answer: Value) -> Result<Runner, serde_json::Error> {
    let (mut runner, unreadable): (Runner, _) = document::read(answer, &RUNNER)?;
    runner.unreadable = unreadable;
    Ok(runner)
}

/// A page in which a runner may have fields of other types.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Page {
    #[serde(alias = "managedRunners", deserialize_with = "crate::model::unset")]
    runners: Vec<Value>,
    #[serde(deserialize_with = "crate::model::unset")]
    next_page_token: String,
}

/// Thousands of runners are read every few seconds: the careful way is gone only where the usual one fails.
pub(crate) fn page(answer: &[u8]) -> Result<RunnerPage, serde_json::Error> {
    if let Ok(page) = serde_json::from_slice(answer) {
        return Ok(page);
    }
    let page: Page = serde_json::from_slice(answer)?;
    let objects = crate::api::page::objects(page.runners)?;
    Ok(RunnerPage {
        runners: objects.map(runner).collect::<Result<_, _>>()?,
        next_page_token: page.next_page_token,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_runner_of_another_shape_does_not_hide_the_others() {
        let answer = br#"{"managedRunners": [
            {"identity": {"runnerId": "a"}, "activeRevision": 3},
            {"identity": {"runnerId": "b", "zone": 7}, "activeRevision": {"of": 3}},
            5,
            {"identity": {"runnerId": "c"}}
        ], "nextPageToken": "t"}"#;
        assert!(serde_json::from_slice::<RunnerPage>(answer).is_err());
        let page = page(answer).unwrap();
        let ids: Vec<_> = page.runners.iter().map(Runner::runner_id).collect();
        assert_eq!(
            (ids, page.next_page_token.as_str()),
            (vec!["a", "b", "c"], "t")
        );
        let marks = |at: usize| -> Vec<String> {
            let marks = page.runners[at].unreadable.iter();
            marks.map(ToString::to_string).collect()
        };
        assert_eq!(marks(0), [""; 0]);
        assert_eq!(marks(1), ["identity.zone", "active_revision"]);
        // The marks are ours: no server gets to see them.
        let sent = serde_json::to_value(&page.runners[1]).unwrap();
        assert!(sent.get("unreadable").is_none());
    }

    #[test]
    fn what_is_no_page_is_told() {
        assert!(page(b"5").is_err());
        assert!(page(br#"{"runners": {"a": 1}}"#).is_err());
        assert!(page(br#"{"runners": ["a", 1]}"#).is_err());
        assert!(runner(Value::from("a")).is_err());
    }
}
