//! Requests runners from the API, and accepts only valid responses.

use std::collections::HashSet;
use std::time::Duration;

use contract::api::Dialect;
use contract::model::{Runner, RunnerPage, Status};
use http::StatusCode;
use serde_json::Value;
use serde_json::error::Category;

use crate::upstream::{Answer, Upstream};

/// A list with more pages has no end, as far as we can tell: a million runners.
const PAGES: usize = 5000;

/// The API could not be asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// HTTP status of its answer; 0 when none came.
    pub(super) http: u16,
    /// Why, for people.
    pub(super) message: String,
    pub(super) retry: Retry,
}

/// When to ask again (contract 4.7).
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Retry {
    /// Soon, backing off.
    Soon,
    /// Not before that.
    After(Duration),
    /// At the usual time: asking again would bring the same.
    Later,
    /// With another token, if there is one.
    Token,
}

/// The way through the pages of a list.
pub(super) struct Pages {
    dialect: Dialect,
    seen: HashSet<String>,
    next: String,
}

impl Pages {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            seen: HashSet::new(),
            next: String::new(),
        }
    }

    /// The next page's runners, and whether more follow.
    pub(super) async fn read(
        &mut self,
        upstream: &Upstream,
        token: &str,
    ) -> Result<(Vec<Runner>, bool), Trouble> {
        let path = self.dialect.list(&self.next).target();
        let answer = get(upstream, &path, token).await?;
        let page: RunnerPage = parse(&answer, |body| self.dialect.page(body))?;
        if page == RunnerPage::default() && !is_page(&answer) {
            return Err(unusable(
                &answer,
                "the API's response is not a list of runners",
            ));
        }
        let more = !page.next_page_token.is_empty();
        if more {
            if !self.seen.insert(page.next_page_token.clone()) {
                let message = "the API returned the same page token twice, so its list has no end";
                return Err(unusable(&answer, message));
            }
            if self.seen.len() > PAGES {
                let message = "the API's list has more pages than can be read";
                return Err(unusable(&answer, message));
            }
            self.next = page.next_page_token;
        }
        let mut runners = page.runners;
        runners.retain(|runner| !runner.runner_id().is_empty());
        Ok((runners, more))
    }
}

/// One runner; none if it is not there.
pub(super) async fn runner(
    upstream: &Upstream,
    dialect: Dialect,
    token: &str,
    runner_id: &str,
) -> Result<Option<Runner>, Trouble> {
    let path = dialect.get(runner_id).target();
    match get(upstream, &path, token).await {
        Ok(answer) => {
            let runner: Runner = parse(&answer, |body| {
                dialect.runner(serde_json::from_slice(body)?)
            })?;
            // The path also takes a UUID; a runner of another ID is not the one that was asked for.
            Ok(Some(runner).filter(|runner| runner.runner_id() == runner_id))
        }
        Err(trouble) if trouble.http == 404 => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

async fn get(upstream: &Upstream, path: &str, token: &str) -> Result<Answer, Trouble> {
    let answer = upstream.get(path, token).await;
    let answer = answer.map_err(|failure| Trouble {
        http: failure.http(),
        message: failure.to_string(),
        retry: if failure.is_passing() {
            Retry::Soon
        } else {
            Retry::Later
        },
    })?;
    if answer.status == StatusCode::OK {
        Ok(answer)
    } else {
        Err(refused(&answer))
    }
}

fn refused(answer: &Answer) -> Trouble {
    let status = answer.status;
    let retry = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Retry::Token,
        StatusCode::NOT_IMPLEMENTED => Retry::Later,
        _ if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
            answer.retry_after().map_or(Retry::Soon, Retry::After)
        }
        _ => Retry::Later,
    };
    let said = serde_json::from_slice::<Status>(&answer.body).unwrap_or_default();
    let message = match said.message.trim() {
        "" => format!("the API answered {status}"),
        said => format!("the API answered {status}: {}", shortened(said)),
    };
    Trouble {
        http: status.as_u16(),
        message,
        retry,
    }
}

/// Reads an answer. What the parser says is left out: it may quote a secret.
fn parse<T>(
    answer: &Answer,
    read: impl FnOnce(&[u8]) -> serde_json::Result<T>,
) -> Result<T, Trouble> {
    if !answer.is_json() {
        return Err(unusable(
            answer,
            "the API's response is not JSON; a proxy or a sign-in page may be in the way",
        ));
    }
    read(&answer.body).map_err(|error| {
        let kind = match error.classify() {
            Category::Eof => "ends too early",
            _ => "cannot be read",
        };
        let (line, column) = (error.line(), error.column());
        unusable(
            answer,
            &format!("the API's response {kind} (line {line}, column {column})"),
        )
    })
}

/// An answer that would be the same if it were asked for again.
fn unusable(answer: &Answer, message: &str) -> Trouble {
    Trouble {
        http: answer.status.as_u16(),
        message: message.to_owned(),
        retry: Retry::Later,
    }
}

/// Zero values may be left out (contract 0.3), so an empty object is an empty page; an object of other
/// things is not.
fn is_page(answer: &Answer) -> bool {
    let object: serde_json::Map<String, Value> =
        serde_json::from_slice(&answer.body).unwrap_or_default();
    let names = ["runners", "managedRunners", "nextPageToken"];
    object.is_empty() || names.iter().any(|name| object.contains_key(*name))
}

/// Texts of the API are shown in one line, on the page and in the log, whatever is in them.
fn shortened(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    let text = text.as_str();
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_apis_words_are_one_line() {
        assert_eq!(
            shortened("no\r\n2026 INFO forged\u{1b}[31m"),
            "no  2026 INFO forged [31m"
        );
        assert_eq!(shortened(&"a".repeat(400)).chars().count(), 301);
    }
}
