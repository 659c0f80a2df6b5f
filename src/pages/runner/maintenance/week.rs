//! The windows as a picture of the week, in UTC or in the person's zone, and in words.

use contract::{
    maintenance::{WeekWindow, exclusion},
    model::{MaintenanceExclusion, MaintenanceWindow},
};
use leptos::prelude::*;

use crate::{
    format::{
        age,
        schedule::words,
        zone::{self, Year},
    },
    state::clock::{Clock, use_clock},
    widgets::week::{Bar, Grid, Now, Week as Picture, of_this_week, segments, shifted},
};

/// The picture with its words; windows that a week cannot show as they are written. Over the windows stand the
/// exclusions of the week that it is.
#[component]
pub(super) fn Week(
    windows: Vec<MaintenanceWindow>,
    excluded: Vec<MaintenanceExclusion>,
) -> impl IntoView {
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
    let spans: Vec<_> = excluded
        .iter()
        .filter_map(|given| exclusion(given).ok())
        .map(|(start, end)| (start.as_second(), end.as_second()))
        .collect();
    // Another week has other ones.
    let clock = use_clock();
    let hour = Memo::new(move |_| clock.now().as_second() / 3600);
    let closed = Memo::new(move |_| {
        let spans = spans.iter();
        spans
            .flat_map(|span| of_this_week(*span, hour.get() * 3600, east()))
            .collect::<Vec<_>>()
    });
    let is_closed = Memo::new(move |_| closed.with(|bars| !bars.is_empty()));
    let over = move || {
        let bars = closed.get().into_iter();
        bars.map(|segment| view! { <Bar segment class="week-excluded" /> })
            .collect_view()
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
                            <Hatching />
                            {drawn}
                            {over}
                            <Now east=Signal::derive(east) />
                        </svg>
                    </Picture>
                    <Show when=move || is_closed.get()>
                        <p class="muted badge-line">
                            <svg class="week-key" aria-hidden="true">
                                <rect class="week-excluded" width="100%" height="100%" rx="3" />
                            </svg>
                            <span>"Excluded this week: automatic updates wait."</span>
                        </p>
                    </Show>
                }
            })}
        <ul class="bullets">{list}</ul>
    }
}

/// The pattern of what is excluded.
#[component]
fn Hatching() -> impl IntoView {
    view! {
        <defs>
            <pattern
                id="week-hatching"
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
            >
                <rect class="week-hatching-ground" width="6" height="6" />
                <line class="week-hatching-line" x1="0" y1="0" x2="0" y2="6" />
            </pattern>
        </defs>
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
