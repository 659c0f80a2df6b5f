//! Windows cut into the bars that are drawn.

use contract::maintenance::{DURATION, WeekWindow};

const DAY: u16 = 1440;

/// A part of a window on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Segment {
    /// 0 is Monday.
    pub(crate) day: u8,
    /// First minute of the day.
    pub(crate) from: u16,
    /// Minute after the last.
    pub(crate) to: u16,
    /// Whether the window begins here, and does not come from the day before.
    pub(crate) is_start: bool,
    /// Whether the window ends here, and does not go on into the next day.
    pub(crate) is_end: bool,
}

/// The bars of a window, cut at midnight; what runs on into the next week begins the week.
pub(crate) fn segments(window: WeekWindow) -> Vec<Segment> {
    let seconds = window.seconds.clamp(0, *DURATION.end());
    let length = u16::try_from((seconds + 59) / 60).unwrap_or_default();
    let mut found = Vec::new();
    for day in window.days.iter() {
        let end = window.start % DAY + length;
        let mut at = window.start % DAY;
        while at < end {
            let midnight = (at / DAY + 1) * DAY;
            let until = end.min(midnight);
            found.push(Segment {
                day: u8::try_from((u16::from(day) + at / DAY) % 7).unwrap_or_default(),
                from: at % DAY,
                to: until - (midnight - DAY),
                is_start: at < DAY && at == window.start % DAY,
                is_end: until == end,
            });
            at = until;
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use contract::maintenance::Days;
    use proptest::prelude::*;

    use super::*;

    fn bars(days: &[u8], start: u16, minutes: i32) -> Vec<(u8, u16, u16, bool, bool)> {
        segments(WeekWindow {
            days: Days::of(days.iter().copied()),
            start,
            seconds: minutes * 60,
        })
        .iter()
        .map(|s| (s.day, s.from, s.to, s.is_start, s.is_end))
        .collect()
    }

    #[test]
    fn bars_are_cut_at_midnight() {
        assert_eq!(bars(&[1], 180, 120), [(1, 180, 300, true, true)]);
        assert_eq!(bars(&[1], 1380, 60), [(1, 1380, 1440, true, true)]);
        assert_eq!(
            bars(&[6], 1380, 120),
            [(0, 0, 60, false, true), (6, 1380, 1440, true, false)]
        );
        assert_eq!(
            bars(&[0], 720, 1440 + 780),
            [
                (0, 720, 1440, true, false),
                (1, 0, 1440, false, false),
                (2, 0, 60, false, true)
            ]
        );
        assert!(bars(&[0], 720, 0).is_empty());
        assert!(bars(&[], 720, 60).is_empty());
    }

    proptest! {
        #[test]
        fn the_bars_are_the_spans(days in 0_u8..128, start in 0_u16..1440, seconds in -5..700_000, minute in 0_u32..10_080) {
            let window = WeekWindow { days: Days::of((0..7).filter(|day| days & 1 << day != 0)), start, seconds };
            let bars = segments(window);
            prop_assert!(bars.iter().all(|bar| bar.day < 7 && bar.from < bar.to && bar.to <= 1440));
            let drawn = bars.iter().any(|bar| {
                let day = u32::from(bar.day) * 1440;
                (day + u32::from(bar.from)..day + u32::from(bar.to)).contains(&minute)
            });
            let open = window.spans().iter().any(|(start, end)| (*start..*end).contains(&minute));
            prop_assert_eq!(drawn, open);
        }
    }
}
