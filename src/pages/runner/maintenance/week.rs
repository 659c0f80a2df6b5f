//! The windows as a picture of the week, in UTC or in the person's zone, and in words.

use contract::{maintenance::WeekWindow, model::MaintenanceWindow};
use leptos::prelude::*;

use crate::{
    format::{
        age,
        schedule::words,
        zone::{self, Year},
    },
    state::clock::Clock,
    widgets::week::{Bar, Grid, Now, Week as Picture, segments, shifted},
};

/// The picture with its words; windows that a week cannot show as they are written.
#[component]
pub(super) fn Week(windows: Vec<MaintenanceWindow>) -> impl IntoView {
    let is_local = RwSignal::new(false);
    let year = Year::after(Clock::instant(), zone::east);
    let city = zone::city();
    let east = move || if is_local.get() { year.now } else { 0 };
    let shown: Vec<WeekWindow> = windows.iter().filter_map(WeekWindow::of).collect();
    let has_picture = !shown.is_empty();
    let drawn = move || {
        let east = i32::try_from(east()).unwrap_or_default();
        let bars = shown
            .iter()
            .flat_map(|window| segments(shifted(*window, east)));
        bars.map(|segment| view! { <Bar segment /> }).collect_view()
    };
    let list = windows
        .into_iter()
        .map(|window| {
            let length = age::exact(window.duration_seconds.into());
            match WeekWindow::of(&window) {
                Some(week) => {
                    view! { <li>{words(week, &city, year)} ", for " {length}</li> }.into_any()
                }
                None => view! {
                    <li>
                        <code>{window.cron}</code>
                        <span class="muted">" UTC, for " {length}</span>
                    </li>
                }
                .into_any(),
            }
        })
        .collect_view();
    view! {
        {has_picture
            .then(|| {
                view! {
                    <fieldset class="week-zone">
                        <legend class="visually-hidden">"Time zone of the week"</legend>
                        <Zone is_local value=false name="UTC" />
                        <Zone is_local value=true name="Your time" />
                    </fieldset>
                    <Picture>
                        <svg
                            class="week-drawing"
                            role="img"
                            aria-label="Maintenance windows of a week; the list below says the same"
                        >
                            <Grid />
                            {drawn}
                            <Now east=Signal::derive(east) />
                        </svg>
                    </Picture>
                }
            })}
        <ul class="bullets">{list}</ul>
    }
}

#[component]
fn Zone(is_local: RwSignal<bool>, value: bool, name: &'static str) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name="week-zone"
                prop:checked=move || is_local.get() == value
                on:change=move |_| is_local.set(value)
            />
            {name}
        </label>
    }
}
