//! The windows as a picture of the week, in UTC or in the person's zone.

use contract::{
    maintenance::{Days, WeekWindow},
    wire::MaintenanceWindow,
};
use leptos::prelude::*;

use crate::{format::age, state::clock::use_clock};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAY: i64 = 1440;
const WEEK: i64 = 7 * DAY;
/// Left edge of the hours and height of a day in the picture's own units; an hour is 24 wide.
const LEFT: i64 = 40;
const ROW: i64 = 22;

/// A bar of the picture: day (0 is Monday), first minute, minute after the last.
type Bar = (i64, i64, i64);

/// Bars of spans in minutes of a UTC week, moved by a zone's offset and cut at midnight.
fn bars(spans: &[(u32, u32)], offset: i64) -> Vec<Bar> {
    let mut bars = Vec::new();
    for (start, end) in spans {
        let mut at = i64::from(*start) + offset;
        let end = i64::from(*end) + offset;
        while at < end {
            let next = (at.div_euclid(DAY) + 1) * DAY;
            let until = next.min(end);
            let day = at.div_euclid(DAY).rem_euclid(7);
            bars.push((day, at.rem_euclid(DAY), until - next + DAY));
            at = until;
        }
    }
    bars.sort_unstable();
    bars
}

/// A window in words: `Tue, Sat from 03:30 UTC, for 1 h 30 min`.
fn words(window: WeekWindow) -> String {
    let days: Vec<&str> = window
        .days
        .iter()
        .map(|day| DAYS[usize::from(day)])
        .collect();
    let days = if window.days == Days::ALL {
        "Every day".to_owned()
    } else {
        days.join(", ")
    };
    format!(
        "{days} from {:02}:{:02} UTC, for {}",
        window.start / 60,
        window.start % 60,
        age::exact(window.seconds.into())
    )
}

/// The picture with its words; windows that a week cannot show as they are written.
#[component]
pub(super) fn Week(windows: Vec<MaintenanceWindow>) -> impl IntoView {
    let clock = use_clock();
    let local = RwSignal::new(false);
    let (shown, raw): (Vec<_>, Vec<_>) = windows
        .into_iter()
        .map(|window| WeekWindow::of(&window).ok_or(window))
        .partition(Result::is_ok);
    let shown: Vec<WeekWindow> = shown.into_iter().filter_map(Result::ok).collect();
    let spans: Vec<(u32, u32)> = shown.iter().flat_map(WeekWindow::spans).collect();
    // Minutes east of UTC, now: daylight saving may move the hours of other weeks.
    #[expect(clippy::cast_possible_truncation, reason = "minutes of an offset")]
    let east = move || -(js_sys::Date::new_0().get_timezone_offset() as i64);
    let offset = move || if local.get() { east() } else { 0 };
    let drawn = {
        let spans = spans.clone();
        move || {
            bars(&spans, offset())
                .into_iter()
                .map(|(day, from, to)| {
                    view! {
                        <rect
                            class="week-bar"
                            x=x(from)
                            y=(day * ROW + 3).to_string()
                            width=((to - from) * 24 / 60).max(2).to_string()
                            height=(ROW - 6).to_string()
                            rx="3"
                        />
                    }
                })
                .collect_view()
        }
    };
    let now = move || {
        // 1970 began on a Thursday.
        let minute = clock.now().as_second().div_euclid(60) + 3 * DAY + offset();
        let minute = minute.rem_euclid(WEEK);
        let (day, at) = (minute / DAY, minute % DAY);
        view! {
            <line
                class="week-now"
                x1=x(at)
                x2=x(at)
                y1=(day * ROW).to_string()
                y2=((day + 1) * ROW).to_string()
            />
        }
    };
    let list = shown
        .iter()
        .map(|window| view! { <li>{words(*window)}</li> })
        .collect_view();
    let raw = raw
        .into_iter()
        .filter_map(Result::err)
        .map(|window| {
            view! {
                <li>
                    <code>{window.cron}</code>
                    <span class="muted">" UTC, for " {age::exact(window.duration_seconds.into())}</span>
                </li>
            }
        })
        .collect_view();
    let has_picture = !shown.is_empty();
    view! {
        {has_picture
            .then(|| {
                view! {
                    <fieldset class="week-zone">
                        <legend class="visually-hidden">"Hours of the picture"</legend>
                        <Zone local value=false name="UTC" />
                        <Zone local value=true name="Your time" />
                    </fieldset>
                    <svg class="week" viewBox="0 0 632 176" role="img" aria-label="Maintenance windows of a week; the list below says the same">
                        {grid()}
                        {drawn}
                        {now}
                    </svg>
                }
            })}
        <ul class="bullets">{list}{raw}</ul>
    }
}

fn x(minute: i64) -> String {
    (LEFT + minute * 24 / 60).to_string()
}

fn grid() -> impl IntoView {
    let days = (0_i64..).zip(DAYS).map(|(at, day)| {
        view! {
            <text class="week-text" x="0" y=(at * ROW + 15).to_string()>{day}</text>
            <rect
                class="week-day"
                x=LEFT.to_string()
                y=(at * ROW + 1).to_string()
                width="576"
                height=(ROW - 2).to_string()
            />
        }
    });
    let hours = [0_i64, 6, 12, 18, 24].map(|hour| {
        view! {
            <line class="week-line" x1=x(hour * 60) x2=x(hour * 60) y1="0" y2="154" />
            <text class="week-text week-hour" x=x(hour * 60) y="170">{format!("{hour:02}")}</text>
        }
    });
    (days.collect_view(), hours)
}

#[component]
fn Zone(local: RwSignal<bool>, value: bool, name: &'static str) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name="week-zone"
                prop:checked=move || local.get() == value
                on:change=move |_| local.set(value)
            />
            {name}
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_cut_at_midnight_and_moved_with_the_zone() {
        let sunday_night = [(6 * 1440 + 1380, 7 * 1440), (0, 60)];
        assert_eq!(bars(&sunday_night, 0), [(0, 0, 60), (6, 1380, 1440)]);
        // Two hours further east the whole of it is on Monday.
        assert_eq!(bars(&sunday_night, 120), [(0, 60, 120), (0, 120, 180)]);
        // Nine and a half hours further west it is on Sunday afternoon.
        assert_eq!(bars(&sunday_night, -570), [(6, 810, 870), (6, 870, 930)]);
        assert_eq!(bars(&[(1380, 1500)], 0), [(0, 1380, 1440), (1, 0, 60)]);
    }

    #[test]
    fn windows_in_words() {
        let window = |cron: &str| {
            words(
                WeekWindow::of(&MaintenanceWindow {
                    cron: cron.into(),
                    duration_seconds: 5400,
                    ..MaintenanceWindow::default()
                })
                .unwrap(),
            )
        };
        assert_eq!(
            window("30 3 * * TUE,SAT"),
            "Tue, Sat from 03:30 UTC, for 1 h 30 min"
        );
        assert_eq!(
            window("0 9 * * *"),
            "Every day from 09:00 UTC, for 1 h 30 min"
        );
    }
}
