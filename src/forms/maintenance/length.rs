//! A length as hours and minutes that a person types.

use contract::model::MaintenanceWindow;
use leptos::prelude::*;

use super::{form::Form, listed::part_id};
use crate::{forms::problems::Problems, widgets::field::FieldError};

/// What the two fields hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) hours: String,
    pub(super) minutes: String,
}

impl Length {
    /// A length in seconds as it is written. Seconds are a part of the minutes: 90 is 1.5 minutes.
    pub(super) fn of(seconds: i32) -> Self {
        let seconds = seconds.max(0);
        let (hours, rest) = (seconds / 3600, seconds % 3600);
        let minutes = if rest % 60 == 0 {
            (rest / 60).to_string()
        } else {
            format!("{:.2}", f64::from(rest) / 60.0)
        };
        Self {
            hours: hours.to_string(),
            minutes,
        }
    }

    /// In seconds; nothing where a field holds no number. An empty field is 0, part hours are fine.
    pub(super) fn seconds(&self) -> Option<i32> {
        let seconds = number(&self.hours)? * 3600.0 + number(&self.minutes)? * 60.0;
        #[expect(clippy::cast_possible_truncation, reason = "it is cut at the largest")]
        Some(seconds.round().min(f64::from(i32::MAX)) as i32)
    }
}

/// What stands in a field, if it is digits with at most one point.
fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    if text.is_empty() {
        return Some(0.0);
    }
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    text.parse().ok().filter(|_| is_plain)
}

/// Hours and minutes. What is no number stays as typed, and is no length in the meantime.
#[component]
pub(super) fn LengthFields(
    form: Form,
    id: u32,
    window: Memo<MaintenanceWindow>,
    /// Whether the hours are the first field of the row.
    first: Signal<bool>,
) -> impl IntoView {
    let number = Memo::new(move |_| form.rows::<MaintenanceWindow>().index(id) + 1);
    let typed = RwSignal::new(None::<Length>);
    let shown = Memo::new(move |_| {
        let seconds = window.with(|window| window.duration_seconds);
        typed
            .get()
            .filter(|typed| typed.seconds().unwrap_or(0) == seconds)
            .unwrap_or_else(|| Length::of(seconds))
    });
    let problems = Problems::context();
    let wrong = Memo::new(move |_| {
        if shown.with(|shown| shown.seconds().is_none()) {
            return Some("Write the length in numbers, such as 1 h 30 min.".to_owned());
        }
        let path = form.path::<MaintenanceWindow>(id);
        problems.at(&format!("{path}.duration_seconds"))
    });
    let part = move |name: &str| part_id::<MaintenanceWindow>(id, name);
    let field = move |label: &'static str,
                      unit: &'static str,
                      at: fn(&mut Length) -> &mut String| {
        let is_hours = unit == "h";
        view! {
            <span class="week-inline">
                <input
                    id=move || (is_hours && first.get()).then(|| part("first"))
                    class="input week-number-input"
                    inputmode="decimal"
                    autocomplete="off"
                    aria-label=label
                    aria-describedby=part("length-error")
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    prop:value=move || at(&mut shown.get()).clone()
                    on:input=move |event| {
                        let mut length = shown.get_untracked();
                        *at(&mut length) = event_target_value(&event);
                        let seconds = length.seconds().unwrap_or(0);
                        typed.set(Some(length));
                        form.edit(id, |window: &mut MaintenanceWindow| window.duration_seconds = seconds);
                    }
                />
                <span aria-hidden="true">{unit}</span>
            </span>
        }
    };
    view! {
        <span
            class="week-length"
            role="group"
            aria-label=move || format!("Length of window {}", number.get())
        >
            <span aria-hidden="true">"for"</span>
            {field("Hours", "h", |length| &mut length.hours)}
            {field("Minutes", "min", |length| &mut length.minutes)}
            <FieldError id=part("length-error") error=wrong />
        </span>
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(hours: &str, minutes: &str) -> Option<i32> {
        Length {
            hours: hours.into(),
            minutes: minutes.into(),
        }
        .seconds()
    }

    #[test]
    fn what_people_type() {
        assert_eq!(read("4", "0"), Some(14_400));
        assert_eq!(read("", "90"), Some(5_400));
        assert_eq!(read(" 1,5 ", ""), Some(5_400));
        assert_eq!(read("", ""), Some(0));
        assert_eq!(read("99999999999", "0"), Some(i32::MAX));
        for text in ["x", "-1", "1e3", "1.2.3", "inf", "NaN", "4 h"] {
            assert_eq!(read(text, "0"), None, "{text}");
            assert_eq!(read("0", text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(seconds in 0..=700_000_i32) {
            prop_assert_eq!(Length::of(seconds).seconds(), Some(seconds));
        }
    }
}
