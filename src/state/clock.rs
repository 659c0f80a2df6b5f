//! The present by the server's clock, as one ticking signal; every age on screen derives from it.
//!
//! A browser's clock may be wrong by hours, and what is old or lost is judged by instants of the server. So
//! the server says what time it is, in the stream and in answers, and nothing but this file reads the
//! browser's clock.

use std::{cell::Cell, time::Duration};

use contract::console::Millis;
use jiff::{SignedDuration, Timestamp};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};

use crate::format::{age, time};

/// A difference that is told, in milliseconds.
const WORTH_TELLING: i64 = 60_000;
/// The browser's clock was set where it and time itself come apart by more than this, in milliseconds.
const JUMP: i64 = 2_000;
const SECOND: Duration = Duration::from_secs(1);

thread_local! {
    static AHEAD: Cell<Ahead> = const { Cell::new(Ahead { millis: 0, is_doubtful: true }) };
    static CLOCK: Cell<Option<Clock>> = const { Cell::new(None) };
}

/// The clock of the page.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    now: RwSignal<Timestamp>,
    /// An instant of the present day.
    today: Memo<Timestamp>,
    /// How far the server's clock is ahead, in milliseconds.
    ahead: RwSignal<i64>,
}

impl Clock {
    /// A clock that ticks every second until its owner goes.
    pub(crate) fn start() -> Self {
        let now = RwSignal::new(Self::instant());
        let clock = Self {
            now,
            today: Memo::new(move |known: Option<&Timestamp>| {
                of_today(known.copied(), now.get(), time::day)
            }),
            ahead: RwSignal::new(AHEAD.get().millis),
        };
        CLOCK.set(Some(clock));
        let last = Cell::new((browser_now(), whole(monotonic())));
        let tick = move || {
            let (now, passed) = (browser_now(), whole(monotonic()));
            let (then, passed_then) = last.replace((now, passed));
            if (now - then - (passed - passed_then)).abs() > JUMP {
                AHEAD.set(AHEAD.get().doubted());
            }
            clock.show();
        };
        if let Ok(ticking) = set_interval_with_handle(tick, SECOND) {
            on_cleanup(move || {
                ticking.clear();
                CLOCK.set(None);
            });
        }
        clock
    }

    /// The present; what reads it is computed again every second.
    pub(crate) fn now(&self) -> Timestamp {
        self.now.get()
    }

    /// Some instant of the present day in the person's zone, for what is told by the day that it was on; what reads it is
    /// computed again when another day begins.
    pub(crate) fn today(&self) -> Timestamp {
        self.today.get()
    }

    /// The present, to the millisecond, once.
    pub(crate) fn instant() -> Timestamp {
        let millis = browser_now() + AHEAD.get().millis;
        Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// How far the browser's clock is off, where that is worth a word: `5 min ahead of`.
    pub(crate) fn difference(&self) -> Option<String> {
        let ahead = self.ahead.get();
        let length = SignedDuration::from_millis(ahead.abs());
        let side = if ahead > 0 { "behind" } else { "ahead of" };
        (ahead.abs() > WORTH_TELLING).then(|| format!("{} {side}", age::short(length)))
    }

    fn show(&self) {
        self.now.try_set(Self::instant());
    }
}

/// The instant that is known, while its day lasts.
fn of_today(
    known: Option<Timestamp>,
    now: Timestamp,
    day: impl Fn(Timestamp) -> String,
) -> Timestamp {
    known.filter(|known| day(*known) == day(now)).unwrap_or(now)
}

/// When the server was asked for something, by the browser's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    at: i64,
    /// When the answer came, if it was not taken at once.
    came: Option<i64>,
}

impl Asked {
    /// Now.
    pub(crate) fn now() -> Self {
        Self {
            at: browser_now(),
            came: None,
        }
    }

    /// So many milliseconds after the page was opened, and when the answer came.
    pub(crate) fn early(asked: i64, came: i64) -> Self {
        let opened = browser_now() - whole(monotonic());
        Self {
            at: opened + asked,
            came: Some(opened + came),
        }
    }
}

