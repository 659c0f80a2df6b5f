//! An exclusion as a row: from when to when no automatic update may start, and why.

use contract::model::{self, MaintenanceExclusion};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;

use super::{
    form::Form,
    listed::part_id,
    parts::{Clockwork, remove, removed},
};
use crate::{
    format::{time, zone},
    forms::problems::Problems,
    state::clock::{Clock, use_clock},
    widgets::{field::FieldError, focus::focus_soon},
};

/// The row of an exclusion, or the offer to bring it back.
#[component]
pub(super) fn ExclusionRow(form: Form, id: u32) -> impl IntoView {
    let is_gone = Memo::new(move |_| {
        let rows = form.rows::<MaintenanceExclusion>();
        let gone = |row: &super::rows::Row<_>| row.id == id && row.gone.is_some();
        rows.all().iter().any(gone)
    });
    view! {
        <Show when=move || is_gone.get() fallback=move || view! { <Editor form id /> }>
            {removed::<MaintenanceExclusion>(form, id, "Exclusion removed.")}
        </Show>
    }
}

/// The first or the last bound.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Start,
    End,
}

impl Bound {
    /// Its name in the API, and what it is called in the page and in IDs.
    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Start => ("start_time", "From", "first"),
            Self::End => ("end_time", "until", "end"),
        }
    }

    fn of(self, exclusion: &mut MaintenanceExclusion) -> &mut Option<model::Timestamp> {
        match self {
            Self::Start => &mut exclusion.start_time,
            Self::End => &mut exclusion.end_time,
        }
    }
}

#[component]
fn Editor(form: Form, id: u32) -> impl IntoView {
    let part = move |name: &str| part_id::<MaintenanceExclusion>(id, name);
    let exclusion = Memo::new(move |_| form.value::<MaintenanceExclusion>(id).unwrap_or_default());
    let number = Memo::new(move |_| form.rows::<MaintenanceExclusion>().index(id) + 1);
    let remove_label = move || format!("Remove exclusion {}", number.get());
    let clock = use_clock();
    let end =
        Memo::new(move |_| exclusion.with(|exclusion| exclusion.end_time.as_ref()?.instant()));
    let is_past = Memo::new(move |_| end.get().is_some_and(|end| end <= clock.now()));
    let utc = move || {
        let exclusion = exclusion.get();
        let bound = |at: Option<model::Timestamp>| Some(time::utc_minute(at?.instant()?));
        let (start, end) = (bound(exclusion.start_time)?, bound(exclusion.end_time)?);
        form.is_local.get().then(|| format!("{start} to {end}"))
    };
    let problems = Problems::context();
    let wrong_reason = Memo::new(move |_| {
        problems.at(&format!("{}.reason", form.path::<MaintenanceExclusion>(id)))
    });
    view! {
        <div
            class="week-row"
            class:week-past=move || is_past.get()
            role="group"
            aria-label=move || format!("Exclusion {}", number.get())
        >
            <div class="week-fields">
                <BoundField form id exclusion bound=Bound::Start />
                <BoundField form id exclusion bound=Bound::End />
                <span class="week-row-end">
                    <Show when=move || is_past.get()>
                        <span class="pill">"past"</span>
                    </Show>
                    {remove::<MaintenanceExclusion>(form, id, remove_label)}
                </span>
            </div>
            <p class="week-words">{utc}</p>
            <label class="week-inline week-reason">
                "Reason"
                <input
                    class="input"
                    autocomplete="off"
                    aria-describedby=part("reason-error")
                    aria-invalid=move || wrong_reason.with(Option::is_some).then_some("true")
                    placeholder="optional"
                    prop:value=move || exclusion.with(|exclusion| exclusion.reason.clone())
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        form.edit(id, |exclusion: &mut MaintenanceExclusion| exclusion.reason = text);
                    }
                />
            </label>
            <FieldError id=part("reason-error") error=wrong_reason />
        </div>
    }
}

