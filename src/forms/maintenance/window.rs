//! A window as a row: days, start and length, what that means, and the cron expression that is stored.

use contract::{
    maintenance::{WeekWindow, cron},
    model::MaintenanceWindow,
};
use leptos::prelude::*;

use super::{
    custom::custom,
    form::{Form, week},
    length::LengthFields,
    listed::part_id,
    parts::{remove, removed},
    start::{DayToggles, Start},
};
use crate::{
    format::schedule::words,
    forms::problems::Problems,
    state::clock::use_clock,
    widgets::{field::FieldError, focus::focus_soon},
};

const NO_DAY: &str = "Choose at least one day.";

/// The row of a window, or the offer to bring it back.
#[component]
pub(super) fn WindowRow(form: Form, id: u32) -> impl IntoView {
    let is_gone = Memo::new(move |_| {
        let rows = form.rows::<MaintenanceWindow>();
        let gone = |row: &super::rows::Row<_>| row.id == id && row.gone.is_some();
        rows.all().iter().any(gone)
    });
    view! {
        <Show when=move || is_gone.get() fallback=move || view! { <Editor form id /> }>
            {removed::<MaintenanceWindow>(form, id, "Window removed.")}
        </Show>
    }
}

#[component]
fn Editor(form: Form, id: u32) -> impl IntoView {
    let part = move |name: &str| part_id::<MaintenanceWindow>(id, name);
    let window = Memo::new(move |_| form.value::<MaintenanceWindow>(id).unwrap_or_default());
    // While a cron text is wrong the fields stay: it is on its way to something else.
    let fields = Memo::new(move |before: Option<&Option<WeekWindow>>| {
        window.with(|window| {
            week(window).or_else(|| {
                let before = before.copied().flatten()?;
                cron(&window.cron).is_err().then_some(WeekWindow {
                    seconds: window.duration_seconds,
                    ..before
                })
            })
        })
    });
    let has_fields = Memo::new(move |_| fields.with(Option::is_some));
    let is_open = RwSignal::new(false);
    let shows_cron = Memo::new(move |_| is_open.get() || !has_fields.get());
    let number = Memo::new(move |_| form.rows::<MaintenanceWindow>().index(id) + 1);
    let remove_label = move || format!("Remove window {}", number.get());
    let problems = Problems::context();
    let path = Memo::new(move |_| form.path::<MaintenanceWindow>(id));
    let wrong_cron = Memo::new(move |_| {
        let found = problems.at(&format!("{}.cron", path.get()))?;
        let is_dayless =
            window.with(|window| week(window).is_some_and(|week| week.days.is_empty()));
        Some(if is_dayless { NO_DAY.to_owned() } else { found })
    });
    view! {
        <div
            class="week-row"
            class:week-chosen=move || form.focused.get() == Some(id)
            role="group"
            aria-label=move || format!("Window {}", number.get())
            on:focusin=move |_| form.focused.set(Some(id))
            on:focusout=move |_| form.focused.set(None)
        >
            <div class="week-fields">
                <span class="week-badge" aria-hidden="true">
                    {move || number.get()}
                </span>
                <Show when=move || has_fields.get() fallback=|| view! { <span class="muted">"Custom cron,"</span> }>
                    <DayToggles form id fields described_by=part("cron-error") />
                    <Start form id fields />
                </Show>
                <LengthFields form id window first=Signal::derive(move || !has_fields.get()) />
                <span class="week-row-end">
                    <Show when=move || has_fields.get()>
                        <button
                            type="button"
                            class="link-button week-as-cron"
                            aria-expanded=move || shows_cron.get().to_string()
                            aria-controls=part("cron-field")
                            on:click=move |_| is_open.update(|open| *open = !*open)
                        >
                            "edit as cron"
                        </button>
                    </Show>
                    {remove::<MaintenanceWindow>(form, id, remove_label)}
                </span>
            </div>
            <div id=part("cron-field") class="week-cron" hidden=move || !shows_cron.get()>
                <label for=part("cron")>"Cron, UTC"</label>
                <input
                    id=part("cron")
                    class="input code"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=format!("{} {}", part("cron-hint"), part("cron-error"))
                    aria-invalid=move || wrong_cron.with(Option::is_some).then_some("true")
                    prop:value=move || window.with(|window| window.cron.clone())
                    on:input=move |event| {
                        // It stays open while it is typed in, whatever it becomes on the way.
                        is_open.set(true);
                        let text = event_target_value(&event);
                        form.edit(id, |window: &mut MaintenanceWindow| window.cron = text);
                    }
                />
                <span id=part("cron-hint") class="field-hint">"minute hour day month weekday"</span>
            </div>
            <FieldError id=part("cron-error") error=wrong_cron />
            <Words form window />
        </div>
    }
}

/// What the window means, with the person's clock.
#[component]
fn Words(form: Form, window: Memo<MaintenanceWindow>) -> impl IntoView {
    let clock = use_clock();
    let minute = Memo::new(move |_| clock.now().as_second() / 60);
    let text = Memo::new(move |_| {
        window.with(|window| match week(window) {
            Some(week) if week.days.is_empty() => String::new(),
            Some(week) => form
                .city
                .with_value(|city| words(week, city, form.year.get_value())),
            None => {
                minute.track();
                custom(window, untrack(|| clock.now())).unwrap_or_default()
            }
        })
    });
    view! { <p class="week-words">{move || text.get()}</p> }
}

/// A first window to change: Saturday morning in UTC.
pub(super) fn suggestion() -> MaintenanceWindow {
    MaintenanceWindow {
        cron: "0 9 * * SAT".to_owned(),
        duration_seconds: 4 * 3600,
        ..MaintenanceWindow::default()
    }
}

/// Adds a window and leads to it.
pub(super) fn add(form: Form) {
    let id = form.add(suggestion());
    focus_soon(part_id::<MaintenanceWindow>(id, "first"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suggestion_is_sound() {
        let window = suggestion();
        assert!(contract::maintenance::duration(window.duration_seconds).is_ok());
        assert!(WeekWindow::of(&window).is_some());
    }
}
