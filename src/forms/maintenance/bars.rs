//! The bars of a window in the picture: one thing with the focus and the keys.

use contract::{maintenance::WeekWindow, model::MaintenanceWindow};
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    prelude::*,
};

use super::{
    drag::keyed,
    form::{Form, week, write},
    listed::part_id,
    picture::{Drag, held_window},
};
use crate::{
    format::{
        age,
        schedule::{clock, every},
    },
    widgets::{
        focus::focus_soon,
        week::{Bar, ROW, Segment, across, down, segments},
    },
};

/// Makes a window of the picture what it is now, if that is a change.
pub(super) fn set(form: Form, id: u32, window: WeekWindow) {
    let before = untrack(|| week(&form.value(id)?));
    let stored = form.stored(window);
    if before != Some(stored) {
        form.edit(id, |given| write(given, stored));
        say(form, "Now", window);
    }
}

pub(super) fn say(form: Form, what: &str, window: WeekWindow) {
    let zone = untrack(|| form.zone());
    form.said.set(format!("{what} {}", brief(window, &zone)));
}

/// `every Saturday 09:00 to 13:00 UTC, 4 h`.
pub(super) fn brief(window: WeekWindow, zone: &str) -> String {
    let start = i64::from(window.start);
    let end = start + i64::from(window.seconds) / 60;
    format!(
        "{} {} to {} {zone}, {}",
        every(window.days),
        clock(start),
        clock(end),
        age::exact(window.seconds.into())
    )
}

/// The bars of one window.
#[component]
pub(super) fn Bars(form: Form, id: u32, drag: RwSignal<Option<Drag>>) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let held = drag
            .get()
            .filter(|drag| drag.held.is_some_and(|held| held.0 == id));
        match held {
            Some(drag) => Some(held_window(form, drag)?.1),
            None => Some(form.shown(week(&form.value(id)?)?)),
        }
    });
    let number = Memo::new(move |_| form.rows::<MaintenanceWindow>().index(id) + 1);
    let label = move || {
        let text = brief(shown.get()?, &form.zone());
        Some(format!("Window {}: {text}", number.get()))
    };
    let press = move |event: KeyboardEvent| {
        let key = event.key();
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        if key == "Delete" || key == "Backspace" {
            form.remove::<MaintenanceWindow>(id);
            form.said.set("Window removed".to_owned());
        } else if key == "Enter" || key == " " {
            focus_soon(part_id::<MaintenanceWindow>(id, "first"));
        } else if let Some(window) = shown.get_untracked()
            && let Some(window) = keyed(window, &key, event.shift_key())
        {
            set(form, id, window);
        } else {
            return;
        }
        event.prevent_default();
    };
    // A click without a pointer is a screen reader's.
    let click = move |event: MouseEvent| {
        if event.detail() == 0 {
            focus_soon(part_id::<MaintenanceWindow>(id, "first"));
        }
    };
    let has_bars = Memo::new(move |_| shown.get().is_some_and(|window| !window.days.is_empty()));
    let bar = part_id::<MaintenanceWindow>(id, "bar");
    view! {
        <Show when=move || has_bars.get()>
            <g
                id=bar.clone()
                class="week-window"
                class:week-chosen=move || form.focused.get() == Some(id)
                data-window=id.to_string()
                tabindex="0"
                role="button"
                aria-label=label
                on:keydown=press
                on:click=click
                on:focus=move |_| form.focused.set(Some(id))
                on:blur=move |_| form.focused.set(None)
            >
                {move || {
                    let segments = shown.get().map(segments).unwrap_or_default();
                    let number = number.get();
                    view! {
                        {bars(segments.clone())}
                        {segments
                            .into_iter()
                            .map(|segment| view! { <Grips segment number /> })
                            .collect_view()}
                    }
                }}
            </g>
        </Show>
    }
}

/// Bars as they are drawn.
pub(super) fn bars(segments: Vec<Segment>) -> impl IntoView {
    segments
        .into_iter()
        .map(|segment| view! { <Bar segment /> })
        .collect_view()
}

/// The edges that can be pulled, and the number by which the fields call the window.
#[component]
fn Grips(segment: Segment, number: usize) -> impl IntoView {
    let edge = |name: &'static str, minute: u16| {
        view! {
            <rect
                class=format!("week-grip week-grip-{name}")
                data-grip=name
                x=across(minute)
                y=down(segment.day)
                height=ROW.to_string()
            />
        }
    };
    let has_room = segment.is_start && segment.to - segment.from >= 90;
    view! {
        {has_room
            .then(|| {
                view! {
                    <text class="week-number" x=across(segment.from) dx="5" y=down(segment.day) dy="17">
                        {number}
                    </text>
                }
            })}
        {segment.is_start.then(|| edge("start", segment.from))}
        {segment.is_end.then(|| edge("end", segment.to))}
    }
}
