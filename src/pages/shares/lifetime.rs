//! How long a link works: what is offered, and what is chosen until somebody chooses.

use contract::console::share::{DAY, HOUR, LONGEST, USUAL};
use leptos::prelude::*;

use crate::{format::count, widgets::field::SelectField};

/// How long a link may work, from short to long, in seconds.
const LIFETIMES: [u64; 8] = [
    HOUR,
    8 * HOUR,
    DAY,
    3 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    90 * DAY,
];

/// What is offered where links may work so long at most, and which of it is chosen at first: the usual life, or
/// the longest that is offered.
fn offers(longest: u64) -> (Vec<u64>, u64) {
    let offers: Vec<_> = LIFETIMES
        .into_iter()
        .filter(|length| *length <= longest)
        .collect();
    let usual = offers.iter().rfind(|length| **length <= USUAL).copied();
    // An operator may allow less than an hour to nobody: that is the shortest life there is.
    (offers, usual.unwrap_or(HOUR))
}

/// The life of a link as it is chosen in a form.
#[derive(Clone, Copy)]
pub(super) struct Lifetime {
    chosen: RwSignal<Option<u64>>,
    longest: Signal<Option<u64>>,
}

impl Lifetime {
    /// Nothing is chosen. `longest` is what the console allows, in seconds, once it is known.
    pub(super) fn new(longest: Signal<Option<u64>>) -> Self {
        Self {
            chosen: RwSignal::new(None),
            longest,
        }
    }

    fn offers(self) -> (Vec<u64>, u64) {
        offers(self.longest.get().unwrap_or(LONGEST))
    }

    /// What is chosen and offered, in seconds.
    pub(super) fn get(self) -> u64 {
        let (offers, usual) = self.offers();
        let chosen = self.chosen.get();
        chosen
            .filter(|length| offers.contains(length))
            .unwrap_or(usual)
    }
}

/// The choice among what is offered.
#[component]
pub(super) fn LifetimeField(
    value: Lifetime,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let options = move || {
        let option = |length: u64| {
            let is_chosen = length == untrack(|| value.get());
            view! { <option value=length.to_string() selected=is_chosen>{words(length)}</option> }
        };
        value.offers().0.into_iter().map(option).collect_view()
    };
    view! {
        <SelectField
            id="links-lifetime"
            label="Works for"
            on_choose=move |at| {
                let offered = untrack(|| value.offers().0);
                if let Some(length) = offered.get(at) {
                    value.chosen.set(Some(*length));
                }
            }
            error
        >
            {options}
        </SelectField>
    }
}

/// A length of time: `1 hour`, `7 days`.
fn words(seconds: u64) -> String {
    let (count, unit) = match seconds {
        seconds if seconds % DAY == 0 => (seconds / DAY, "day"),
        seconds => (seconds / HOUR, "hour"),
    };
    count::of(count, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_in_whole_days_where_they_can() {
        let told: Vec<_> = LIFETIMES.into_iter().map(words).collect();
        assert_eq!(told[..4], ["1 hour", "8 hours", "1 day", "3 days"]);
    }

    #[test]
    fn what_is_chosen_at_first_is_offered_and_allowed() {
        for longest in (HOUR..=LONGEST).step_by(1800) {
            let (offers, first) = offers(longest);
            assert!(offers.contains(&first), "{longest}: {first} of {offers:?}");
            assert!(offers.iter().all(|length| *length <= longest));
            assert!(first <= USUAL);
        }
        assert_eq!(offers(HOUR), (vec![HOUR], HOUR));
        assert_eq!(offers(5 * DAY).1, 3 * DAY);
        assert_eq!(offers(LONGEST).1, USUAL);
    }

    #[test]
    fn what_is_sent_keeps_to_what_is_allowed_when_that_comes_late() {
        let owner = Owner::new();
        owner.with(|| {
            let longest = RwSignal::new(None);
            let lifetime = Lifetime::new(longest.into());
            assert_eq!(lifetime.get(), USUAL);
            lifetime.chosen.set(Some(30 * DAY));
            assert_eq!(lifetime.get(), 30 * DAY);
            longest.set(Some(HOUR));
            assert_eq!(lifetime.get(), HOUR);
        });
    }
}
