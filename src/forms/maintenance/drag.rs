//! How dragging and keys change a window in the weekly view. Windows here are in the time zone of the view.

use contract::maintenance::{DURATION, Days, WeekWindow};

use crate::widgets::week::shifted;

/// Minutes to which the picture rounds.
const STEP: i32 = 15;
const DAY: i32 = 1440;
const WEEK: i32 = 7 * DAY;
/// Longest window in minutes.
const LONGEST: i32 = *DURATION.end() / 60;

/// A place in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    /// Row: 0 is Monday. Beyond the picture rows go on.
    pub(super) day: i32,
    /// Minute of the day.
    pub(super) minute: i32,
}

/// What of a window is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grip {
    Whole,
    Start,
    End,
}

/// A window drawn over empty time, over the days from one point to the other; none while the hand has
/// hardly moved.
pub(super) fn drawn(from: Point, to: Point) -> Option<WeekWindow> {
    if (to.minute - from.minute).abs() < STEP / 2 {
        return None;
    }
    let snapped = |point: Point| snap(point.minute.clamp(0, DAY));
    let (first, last) = (
        snapped(from).min(snapped(to)),
        snapped(from).max(snapped(to)),
    );
    let first = first.min(DAY - STEP);
    let days = from.day.min(to.day)..=from.day.max(to.day);
    Some(WeekWindow {
        days: Days::of(days.filter_map(|day| u8::try_from(day).ok())),
        start: u16::try_from(first).unwrap_or_default(),
        seconds: (last - first).max(STEP) * 60,
    })
}

/// The window after it was pulled from one point to another.
pub(super) fn pulled(window: WeekWindow, grip: Grip, from: Point, to: Point) -> WeekWindow {
    let days = to.day - from.day;
    let minutes = to.minute - from.minute;
    let start = i32::from(window.start);
    let end = start + length(window);
    match grip {
        Grip::Whole => {
            // Straight up or down keeps a time that is between two steps.
            let minutes = if snap(minutes) == 0 {
                0
            } else {
                snap(start + minutes) - start
            };
            shifted(window, days % 7 * DAY + minutes % WEEK)
        }
        Grip::End => until(window, snap(end + in_minutes(days, minutes)) - end),
        Grip::Start => {
            let earlier = start - snap(start + in_minutes(days, minutes));
            let resized = until(window, earlier);
            shifted(resized, length(window) - length(resized))
        }
    }
}

/// The window with its end so many minutes later, as short and as long as a window may be.
fn until(window: WeekWindow, minutes: i32) -> WeekWindow {
    if minutes == 0 {
        return window;
    }
    let length = length(window).saturating_add(minutes).clamp(STEP, LONGEST);
    WeekWindow {
        seconds: length * 60,
        ..window
    }
}

/// What a key does to a window: arrows move it by a step or a day, with Shift they move its end by a step
/// or an hour.
pub(super) fn keyed(window: WeekWindow, key: &str, with_shift: bool) -> Option<WeekWindow> {
    Some(match (key, with_shift) {
        ("ArrowLeft", false) => shifted(window, -STEP),
        ("ArrowRight", false) => shifted(window, STEP),
        ("ArrowUp", false) => shifted(window, -DAY),
        ("ArrowDown", false) => shifted(window, DAY),
        ("ArrowLeft", true) => until(window, -STEP),
        ("ArrowRight", true) => until(window, STEP),
        ("ArrowUp", true) => until(window, -60),
        ("ArrowDown", true) => until(window, 60),
        _ => return None,
    })
}

/// Its length in minutes; a part of a minute counts as one.
fn length(window: WeekWindow) -> i32 {
    (window.seconds.clamp(0, *DURATION.end()) + 59) / 60
}

fn in_minutes(days: i32, minutes: i32) -> i32 {
    days.clamp(-14, 14) * DAY + minutes.clamp(-WEEK, WEEK)
}

