//! Spans of time cut into the bars of one week.

use super::segments::Segment;

const DAY: i64 = 1440;
const WEEK: i64 = 7 * DAY;

/// What of a span falls into the week, Monday to Sunday, that holds `now`. All in seconds since the Unix epoch, on a
/// clock so many minutes east of UTC; the end is not in the span.
pub(crate) fn of_this_week((start, end): (i64, i64), now: i64, east: i64) -> Vec<Segment> {
    if end <= start {
        return Vec::new();
    }
    // 1970 began on a Thursday.
    let shift = 3 * DAY + east;
    let monday = (now.div_euclid(60) + shift).div_euclid(WEEK) * WEEK;
    let minute = |second: i64| second.div_euclid(60).saturating_add(shift - monday);
    let from = minute(start).max(0);
    // A minute that has begun is in it.
    let to = minute(end.saturating_add(59)).min(WEEK);
    let mut found = Vec::new();
    let mut at = from;
    while at < to {
        let midnight = (at / DAY + 1) * DAY;
        let until = to.min(midnight);
        let small = |minute: i64| u16::try_from(minute).unwrap_or_default();
        found.push(Segment {
            day: u8::try_from(at / DAY).unwrap_or_default(),
            from: small(at % DAY),
            to: small(until - (midnight - DAY)),
            is_start: at == from,
            is_end: until == to,
        });
        at = until;
    }
    found
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn second(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_second()
    }

    /// As days and minutes, of the week that holds Wednesday, 25 November 2026.
    fn bars(start: &str, end: &str, east: i64) -> Vec<(u8, u16, u16)> {
        let span = (second(start), second(end));
        let found = of_this_week(span, second("2026-11-25T12:00:00Z"), east);
        found
            .iter()
            .map(|bar| (bar.day, bar.from, bar.to))
            .collect()
    }

    #[test]
    fn what_is_of_this_week_is_cut_at_midnight() {
        assert_eq!(
            bars("2026-11-24T22:00:00Z", "2026-11-25T06:00:00Z", 0),
            [(1, 1320, 1440), (2, 0, 360)]
        );
        assert_eq!(
            bars("2026-11-24T22:00:00Z", "2026-11-25T06:00:00Z", 120),
            [(2, 0, 480)]
        );
        assert_eq!(
            bars("2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", 0).len(),
            7
        );
        assert!(bars("2026-11-30T00:00:00Z", "2026-12-02T00:00:00Z", 0).is_empty());
        assert_eq!(
            bars("2026-11-29T23:00:00Z", "2026-11-30T02:00:00Z", 0),
            [(6, 1380, 1440)]
        );
        assert!(bars("2026-11-25T06:00:00Z", "2026-11-24T06:00:00Z", 0).is_empty());
    }

    proptest! {
        #[test]
        fn bars_are_the_minutes_of_the_span(start in -900_000_i64..900_000, length in 0_i64..1_500_000, now in -700_000_i64..700_000, east in -840_i64..840, minute in 0_i64..10_080) {
            let bars = of_this_week((start, start + length), now, east);
            prop_assert!(bars.iter().all(|bar| bar.day < 7 && bar.from < bar.to && bar.to <= 1440));
            let drawn = bars.iter().any(|bar| {
                let day = i64::from(bar.day) * DAY;
                (day + i64::from(bar.from)..day + i64::from(bar.to)).contains(&minute)
            });
            let monday = (now.div_euclid(60) + 3 * DAY + east).div_euclid(WEEK) * WEEK - 3 * DAY - east;
            let begins = (monday + minute) * 60;
            // A whole minute belongs to the span if any second of it does.
            let is_in = start < begins + 60 && begins < start + length && length > 0;
            prop_assert_eq!(drawn, is_in);
        }
    }
}
