//! The picture of the week, drawn and changed by hand or by keys. The fields below it do the same.

use contract::{maintenance::WeekWindow, model::MaintenanceWindow};
use leptos::{
    ev::{self, PointerEvent},
    prelude::*,
    svg,
};
use wasm_bindgen::JsCast;

use super::{
    bars::{Bars, bars, brief, say, set},
    drag::{Grip, Point, drawn, pulled},
    form::{Form, week, write},
    listed::part_id,
};
use crate::widgets::{
    focus::focus_soon,
    week::{Grid, Now, Week, segments},
};

/// What the hand holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drag {
    /// Row and part of the window; none for a new one.
    pub(super) held: Option<(u32, Grip)>,
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
    // A finger holds the bar that it touched until the whole picture takes over: that is no end.
    let lost = move |event: PointerEvent| {
        if event.target() == event.current_target() {
            drag.set(None);
        }
    };
    // A bar goes where the finger goes, up and down too, where the page would scroll.
    let hold = move |event: ev::TouchEvent| {
        if drag.with_untracked(|drag| drag.is_some_and(|drag| drag.held.is_some())) {
            event.prevent_default();
        }
    };
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
                on:lostpointercapture=lost
                on:touchmove=hold
            >
                <Grid />
                <For each=move || ids.get() key=|id| *id let:id>
                    <Bars form id drag />
                </For>
                {move || new.get().map(|window| bars(segments(window)))}
                <Now east=Signal::derive(move || form.east()) />
            </svg>
        </Week>
        <div class="week-told">
            <p aria-hidden="true">{told}</p>
            <p id="week-keys" class:week-keys-hidden=move || drag.with(Option::is_some)>
                "Drag across empty time to add a window, drag a window to move it, or drag its edge to resize it. With the keyboard: Tab to a window, "
                <kbd>"arrows"</kbd> " move it, " <kbd>"Shift"</kbd> " + arrows resize it, "
                <kbd>"Delete"</kbd> " removes it."
            </p>
        </div>
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
pub(super) fn held_window(form: Form, drag: Drag) -> Option<(u32, WeekWindow)> {
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