fn snap(minutes: i32) -> i32 {
    (minutes + STEP / 2).div_euclid(STEP) * STEP
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use contract::model::MaintenanceWindow;
    use proptest::prelude::*;

    use super::*;

    fn window(days: &[u8], start: u16, minutes: i32) -> WeekWindow {
        WeekWindow {
            days: Days::of(days.iter().copied()),
            start,
            seconds: minutes * 60,
        }
    }

    fn point(day: i32, minute: i32) -> Point {
        Point { day, minute }
    }

    #[test]
    fn empty_time_becomes_a_window() {
        assert_eq!(drawn(point(1, 182), point(1, 184)), None, "a click");
        assert_eq!(
            drawn(point(1, 182), point(1, 296)),
            Some(window(&[1], 180, 120))
        );
        assert_eq!(
            drawn(point(3, 296), point(1, 182)),
            Some(window(&[1, 2, 3], 180, 120))
        );
        assert_eq!(
            drawn(point(6, 1400), point(6, 9000)),
            Some(window(&[6], 1395, 45))
        );
    }

    #[test]
    fn a_bar_is_moved_in_time_and_days() {
        let held = window(&[1, 5], 190, 120);
        let from = point(1, 200);
        assert_eq!(
            pulled(held, Grip::Whole, from, point(1, 203)),
            held,
            "hardly moved"
        );
        assert_eq!(
            pulled(held, Grip::Whole, from, point(3, 203)),
            window(&[3, 0], 190, 120)
        );
        assert_eq!(
            pulled(held, Grip::Whole, from, point(1, 262)),
            window(&[1, 5], 255, 120)
        );
        assert_eq!(
            pulled(held, Grip::Whole, from, point(1, 0)),
            window(&[0, 4], 1425, 120)
        );
    }

    #[test]
    fn edges_are_pulled_over_midnight_and_no_further_than_allowed() {
        let held = window(&[5], 1320, 60);
        let from = point(5, 1380);
        assert_eq!(
            pulled(held, Grip::End, from, point(6, 60)),
            window(&[5], 1320, 180)
        );
        assert_eq!(
            pulled(held, Grip::End, from, point(5, 600)),
            window(&[5], 1320, 15)
        );
        assert_eq!(
            pulled(held, Grip::End, from, point(60, 0)),
            window(&[5], 1320, 10_080)
        );
        let from = point(5, 1320);
        assert_eq!(
            pulled(held, Grip::Start, from, point(5, 1200)),
            window(&[5], 1200, 180)
        );
        assert_eq!(
            pulled(held, Grip::Start, from, point(4, 1320)),
            window(&[4], 1320, 1500)
        );
        assert_eq!(
            pulled(held, Grip::Start, from, point(6, 0)),
            window(&[5], 1365, 15)
        );
        let odd = WeekWindow {
            seconds: 90,
            ..held
        };
        assert_eq!(pulled(odd, Grip::Whole, from, point(6, 1320)).seconds, 90);
    }

    #[test]
    fn keys_do_the_same() {
        let held = window(&[6], 0, 60);
        assert_eq!(
            keyed(held, "ArrowLeft", false),
            Some(window(&[5], 1425, 60))
        );
        assert_eq!(keyed(held, "ArrowDown", false), Some(window(&[0], 0, 60)));
        assert_eq!(keyed(held, "ArrowRight", true), Some(window(&[6], 0, 75)));
        assert_eq!(keyed(held, "ArrowUp", true), Some(window(&[6], 0, 15)));
        assert_eq!(keyed(held, "Enter", false), None);
    }

    fn any_window() -> impl Strategy<Value = WeekWindow> {
        (1_u8..128, 0_u16..1440, 60_i32..=604_800).prop_map(|(days, start, seconds)| WeekWindow {
            days: Days::of((0..7).filter(|day| days & 1 << day != 0)),
            start,
            seconds,
        })
    }

    fn any_point() -> impl Strategy<Value = Point> {
        prop_oneof![
            (0..7, 0..=DAY),
            (-1_000_000..1_000_000, -1_000_000..1_000_000),
        ]
        .prop_map(|(day, minute)| Point { day, minute })
    }

    /// Whether it may be stored and reads back to itself.
    fn is_sound(window: WeekWindow) -> bool {
        let stored = MaintenanceWindow {
            cron: window.cron().unwrap(),
            duration_seconds: window.seconds,
            ..MaintenanceWindow::default()
        };
        DURATION.contains(&window.seconds) && WeekWindow::of(&stored) == Some(window)
    }

    proptest! {
        #[test]
        fn whatever_is_pulled_is_a_window(
            window in any_window(), from in any_point(), to in any_point(), east in -720..=840,
        ) {
            for grip in [Grip::Whole, Grip::Start, Grip::End] {
                let pulled = pulled(shifted(window, east), grip, from, to);
                prop_assert!(is_sound(pulled) && is_sound(shifted(pulled, -east)), "{:?} {:?}", grip, pulled);
            }
        }

        #[test]
        fn whatever_is_drawn_is_a_window(from in (0..7, 0..=DAY), to in any_point()) {
            if let Some(window) = drawn(point(from.0, from.1), to) {
                prop_assert!(is_sound(window), "{:?}", window);
            }
        }

        #[test]
        fn whatever_is_keyed_is_a_window(window in any_window(), keys in prop::collection::vec((0..4_usize, any::<bool>()), 0..40)) {
            let names = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
            let end = keys.into_iter().fold(window, |window, (key, shift)| keyed(window, names[key], shift).unwrap());
            prop_assert!(is_sound(end), "{:?}", end);
        }
    }
}
