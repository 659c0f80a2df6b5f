//! The days of a window and the time of its start, on the clock that is on screen.

use contract::{maintenance::WeekWindow, model::MaintenanceWindow};
use leptos::prelude::*;

use super::{
    form::{Form, write},
    listed::part_id,
    parts::Clockwork,
};
use crate::format::schedule::{DAYS, clock};

/// Changes the fields as they are shown.
fn change(
    form: Form,
    id: u32,
    fields: Memo<Option<WeekWindow>>,
    change: impl FnOnce(&mut WeekWindow),
) {
    if let Some(window) = fields.get_untracked() {
        let mut shown = untrack(|| form.shown(window));
        change(&mut shown);
        let stored = form.stored(shown);
        form.edit(id, |given| write(given, stored));
    }
}

/// A button for each day.
#[component]
pub(super) fn DayToggles(
    form: Form,
    id: u32,
    fields: Memo<Option<WeekWindow>>,
    described_by: String,
) -> impl IntoView {
    let shown = Memo::new(move |_| fields.get().map(|window| form.shown(window).days));
    let first = part_id::<MaintenanceWindow>(id, "first");
    let days = (0_u8..).zip(DAYS).map(|(day, name)| {
        let has = move || shown.get().is_some_and(|days| days.has(day));
        view! {
            <button
                type="button"
                id=(day == 0).then(|| first.clone())
                class="week-toggle"
                aria-pressed=move || has().to_string()
                on:click=move |_| {
                    change(form, id, fields, |window| window.days = window.days.toggled(day));
                }
            >
                {&name[..2]}
                <span class="visually-hidden">{&name[2..]}</span>
            </button>
        }
    });
    view! {
        <span class="week-toggles" role="group" aria-label="Days" aria-describedby=described_by>
            {days.collect_view()}
        </span>
    }
}

/// The time at which it opens.
#[component]
pub(super) fn Start(form: Form, id: u32, fields: Memo<Option<WeekWindow>>) -> impl IntoView {
    let input = part_id::<MaintenanceWindow>(id, "start");
    let value = Memo::new(move |_| {
        let window = fields.get().map(|window| form.shown(window));
        window.map_or_else(String::new, |window| clock(window.start.into()))
    });
    let set = move |text: String| {
        // A time that is not whole yet changes nothing.
        if let Some(start) = minute(&text) {
            change(form, id, fields, |window| window.start = start);
        }
    };
    view! {
        <label class="week-inline">
            "at"
            <span class="visually-hidden">{move || format!(", {}", form.zone())}</span>
            <Clockwork id=input r#type="time" value on_input=set />
        </label>
    }
}

/// The minute of the day of `09:30`, as `<input type="time">` gives it.
fn minute(text: &str) -> Option<u16> {
    let mut parts = text.split(':').map(str::parse::<u16>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_the_browser() {
        assert_eq!(minute("09:30"), Some(570));
        assert_eq!(minute("23:59:30"), Some(1439));
        for text in ["", "9", "24:00", "09:60", "x:y"] {
            assert_eq!(minute(text), None, "{text}");
        }
    }
}
