//! One runner of a shared page.

use contract::condition::Condition;
use contract::console::{
    Maintenance,
    share::{SharedRunner, SharedVersions},
    words as api_words,
};
use jiff::Timestamp;
use leptos::prelude::*;

use super::{board::Look, past::Past, words};
use crate::{
    format::time,
    widgets::{
        icon::Glyph,
        status::{Tone, ToneClass as _},
    },
};

/// Name, state, how old that is, and what else the link shows.
#[component]
pub(super) fn Row(#[prop(into)] runner: Signal<SharedRunner>, look: Look) -> impl IntoView {
    let Look {
        now,
        fresh,
        spelled,
        ..
    } = look;
    let state = Memo::new(move |_| runner.with(|runner| Condition::of(runner, now.get()).shared()));
    let badge = move || {
        let (tone, icon) = (state.get().tone(), words::icon(state.get()));
        let text = runner.with(|runner| words::state(runner, state.get(), now.get()));
        // What was true once is not said as if it were true now.
        let (tone, text) = if fresh.get() {
            (tone, text)
        } else {
            (Tone::Off, format!("Last known: {text}"))
        };
        view! {
            <span class=format!("badge board-state {}", tone.class())>
                <Glyph icon />
                {text}
            </span>
        }
    };
    let detail = move || runner.with(|runner| words::detail(runner, state.get(), now.get()));
    let place = move || {
        runner.with(|runner| {
            let parts = [runner.zone.as_str(), runner.cluster.as_str()];
            let parts = parts.into_iter().filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join(" · ")
        })
    };
    let called = move || runner.with(|runner| runner.display_name.clone());
    let versions =
        move || runner.with(|runner| runner.versions.as_ref().map(|v| told(v, now.get())));
    let past = Memo::new(move |_| runner.with(|runner| runner.past.clone()));
    let spans = Signal::derive(move || past.get());
    let created = move || {
        let at = runner.with(|runner| runner.created_at)?;
        let date = time::day(at.instant());
        Some(format!("Created on {date}"))
    };
    view! {
        <li class="board-row">
            <h2 class="board-name" title=created>
                {move || runner.with(|runner| runner.name.clone())}
                <span class="muted board-called">{called}</span>
            </h2>
            <div class="board-now">{badge} <span class="muted">{detail}</span></div>
            <Line text=place />
            <Line text=move || versions().unwrap_or_default() />
            <Show when=move || spelled.get()>
                <p class="board-line muted">
                    <code>{move || runner.with(spelled_out)}</code>
                </p>
            </Show>
            <Advice runner />
            <Show when=move || past.with(|past| !past.is_empty())>
                <Past spans now />
            </Show>
        </li>
    }
}

#[component]
fn Line(#[prop(into)] text: Signal<String>) -> impl IntoView {
    move || {
        let text = text.get();
        (!text.is_empty()).then(|| view! { <p class="board-line muted">{text}</p> })
    }
}

/// Why an install failed and what is to be done, where the link shows it.
#[component]
fn Advice(#[prop(into)] runner: Signal<SharedRunner>) -> impl IntoView {
    let error = Memo::new(move |_| runner.with(|runner| runner.error.clone()));
    let hints = Memo::new(move |_| runner.with(|runner| runner.hints.clone()));
    view! {
        <Line text=Signal::derive(move || error.get()) />
        <Show when=move || hints.with(|hints| !hints.is_empty())>
            <ul class="board-hints">
                {move || hints.get().into_iter().map(|hint| view! { <li>{hint}</li> }).collect_view()}
            </ul>
        </Show>
    }
}

/// The API's own words (contract 1.1).
fn spelled_out(runner: &SharedRunner) -> String {
    format!(
        "{} · {}",
        runner.install_status.constant(),
        runner.connection_status.constant()
    )
}

fn told(versions: &SharedVersions, now: Timestamp) -> String {
    let SharedVersions {
        channel,
        active,
        target,
        rolling_out,
        update_available,
        maintenance,
    } = versions;
    let mut parts = vec![format!("{} channel", api_words::channel(channel))];
    match (*active, *rolling_out) {
        // Nothing was ever installed.
        (0, _) => {}
        (_, true) => parts.push(format!("revision {active}, {target} is being rolled out")),
        (_, false) => parts.push(format!("revision {active}")),
    }
    if *update_available {
        parts.push("an update is waiting".to_owned());
    }
    let at = |at: contract::console::Millis| time::brief(at.instant(), now);
    match maintenance {
        Maintenance::None | Maintenance::AnyTime => {}
        Maintenance::Open(until) => parts.push(format!("maintenance until {}", at(*until))),
        Maintenance::Next(from) => parts.push(format!("next maintenance {}", at(*from))),
        Maintenance::Never => parts.push("no maintenance planned".to_owned()),
    }
    parts.join(" · ")
}
