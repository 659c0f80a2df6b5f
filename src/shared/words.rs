//! How a runner is, for people who do not operate it.

use contract::condition::since;
use contract::{
    condition::{Overall, SharedState},
    console::share::SharedRunner,
};
use jiff::Timestamp;

use crate::{
    format::{age, time},
    widgets::icon::Icon,
};

/// The icon of a state.
pub(crate) fn icon(state: SharedState) -> Icon {
    match state {
        SharedState::Working => Icon::Check,
        SharedState::Installing => Icon::Busy,
        SharedState::Slow => Icon::Clock,
        SharedState::Leaving => Icon::Trash,
        SharedState::Unknown => Icon::Unplugged,
        SharedState::Attention => Icon::Alert,
    }
}

/// That of all runners together.
pub(crate) fn icon_of_all(overall: Overall) -> Icon {
    overall.worst.map_or(Icon::Minus, icon)
}

/// The state in a few words.
pub(crate) fn state(runner: &SharedRunner, state: SharedState, now: Timestamp) -> String {
    match (state, runner.heard_at) {
        (SharedState::Unknown, Some(at)) => {
            format!("Status unknown since {}", time::brief(at.instant(), now))
        }
        _ => state.words().to_owned(),
    }
}

/// What is worth knowing beside it: how old the news are, what is being done.
pub(crate) fn detail(runner: &SharedRunner, state: SharedState, now: Timestamp) -> String {
    let ago = |at: Timestamp| age::short(since(at, now));
    let heard = runner.heard_at.map(|at| ago(at.instant()));
    let changed = runner.changed_at.map(|at| ago(at.instant()));
    match (state, heard, changed) {
        (SharedState::Working, Some(heard), _) => format!("heard from {heard} ago"),
        (SharedState::Unknown, Some(heard), _) => format!("last heard from {heard} ago"),
        (SharedState::Unknown, None, _) => "never heard from".to_owned(),
        (SharedState::Attention, ..) if !runner.hints.is_empty() || runner.error.is_empty() => {
            "the team has instructions for fixing it".to_owned()
        }
        (SharedState::Attention, _, Some(changed)) => format!("for {changed}"),
        (SharedState::Installing | SharedState::Slow | SharedState::Leaving, _, Some(changed)) => {
            format!("for {changed}")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use contract::console::Millis;

    use super::*;

    #[test]
    fn the_age_of_the_news_is_told() {
        let now: Timestamp = "2026-11-23T14:00:00Z".parse().unwrap();
        let runner = SharedRunner {
            heard_at: Some(Millis(now.as_millisecond() - 120_000)),
            changed_at: Some(Millis(now.as_millisecond() - 3_600_000)),
            ..SharedRunner::default()
        };
        let told = |state| detail(&runner, state, now);
        assert_eq!(told(SharedState::Working), "heard from 2 min ago");
        assert_eq!(told(SharedState::Unknown), "last heard from 2 min ago");
        assert_eq!(told(SharedState::Installing), "for 1 h");
        assert_eq!(
            told(SharedState::Attention),
            "the team has instructions for fixing it"
        );
    }
}