#[component]
fn BoundField(
    form: Form,
    id: u32,
    exclusion: Memo<MaintenanceExclusion>,
    bound: Bound,
) -> impl IntoView {
    let (field, label, part) = bound.names();
    let value = Memo::new(move |_| {
        let instant = bound.of(&mut exclusion.get()).as_ref()?.instant()?;
        Some(zone::wall(instant, |at| east(form.is_local.get(), at)))
    });
    let set = move |text: String| {
        let instant = zone::instant(&text, |at| east(form.is_local.get_untracked(), at));
        form.edit(id, |exclusion| {
            *bound.of(exclusion) = instant.map(Into::into);
        });
    };
    let problems = Problems::context();
    let wrong = Memo::new(move |_| {
        let path = form.path::<MaintenanceExclusion>(id);
        let found = problems
            .at(&format!("{path}.{field}"))
            .or_else(|| problems.at(&path).filter(|text| concerns(text) == bound))?;
        Some(worded(&found))
    });
    let input_id = part_id::<MaintenanceExclusion>(id, part);
    let error_id = format!("{input_id}-error");
    view! {
        <span class="week-bound">
            <label class="week-inline">
                {label}
                <span class="visually-hidden">{move || format!(", {}", form.zone())}</span>
                <Clockwork
                    id=input_id
                    r#type="datetime-local"
                    value=Signal::derive(move || value.get().unwrap_or_default())
                    on_input=set
                    described_by=error_id.clone()
                    is_wrong=Signal::derive(move || wrong.with(Option::is_some))
                />
            </label>
            <FieldError id=error_id error=wrong />
        </span>
    }
}

fn east(is_local: bool, at: Timestamp) -> i64 {
    if is_local { zone::east(at) } else { 0 }
}

/// Which bound an error of the whole exclusion is about: it begins with its name.
fn concerns(text: &str) -> Bound {
    if text.starts_with("start_time") {
        Bound::Start
    } else {
        Bound::End
    }
}

/// An error of an exclusion at the bound that it is about.
fn worded(text: &str) -> String {
    match text {
        "start_time is required" | "end_time is required" => "Choose a day and a time.".to_owned(),
        "end_time must be after start_time" => "Must be after the start.".to_owned(),
        other => other.to_owned(),
    }
}

/// Adds an exclusion of the next whole day of the zone on screen, and leads to it.
pub(super) fn add(form: Form) {
    let is_local = form.is_local.get_untracked();
    let east = |at| east(is_local, at);
    let midnight = |days: i64| {
        let at = Clock::instant()
            .checked_add(SignedDuration::from_hours(24 * days))
            .ok()?;
        let day = zone::wall(at, east).get(..10)?.to_owned();
        zone::instant(&format!("{day}T00:00"), east).map(Into::into)
    };
    let id = form.add(MaintenanceExclusion {
        start_time: midnight(1),
        end_time: midnight(2),
        ..MaintenanceExclusion::default()
    });
    focus_soon(part_id::<MaintenanceExclusion>(id, "first"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_go_to_the_bound_that_they_are_about() {
        use contract::maintenance::exclusion;
        let at = |text: &str| Some(model::Timestamp::new(text));
        let wrong = |start_time, end_time| {
            let given = MaintenanceExclusion {
                start_time,
                end_time,
                ..MaintenanceExclusion::default()
            };
            let text = exclusion(&given).unwrap_err().to_string();
            (concerns(&text) == Bound::Start, worded(&text))
        };
        let day = || at("2026-12-20T00:00:00Z");
        assert_eq!(
            wrong(None, day()),
            (true, "Choose a day and a time.".into())
        );
        assert_eq!(
            wrong(day(), None),
            (false, "Choose a day and a time.".into())
        );
        assert_eq!(
            wrong(day(), day()),
            (false, "Must be after the start.".into())
        );
        assert!(wrong(at("soon"), day()).0);
    }
}
