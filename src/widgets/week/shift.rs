//! Windows on the clocks of other zones.

use contract::maintenance::{Days, WeekWindow};

const DAY: i32 = 1440;
const WEEK: i32 = 7 * DAY;

/// The window some minutes later, or earlier where they are negative.
pub(crate) fn shifted(window: WeekWindow, minutes: i32) -> WeekWindow {
    let start = i32::from(window.start) + minutes % WEEK;
    let days = start.div_euclid(DAY).rem_euclid(7);
    WeekWindow {
        days: Days::of(
            window
                .days
                .iter()
                .filter_map(|day| u8::try_from((i32::from(day) + days) % 7).ok()),
        ),
        start: u16::try_from(start.rem_euclid(DAY)).unwrap_or_default(),
        ..window
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn window(days: &[u8], start: u16, minutes: i32) -> WeekWindow {
        WeekWindow {
            days: Days::of(days.iter().copied()),
            start,
            seconds: minutes * 60,
        }
    }

    #[test]
    fn zones_turn_the_days() {
        let saturday_night = window(&[5], 1410, 60);
        assert_eq!(shifted(saturday_night, 0), saturday_night);
        assert_eq!(shifted(saturday_night, 480), window(&[6], 450, 60));
        assert_eq!(shifted(saturday_night, -570), window(&[5], 840, 60));
        assert_eq!(
            shifted(window(&[0, 6], 60, 60), -570),
            window(&[5, 6], 930, 60)
        );
        assert_eq!(shifted(window(&[6], 1410, 60), 45), window(&[0], 15, 60));
    }

    proptest! {
        #[test]
        fn another_zone_and_back_is_the_same(days in 0_u8..128, start in 0_u16..1440, minutes in -20_000..20_000) {
            let window = WeekWindow { days: Days::of((0..7).filter(|day| days & 1 << day != 0)), start, seconds: 60 };
            prop_assert_eq!(shifted(shifted(window, minutes), -minutes), window);
        }
    }
}
