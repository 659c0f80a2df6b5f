//! The last 24 hours as a row of bars, and in words.

use contract::console::{Span, Standing};
use jiff::Timestamp;
use leptos::prelude::*;

use crate::{
    format::age,
    widgets::status::{Tone, ToneClass as _},
};

/// How many bars a day has: one for each half hour.
const BARS: usize = 48;
/// A day in milliseconds.
const DAY: i64 = 24 * 3600 * 1000;

/// How a standing is called, the worst first: a bar shows the worst of its time.
const STANDINGS: [(Standing, &str, Tone); 6] = [
    (Standing::Failed, "needed attention", Tone::Bad),
    (Standing::Disconnected, "status unknown", Tone::Warn),
    (Standing::Installing, "being installed", Tone::Busy),
    (Standing::Healthy, "working", Tone::Ok),
    (Standing::Absent, "did not exist", Tone::Off),
    (Standing::Unwatched, "no data", Tone::Off),
];

fn rank(standing: Standing) -> usize {
    STANDINGS
        .iter()
        .position(|(other, ..)| *other == standing)
        .unwrap_or(STANDINGS.len() - 1)
}

/// The worst standing of each bar, the oldest first. The newest span goes on until now.
fn bars(spans: &[Span], now: i64) -> Vec<Standing> {
    let width = DAY / i64::try_from(BARS).unwrap_or(1);
    let start = now - DAY;
    let last = spans.len().saturating_sub(1);
    (0..BARS)
        .map(|bar| {
            let from = start + width * i64::try_from(bar).unwrap_or(0);
            let touching = spans.iter().enumerate().filter(|(index, span)| {
                let to = if *index == last { now } else { span.to.0 };
                span.from.0 < from + width && to > from
            });
            let worst = touching
                .map(|(_, span)| span.standing)
                .min_by_key(|s| rank(*s));
            worst.unwrap_or(Standing::Unwatched)
        })
        .collect()
}

/// How long it was how, in words.
fn told(spans: &[Span], now: i64) -> String {
    let last = spans.len().saturating_sub(1);
    let parts = STANDINGS.iter().filter_map(|(standing, word, _)| {
        let all = spans.iter().enumerate();
        let length: i64 = all
            .filter(|(_, span)| span.standing == *standing)
            .map(|(index, span)| (if index == last { now } else { span.to.0 }, span.from.0))
            .map(|(to, from)| (to - from.max(now - DAY)).max(0))
            .sum();
        let minutes = length / 60_000;
        // What was before its creation is nothing that it was.
        (minutes > 0 && *standing != Standing::Absent)
            .then(|| format!("{word} {}", age::exact(minutes * 60)))
    });
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() {
        return "Less than a minute old".to_owned();
    }
    format!("Last 24 hours: {}", parts.join(", "))
}

/// Bars for the eye, words for everybody.
#[component]
pub(super) fn Past(
    #[prop(into)] spans: Signal<Vec<Span>>,
    /// The present, to the minute.
    #[prop(into)]
    now: Signal<Timestamp>,
) -> impl IntoView {
    // Up to the end of the minute, so that what has just begun is there.
    let at = Memo::new(move |_| (now.get().as_millisecond() / 60_000 + 1) * 60_000);
    let drawn = Memo::new(move |_| spans.with(|spans| bars(spans, at.get())));
    let words = Memo::new(move |_| spans.with(|spans| told(spans, at.get())));
    view! {
        <div class="board-past" title=move || words.get()>
            <div class="board-bars" aria-hidden="true">
                {move || {
                    let bar = |standing: Standing| {
                        let (_, _, tone) = STANDINGS[rank(standing)];
                        let unseen = matches!(standing, Standing::Unwatched | Standing::Absent);
                        let class = if unseen { "board-bar" } else { tone.class() };
                        view! { <span class=format!("board-bar {class}")></span> }
                    };
                    drawn.get().into_iter().map(bar).collect_view()
                }}
            </div>
            <p class="visually-hidden">{move || words.get()}</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use contract::console::Millis;

    use super::*;

    fn span(from: i64, to: i64, standing: Standing) -> Span {
        Span {
            from: Millis(from),
            to: Millis(to),
            standing,
        }
    }

    #[test]
    fn a_bar_shows_the_worst_of_its_half_hour() {
        let half_hour = DAY / 48;
        let spans = [
            span(0, 10 * half_hour, Standing::Unwatched),
            span(10 * half_hour, 20 * half_hour + 1, Standing::Healthy),
            span(20 * half_hour + 1, 20 * half_hour + 2, Standing::Failed),
            span(20 * half_hour + 2, 30 * half_hour, Standing::Healthy),
        ];
        let bars = bars(&spans, DAY);
        assert_eq!(bars[9], Standing::Unwatched);
        assert_eq!(bars[10], Standing::Healthy);
        assert_eq!(bars[20], Standing::Failed);
        assert_eq!(bars[21], Standing::Healthy);
        assert_eq!(bars[47], Standing::Healthy, "the newest goes on");
    }

    #[test]
    fn words_tell_how_long() {
        let hour = 3_600_000;
        let spans = [
            span(0, 2 * hour, Standing::Failed),
            span(2 * hour, 3 * hour, Standing::Healthy),
        ];
        assert_eq!(
            told(&spans, DAY),
            "Last 24 hours: needed attention 2 h, working 22 h"
        );
        let new = [
            span(0, 24 * hour - 1000, Standing::Absent),
            span(24 * hour - 1000, 24 * hour, Standing::Installing),
        ];
        assert_eq!(told(&new, DAY), "Less than a minute old");
    }
}
