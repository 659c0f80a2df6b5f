//! The last 24 hours in a cell: a bar of colours, and a sentence.

use contract::console::day::{Connected, SLOTS};

use super::age;

/// What is said before anything is known.
pub(crate) const NONE: &str = "no data yet";

/// How much of the watched time it was connected. What was not watched for the whole day names its time.
pub(crate) fn connected(connected: Option<Connected>) -> String {
    let Some(connected) = connected else {
        return NONE.to_owned();
    };
    let share = match connected.permille {
        0 if connected.ever => "under 0.1 %".to_owned(),
        share => format!("{}.{} %", share / 10, share % 10),
    };
    if i64::from(connected.watched) >= SLOTS * 30 - 1 {
        return format!("{share} connected");
    }
    let watched = age::exact(i64::from(connected.watched) * 60);
    format!("{share} connected, out of {watched} with data")
}

/// The half hours as the colours of a background, from the oldest to the newest.
pub(crate) fn bar(slots: &str) -> String {
    let mut stops = Vec::new();
    let mut letters = slots.chars().enumerate().peekable();
    while let Some((from, letter)) = letters.next() {
        let mut to = from + 1;
        while letters.next_if(|(_, next)| *next == letter).is_some() {
            to += 1;
        }
        let colour = match letter {
            'h' => "ok",
            'd' => "warn",
            'i' => "busy",
            'f' => "bad",
            _ => "line",
        };
        // Stops of a gradient stand in percent of its length.
        let [from, to] = [from, to].map(|slot| slot * 100 / slots.len());
        stops.push(format!("var(--{colour}) {from}% {to}%"));
    }
    if stops.is_empty() {
        return String::new();
    }
    format!("linear-gradient(90deg,{})", stops.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_has_a_colour_for_each_stretch() {
        assert_eq!(bar(""), "");
        assert_eq!(
            bar("uhhd"),
            "linear-gradient(90deg,var(--line) 0% 25%,var(--ok) 25% 75%,var(--warn) 75% 100%)"
        );
    }

    #[test]
    fn all_and_nothing_are_said_of_all_and_nothing() {
        let of = |permille, ever, watched| {
            connected(Some(Connected {
                permille,
                ever,
                watched,
            }))
        };
        assert_eq!(of(1000, true, 1440), "100.0 % connected");
        assert_eq!(of(999, true, 1440), "99.9 % connected");
        assert_eq!(of(0, true, 1440), "under 0.1 % connected");
        assert_eq!(of(0, false, 1440), "0.0 % connected");
        assert_eq!(
            of(800, true, 500),
            "80.0 % connected, out of 8 h 20 min with data"
        );
        assert_eq!(connected(None), NONE);
    }
}
