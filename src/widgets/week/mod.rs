//! The picture of the week: a row for each day, hours across, windows as bars.

mod excluded;
mod segments;
mod shift;

use leptos::prelude::*;

pub(crate) use excluded::of_this_week;
pub(crate) use segments::{Segment, segments};
pub(crate) use shift::shifted;

use crate::{format::schedule::DAYS, state::clock::use_clock};

/// Height of a day in pixels; hours are as wide as there is room.
pub(crate) const ROW: u8 = 26;

/// What stands around the drawing: days at the left, hours above. The children are the drawing itself, an
/// `<svg class="week-drawing">`.
#[component]
pub(crate) fn Week(children: Children) -> impl IntoView {
    let days = DAYS.map(|day| view! { <span>{&day[..3]}</span> });
    let hours = [0, 3, 6, 9, 12, 15, 18, 21].map(|hour| view! { <span>{hour}</span> });
    view! {
        <div class="week">
            <div class="week-hours" aria-hidden="true">
                {hours}
            </div>
            <div class="week-days" aria-hidden="true">
                {days}
            </div>
            {children()}
        </div>
    }
}

/// The lines of the hours and days, below the bars.
#[component]
pub(crate) fn Grid() -> impl IntoView {
    let hours = (0..=24_u16).map(|hour| {
        let at = across(hour * 60);
        let class = if hour % 6 == 0 {
            "week-line week-line-strong"
        } else {
            "week-line"
        };
        view! { <line class=class x1=at.clone() x2=at y1="0" y2="100%" /> }
    });
    let days = (0..=7_u8).map(|day| {
        let at = down(day);
        view! { <line class="week-line" x1="0" x2="100%" y1=at.clone() y2=at /> }
    });
    (hours.collect_view(), days.collect_view())
}

/// A part of a window, or of what closes it.
#[component]
pub(crate) fn Bar(
    segment: Segment,
    #[prop(default = "week-bar")] class: &'static str,
) -> impl IntoView {
    view! {
        <rect
            class=class
            x=across(segment.from)
            y=(u16::from(segment.day) * u16::from(ROW) + 1).to_string()
            width=across(segment.to - segment.from)
            height=(ROW - 2).to_string()
            rx="3"
        />
    }
}

/// The present, on a clock so many minutes east of UTC.
#[component]
pub(crate) fn Now(#[prop(into)] east: Signal<i64>) -> impl IntoView {
    let clock = use_clock();
    let place = Memo::new(move |_| {
        // 1970 began on a Thursday.
        let minute = clock.now().as_second().div_euclid(60) + 3 * 1440 + east.get();
        let day = u8::try_from(minute.div_euclid(1440).rem_euclid(7)).unwrap_or_default();
        let minute = u16::try_from(minute.rem_euclid(1440)).unwrap_or_default();
        (day, minute)
    });
    let x = move || across(place.get().1);
    view! {
        <line
            class="week-now"
            x1=x
            x2=x
            y1=move || down(place.get().0)
            y2=move || down(place.get().0 + 1)
        />
    }
}

/// A minute of the day as a part of the picture's width.
pub(crate) fn across(minute: u16) -> String {
    format!("{:.3}%", f64::from(minute) / 14.4)
}

/// The upper edge of a day.
pub(crate) fn down(day: u8) -> String {
    (u16::from(day) * u16::from(ROW)).to_string()
}
