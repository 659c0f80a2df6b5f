//! The last 24 hours as a bar, and in words.

use contract::console::{Span, Standing};
use leptos::prelude::*;

use super::history::Newest;
use crate::{
    format::{age, time},
    paths::{Route, Tab},
    state::past::use_past,
    widgets::{card::Card, status::Tone},
};

/// How a standing is called and coloured, worst first.
const STANDINGS: [(Standing, &str, Tone); 6] = [
    (Standing::Failed, "failed", Tone::Bad),
    (Standing::Disconnected, "disconnected", Tone::Warn),
    (Standing::Installing, "installing", Tone::Busy),
    (Standing::Healthy, "connected", Tone::Ok),
    (Standing::Absent, "not there", Tone::Off),
    (Standing::Unwatched, "not watched", Tone::Off),
];

fn told(standing: Standing) -> (&'static str, Tone) {
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

/// The share of the watched time in which it was connected, in tenths of a percent; none if nobody watched.
fn connected(spans: &[Span]) -> Option<i64> {
    let watched = sum(spans, |s| {
        !matches!(s, Standing::Unwatched | Standing::Absent)
    });
    let healthy = sum(spans, |s| s == Standing::Healthy);
    (watched > 0).then(|| healthy * 1000 / watched)
}

/// Bar, legend, and the newest of what happened.
#[component]
pub(super) fn UptimeCard(#[prop(into)] runner_id: String) -> impl IntoView {
    let past = use_past();
    let share = move || {
        let spans = past.spans();
        connected(&spans).map(|share| format!("{}.{} % connected", share / 10, share % 10))
    };
    let bar = move || {
        past.spans()
            .into_iter()
            .map(|span| {
                let (word, tone) = told(span.standing);
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
    let legend = move || {
        let spans = past.spans();
        let parts = STANDINGS.iter().filter_map(|(standing, word, _)| {
            let length = sum(&spans, |other| other == *standing);
            (length >= 1000).then(|| format!("{word} {}", age::exact(length / 60_000 * 60)))
        });
        parts.collect::<Vec<_>>().join(", ")
    };
    let all = Route::Runner(runner_id, Tab::History).href();
    view! {
        <Card title="Last 24 hours" aside=move || view! { <span class="muted">{share}</span> }>
            <div class="uptime" aria-hidden="true">{bar}</div>
            <p class="muted">{legend}</p>
            <Newest />
            <p><a class="link" href=all data-noscroll="">"All of the history"</a></p>
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
        assert_eq!(connected(&spans), Some(800));
        assert_eq!(connected(&spans[..1]), None);
        assert_eq!(connected(&[]), None);
    }
}