/// Takes what time it was at the server when it wrote something that has just come. What was not asked for
/// may have been on its way for any time.
pub(crate) fn learn(server: Millis, asked: Option<Asked>) {
    let before = AHEAD.get();
    let received = asked.and_then(|asked| asked.came);
    let received = received.unwrap_or_else(browser_now);
    let after = before.learn(server.0, asked.map(|asked| asked.at), received);
    AHEAD.set(after);
    let moved = (after.millis - before.millis).abs() >= 1_000;
    if let Some(clock) = CLOCK.get().filter(|_| moved) {
        clock.ahead.try_set(after.millis);
        clock.show();
    }
}

/// How far the server's clock is ahead of the browser's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ahead {
    millis: i64,
    /// Nothing is known yet, or the browser's clock was set: the next word counts, whatever was known.
    is_doubtful: bool,
}

impl Ahead {
    fn doubted(self) -> Self {
        Self {
            is_doubtful: true,
            ..self
        }
    }

    /// What was written was written before it was received, and after it was asked for.
    fn learn(self, server: i64, asked: Option<i64>, received: i64) -> Self {
        let least = server - received;
        let known = self.millis;
        let millis = match asked.map(|asked| (server - asked).max(least)) {
            Some(most) if (least..=most).contains(&known) => known,
            Some(most) => i64::midpoint(least, most),
            None if self.is_doubtful => least,
            // It gives way a little each time, so that clocks that drift apart are followed for weeks.
            None => (known - 1).max(least),
        };
        Self {
            millis,
            is_doubtful: false,
        }
    }
}

/// The browser's clock, in milliseconds; the system clock does not exist in WebAssembly. Tests of what is
/// around it run where there is no browser.
fn browser_now() -> i64 {
    if cfg!(not(target_arch = "wasm32")) {
        return 0;
    }
    whole(js_sys::Date::now())
}

/// Milliseconds since the page was opened, which nobody sets.
pub(crate) fn monotonic() -> f64 {
    window().performance().map_or(0.0, |passed| passed.now())
}

fn whole(millis: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 fit"
    )]
    let millis = millis as i64;
    millis
}

/// The clock that the app provides.
pub(crate) fn use_clock() -> Clock {
    expect_context()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RIGHT: Ahead = Ahead {
        millis: 0,
        is_doubtful: false,
    };

    #[test]
    fn a_clock_that_is_right_is_left_alone() {
        assert_eq!(RIGHT.learn(10_080, Some(10_000), 10_100).millis, 0);
        let mut ahead = RIGHT;
        // A proxy that holds everything back for half a minute says nothing about the clock.
        for second in 0..100 {
            ahead = ahead.learn(second * 1000, None, second * 1000 + 30_000);
        }
        assert!(ahead.millis >= -100, "{ahead:?}");
    }

    #[test]
    fn a_clock_that_is_set_in_the_middle_is_noticed() {
        let hour = 3_600_000;
        let back = RIGHT.doubted().learn(10_000, None, 10_020 + hour);
        assert_eq!(back.millis, -hour - 20);
        assert_eq!(RIGHT.learn(10_000 + hour, None, 10_020).millis, hour - 20);
    }

    #[test]
    fn an_instant_of_today_lasts_until_midnight() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let day = |at: Timestamp| at.strftime("%F").to_string();
        let (noon, late) = (at("2026-11-23T12:00:00Z"), at("2026-11-23T23:59:59Z"));
        let midnight = at("2026-11-24T00:00:00Z");
        assert_eq!(of_today(None, noon, day), noon);
        assert_eq!(of_today(Some(noon), late, day), noon);
        assert_eq!(of_today(Some(noon), midnight, day), midnight);
    }

    proptest! {
        /// However far off the browser's clock is, the corrected one is off by no more than the way took.
        #[test]
        fn one_answer_corrects_it(
            off in -40_000_000_i64..40_000_000,
            there in 0_i64..5_000,
            back in 0_i64..5_000,
            old in -40_000_000_i64..40_000_000,
        ) {
            let server = 1_000_000_000_000 + there;
            let (asked, received) = (1_000_000_000_000 - off, server + back - off);
            let known = Ahead { millis: old, is_doubtful: false };
            let after = known.learn(server, Some(asked), received);
            prop_assert!((after.millis - off).abs() <= there + back, "{after:?}");
            // A later word of the stream makes it no worse.
            let later = after.learn(server + 60_000, None, received + 60_000);
            prop_assert!((later.millis - off).abs() <= there + back + 1, "{later:?}");
        }
    }
}
