//! The picture of the week, drawn and changed by hand or by keys. The fields below it do the same.

use contract::{maintenance::WeekWindow, wire::MaintenanceWindow};
use leptos::{
    ev::{self, KeyboardEvent, MouseEvent, PointerEvent},
    prelude::*,
    svg,
};
use wasm_bindgen::JsCast;

use super::{
    drag::{Grip, Point, drawn, keyed, pulled},
    form::{Form, part_id, week, write},
};
use crate::{
    format::{
        age,
        schedule::{clock, every},
    },
    widgets::{
        focus::focus_soon,
        week::{Bar, Grid, Now, Segment, Week, across, down, segments},
    },
};

/// What the hand holds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Drag {
    /// Row and part of the window; none for a new one.
    held: Option<(u32, Grip)>,
    pointer: i32,
    from: Point,
    to: Point,
}

/// The windows that a week can show, as bars.
#[component]
pub(super) fn Picture(form: Form) -> impl IntoView {
    let drag = RwSignal::new(None::<Drag>);
    let drawing = NodeRef::<svg::Svg>::new();
    let place = move |event: &PointerEvent| {
        let frame = drawing.get_untracked()?.get_bounding_client_rect();
        let x = (f64::from(event.client_x()) - frame.left()) / frame.width();
        let y = (f64::from(event.client_y()) - frame.top()) / frame.height();
        #[expect(clippy::cast_possible_truncation, reason = "places near a screen")]
        let (minute, day) = ((x * 1440.0).round() as i32, (y * 7.0).floor() as i32);
        Some(Point {
            day: day.clamp(0, 6),
            minute: minute.clamp(0, 1440),
        })
    };
    let press = move |event: PointerEvent| {
        if event.button() != 0 || !event.is_primary() {
            return;
        }
        let Some(from) = place(&event) else { return };
        drag.set(Some(Drag {
            held: held(&event),
            pointer: event.pointer_id(),
            from,
            to: from,
        }));
        if let Some(drawing) = drawing.get_untracked() {
            // Without capture the drag ends at the edge of the picture, no worse.
            drawing.set_pointer_capture(event.pointer_id()).ok();
        }
    };
    let follow = move |event: PointerEvent| {
        let is_ours = |drag: &Drag| drag.pointer == event.pointer_id();
        if drag.with_untracked(|drag| drag.as_ref().is_some_and(is_ours))
            && let Some(to) = place(&event)
        {
            drag.update(|drag| {
                if let Some(drag) = drag {
                    drag.to = to;
                }
            });
        }
    };
    let release = move |_: PointerEvent| {
        if let Some(drag) = drag.try_update(Option::take).flatten() {
            finish(form, drag);
        }
    };
    let cancel = move |_: PointerEvent| drag.set(None);
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && drag.with_untracked(Option::is_some) {
            event.prevent_default();
            event.stop_propagation();
            drag.set(None);
        }
    });
    on_cleanup(move || escape.remove());

    let ids = Memo::new(move |_| {
        let rows = form.rows::<MaintenanceWindow>();
        let live = rows.all().iter().filter(|row| row.gone.is_none());
        live.map(|row| row.id).collect::<Vec<_>>()
    });
    let new = Memo::new(move |_| {
        let drag = drag.get().filter(|drag| drag.held.is_none())?;
        drawn(drag.from, drag.to)
    });
    let told = move || {
        let window = new.get().or_else(|| {
            let drag = drag.get()?;
            Some(held_window(form, drag)?.1)
        });
        window.map(|window| brief(window, &form.zone()))
    };
    view! {
        <Week>
            <svg
                node_ref=drawing
                class="week-drawing week-editable"
                class:week-dragging=move || drag.with(Option::is_some)
                role="group"
                aria-label="Windows in a week"
                aria-describedby="week-keys"
                on:pointerdown=press
                on:pointermove=follow
                on:pointerup=release
                on:pointercancel=cancel
                on:lostpointercapture=cancel
            >
                <Grid />
                <For each=move || ids.get() key=|id| *id let:id>
                    <Bars form id drag />
                </For>
                {move || new.get().map(|window| bars(segments(window)))}
                <Now east=Signal::derive(move || form.east()) />
            </svg>
        </Week>
        <p class="week-told">
            <span aria-hidden="true">{told}</span>
            <span id="week-keys" class:visually-hidden=move || drag.with(Option::is_some)>
                "Drag over empty time to add a window, drag it to move it, pull an edge to resize it. With keys: Tab to a bar, "
                <kbd>"arrows"</kbd> " move it, " <kbd>"Shift"</kbd> " with arrows resizes, "
                <kbd>"Delete"</kbd> " removes."
            </span>
        </p>
        <p class="visually-hidden" role="status">
            {move || form.said.get()}
        </p>
    }
}

/// What of which window is under a pointer, by the marks on the bars.
fn held(event: &PointerEvent) -> Option<(u32, Grip)> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let window = target.closest("[data-window]").ok().flatten()?;
    let id = window.get_attribute("data-window")?.parse().ok()?;
    let grip = match target.get_attribute("data-grip").as_deref() {
        Some("start") => Grip::Start,
        Some("end") => Grip::End,
        _ => Grip::Whole,
    };
    Some((id, grip))
}

/// The window that is held: its row, and as it would be now.
fn held_window(form: Form, drag: Drag) -> Option<(u32, WeekWindow)> {
    let (id, grip) = drag.held?;
    let window = form.shown(week(&form.value(id)?)?);
    Some((id, pulled(window, grip, drag.from, drag.to)))
}

fn finish(form: Form, drag: Drag) {
    let change = untrack(|| match drag.held {
        None => Some((None, drawn(drag.from, drag.to)?)),
        Some(_) => held_window(form, drag).map(|(id, window)| (Some(id), window)),
    });
    match change {
        None => {}
        Some((Some(id), window)) => set(form, id, window),
        Some((None, window)) => {
            let mut given = MaintenanceWindow::default();
            write(&mut given, form.stored(window));
            let id = form.add(given);
            say(form, "Added", window);
            focus_soon(part_id::<MaintenanceWindow>(id, "bar"));
        }
    }
}

/// Makes a window of the picture what it is now, if that is a change.
fn set(form: Form, id: u32, window: WeekWindow) {
    let before = untrack(|| week(&form.value(id)?));
    let stored = form.stored(window);
    if before != Some(stored) {
        form.edit(id, |given| write(given, stored));
        say(form, "Now", window);
    }
}

fn say(form: Form, what: &str, window: WeekWindow) {
    let zone = untrack(|| form.zone());
    form.said.set(format!("{what} {}", brief(window, &zone)));
}

/// `every Saturday 09:00 to 13:00 UTC, 4 h`.
fn brief(window: WeekWindow, zone: &str) -> String {
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

/// The bars of one window: one thing with the focus and the keys.
#[component]
fn Bars(form: Form, id: u32, drag: RwSignal<Option<Drag>>) -> impl IntoView {
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

fn bars(segments: Vec<Segment>) -> impl IntoView {
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
                height=crate::widgets::week::ROW.to_string()
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
