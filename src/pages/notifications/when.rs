//! The choice of what is told.

use contract::console::notify::{HOUR, MINUTE, When};
use leptos::prelude::*;

use super::{form::Form, words};
use crate::widgets::field::FieldError;

/// The times that are offered, in seconds.
const TIMES: [u32; 8] = [
    MINUTE,
    3 * MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    6 * HOUR,
    24 * HOUR,
];

/// What is offered, with the key in the form, the words and a usual time.
const KINDS: [(&str, &str, When); 9] = [
    ("installFailed", "An install failed", When::InstallFailed),
    (
        "silent",
        "A READY runner is silent",
        When::Silent { after: 5 * MINUTE },
    ),
    (
        "installing",
        "An install takes long",
        When::Installing { after: 30 * MINUTE },
    ),
    (
        "rolloutStuck",
        "A rollout takes long",
        When::RolloutStuck { after: HOUR },
    ),
    ("rolloutDone", "A rollout is done", When::RolloutDone),
    (
        "updateWaiting",
        "An update waits past its window",
        When::UpdateWaiting,
    ),
    (
        "shareEnding",
        "A shared link ends soon",
        When::ShareEnding { before: 24 * HOUR },
    ),
    ("changed", "A runner was changed", When::Changed),
    ("blind", "The console cannot read the API", When::Blind),
];

/// The same condition with another time.
fn with_time(when: When, time: u32) -> When {
    match when {
        When::Silent { .. } => When::Silent { after: time },
        When::Installing { .. } => When::Installing { after: time },
        When::RolloutStuck { .. } => When::RolloutStuck { after: time },
        When::ShareEnding { .. } => When::ShareEnding { before: time },
        other => other,
    }
}

fn time_of(when: When) -> Option<u32> {
    match when {
        When::Silent { after: time }
        | When::Installing { after: time }
        | When::RolloutStuck { after: time }
        | When::ShareEnding { before: time } => Some(time),
        _ => None,
    }
}

/// When, and for how long.
#[component]
pub(super) fn WhenField(form: Form) -> impl IntoView {
    let value = form.when;
    // The choice of the time is made anew for another condition only, so that it keeps the focus.
    let kind = Memo::new(move |_| with_time(value.get(), 0));
    let kinds = KINDS.map(|(key, words, when)| {
        let is_chosen = with_time(when, 0) == kind.get_untracked();
        view! { <option value=key selected=is_chosen>{words}</option> }
    });
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some((_, _, when)) = KINDS.into_iter().find(|(key, ..)| *key == chosen) {
            form.choose(when);
        }
    };
    let times = move || {
        let kind = kind.get();
        let time = time_of(value.get_untracked())?;
        let mut offered = TIMES.to_vec();
        if !offered.contains(&time) {
            offered.push(time);
            offered.sort_unstable();
        }
        let options = offered.into_iter().map(|offer| {
            view! {
                <option value=offer.to_string() selected=offer == time>{words::time(offer)}</option>
            }
        });
        let label = match kind {
            When::ShareEnding { .. } => "How long before",
            _ => "For how long",
        };
        let choose = move |event| {
            if let Ok(time) = event_target_value(&event).parse() {
                value.update(|when| *when = with_time(*when, time));
            }
        };
        Some(view! {
            <div class="field">
                <label for="rule-time">{label}</label>
                <select id="rule-time" class="input" on:change=choose>{options.collect_view()}</select>
            </div>
        })
    };
    view! {
        <div class="field">
            <label for="rule-when">"When"</label>
            <select id="rule-when" class="input" on:change=choose>{kinds}</select>
            <FieldError id="rule-when-error".to_owned() error=form.problem("when") />
        </div>
        {times}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offer_is_a_condition_of_its_own() {
        for (key, _, when) in KINDS {
            let written = serde_json::to_value(when).unwrap();
            assert_eq!(written["kind"], key);
            assert!(
                time_of(when).is_none_or(|time| TIMES.contains(&time)),
                "{key}"
            );
        }
    }
}
