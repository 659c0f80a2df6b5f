//! The choice of what is told.

use contract::condition::Group;
use contract::console::notify::{HOUR, MINUTE, When};
use leptos::prelude::*;

use super::{form::Form, words};
use crate::widgets::field::SelectField;

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
const KINDS: [(&str, When); 10] = [
    ("A runner needs attention", When::NeedsAttention),
    ("An install failed", When::InstallFailed),
    (
        "A READY runner is silent",
        When::Silent { after: 5 * MINUTE },
    ),
    (
        "An install takes too long",
        When::Installing { after: 30 * MINUTE },
    ),
    (
        "A rollout takes too long",
        When::RolloutStuck { after: HOUR },
    ),
    ("A rollout is done", When::RolloutDone),
    ("An update missed its window", When::UpdateWaiting),
    (
        "A shared link expires soon",
        When::ShareEnding { before: 24 * HOUR },
    ),
    ("A runner was changed", When::Changed),
    ("The console cannot read the API", When::Blind),
];

/// What the words of a condition leave open.
fn hint(when: When) -> &'static str {
    match when {
        When::NeedsAttention => Group::Attention.meaning(),
        When::Changed => "Created, edited, upgraded or deleted, in this console or elsewhere",
        When::Blind => "Until it can, no other rule sends messages",
        _ => "",
    }
}

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
    let kinds = KINDS.map(|(words, when)| {
        let is_chosen = with_time(when, 0) == kind.get_untracked();
        view! { <option selected=is_chosen>{words}</option> }
    });
    let choose = move |at: usize| {
        if let Some((_, when)) = KINDS.get(at) {
            form.choose(*when);
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
        let options = offered.iter().map(|&offer| {
            view! { <option value=offer.to_string() selected=offer == time>{words::time(offer)}</option> }
        });
        let options = options.collect_view();
        let label = match kind {
            When::ShareEnding { .. } => "How long before",
            _ => "For how long",
        };
        let choose = move |at: usize| {
            if let Some(time) = offered.get(at) {
                value.update(|when| *when = with_time(*when, *time));
            }
        };
        Some(view! {
            <SelectField id="rule-time" label on_choose=choose>
                {options}
            </SelectField>
        })
    };
    view! {
        <SelectField
            id="rule-when"
            label="When"
            on_choose=choose
            hint=Signal::derive(move || match hint(kind.get()) {
                "" => String::new(),
                words => format!("{words}."),
            })
            error=form.problem("when")
        >
            {kinds}
        </SelectField>
        {times}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_offer_is_a_condition_of_its_own() {
        let kinds: HashSet<_> = KINDS
            .map(|(_, when)| serde_json::to_value(when).unwrap()["kind"].to_string())
            .into();
        assert_eq!(kinds.len(), KINDS.len());
        for (words, when) in KINDS {
            assert!(
                time_of(when).is_none_or(|time| TIMES.contains(&time)),
                "{words}"
            );
        }
    }
}
