//! The last 24 hours as a bar, and in words.

use contract::console::{Span, Standing, day::Connected};
use leptos::prelude::*;

use super::history::Newest;
use crate::{
    format::{age, day, time},
    paths::{Route, Tab},
    state::{following::use_following, past::use_past},
    widgets::{
        card::Card,
        status::{Tone, ToneClass as _},
    },
};

/// How a standing is called and coloured, worst first.
const STANDINGS: [(Standing, &str, Tone); 6] = [
    (Standing::Failed, "failed", Tone::Bad),
    (Standing::Disconnected, "disconnected", Tone::Warn),
    (Standing::Installing, "installing", Tone::Busy),
    (Standing::Healthy, "connected", Tone::Ok),
    (Standing::Absent, "did not exist", Tone::Off),
    (Standing::Unwatched, "no data", Tone::Off),
];

fn named(standing: Standing) -> (&'static str, Tone) {
    STANDINGS
        .iter()
        .find(|(other, ..)| *other == standing)
        .map_or(("", Tone::Off), |(_, word, tone)| (word, *tone))
}

fn millis(span: &Span) -> i64 {
    (span.to.0 - span.from.0).max(0)
}

/// How long it stood like this, in milliseconds.
fn sum(spans: &[Span], counts: impl Fn(Standing) -> bool) -> i64 {
    spans
        .iter()
        .filter(|span| counts(span.standing))
        .map(millis)
        .sum()
}

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// The share of the watched time in which it was connected.
fn connected(spans: &[Span]) -> String {
    day::connected(Connected::of(spans))
}

/// The day that ends at an instant. The newest span goes on until then: it is read when the runner changes,
/// and as long as it does not, things stand as they stood.
fn day_until(end: i64, mut spans: Vec<Span>) -> Vec<Span> {
    if let Some(newest) = spans.last_mut() {
        newest.to.0 = newest.to.0.max(end);
        let begin = newest.to.0 - DAY;
        spans.retain(|span| span.to.0 > begin);
        spans[0].from.0 = spans[0].from.0.max(begin);
    }
    spans
}

/// How long it stood how, in words.
fn legend(spans: &[Span]) -> String {
    let parts = STANDINGS.iter().filter_map(|(standing, word, _)| {
        let length = sum(spans, |other| other == *standing);
        // What was before its creation is nothing that it was.
        let counts = *standing != Standing::Absent && length >= MINUTE;
        counts.then(|| format!("{word} {}", age::exact(length / MINUTE * 60)))
    });
    let parts = parts.collect::<Vec<_>>();
    if parts.is_empty() {
        "Less than a minute old.".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Bar, legend, and the newest of what happened.
#[component]
pub(super) fn UptimeCard(#[prop(into)] runner_id: String) -> impl IntoView {
    let past = use_past();
    let following = use_following();
    let minute = Memo::new(move |_| following.freshness().as_of().map(|at| at.as_second() / 60));
    let spans = Memo::new(move |_| {
        let end = minute.get().map_or(0, |minute| minute * MINUTE);
        day_until(end, past.spans())
    });
    // None while it is read for the first time.
    let told = move |told: fn(&[Span]) -> String| {
        spans.with(|spans| (!spans.is_empty()).then(|| told(spans)))
    };
    let share = move || told(connected);
    let bar = move || {
        spans
            .get()
            .into_iter()
            .map(|span| {
                let (word, tone) = named(span.standing);
                let title = format!(
                    "{word} from {} for {}",
                    time::local_minute(span.from.instant()),
                    age::exact(millis(&span) / 1000)
                );
                let class = if span.standing == Standing::Unwatched {
                    "uptime-span uptime-unwatched".to_owned()
                } else {
                    format!("uptime-span {}", tone.class())
                };
                view! {
                    <span class=class title=title style:flex-grow=millis(&span).to_string()></span>
                }
            })
            .collect_view()
    };
    let all = Route::Runner(runner_id, Tab::History).href();
    view! {
        <Card title="Last 24 hours" aside=move || view! { <span class="muted">{share}</span> }>
            <div class="uptime" aria-hidden="true">{bar}</div>
            <p class="muted">{move || told(legend)}</p>
            <Newest />
            <p><a class="link" href=all data-noscroll="">"Full history"</a></p>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use contract::console::Millis;

    use super::*;

    #[test]
    fn only_watched_time_counts() {
        let span = |from, to, standing| Span {
            from: Millis(from),
            to: Millis(to),
            standing,
        };
        let spans = [
            span(0, 500, Standing::Unwatched),
            span(500, 600, Standing::Failed),
            span(600, 1000, Standing::Healthy),
        ];
        let minutes = spans.map(|span| Span {
            from: Millis(span.from.0 * MINUTE),
            to: Millis(span.to.0 * MINUTE),
            ..span
        });
        assert_eq!(
            connected(&minutes),
            "80.0 % connected, out of 8 h 20 min with data"
        );
        assert_eq!(connected(&minutes[..1]), "no data yet");
        assert_eq!(connected(&spans), "no data yet", "half a second");
    }

    #[test]
    fn a_runner_that_is_new_was_nothing_before() {
        let span = |from: i64, to: i64, standing| Span {
            from: Millis(from),
            to: Millis(to),
            standing,
        };
        let second = [
            span(0, DAY - 1000, Standing::Absent),
            span(DAY - 1000, DAY, Standing::Installing),
        ];
        assert_eq!(connected(&second), "no data yet");
        assert_eq!(legend(&second), "Less than a minute old.");
        let six = [
            span(0, DAY - 6 * MINUTE, Standing::Absent),
            span(DAY - 6 * MINUTE, DAY, Standing::Healthy),
        ];
        assert_eq!(connected(&six), "100.0 % connected, out of 6 min with data");
        assert_eq!(legend(&six), "connected 6 min");
    }

    #[test]
    fn the_day_goes_on() {
        let span = |from: i64, to: i64, standing| Span {
            from: Millis(from),
            to: Millis(to),
            standing,
        };
        let read = vec![
            span(0, MINUTE, Standing::Unwatched),
            span(MINUTE, DAY, Standing::Healthy),
        ];
        let later = day_until(DAY + 6 * MINUTE, read.clone());
        assert_eq!(
            later,
            [span(6 * MINUTE, DAY + 6 * MINUTE, Standing::Healthy)]
        );
        assert_eq!(day_until(5, read.clone()), read, "never back");
        assert_eq!(day_until(5, Vec::new()), []);
    }

    #[test]
    fn all_and_nothing_are_said_of_all_and_nothing() {
        let span = |from: i64, to: i64, standing| Span {
            from: Millis(from),
            to: Millis(to),
            standing,
        };
        let with = |healthy: i64| {
            connected(&[
                span(0, healthy, Standing::Healthy),
                span(healthy, DAY, Standing::Disconnected),
            ])
        };
        assert_eq!(with(DAY), "100.0 % connected");
        assert_eq!(with(DAY - 1000), "99.9 % connected");
        assert_eq!(with(1000), "under 0.1 % connected");
        assert_eq!(with(0), "0.0 % connected");
    }
}
