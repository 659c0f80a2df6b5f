//! What a message says, and the result of each attempt to deliver it.

use contract::console::notify::{Content, ContentRunner, Message};
use leptos::prelude::*;

use crate::{
    format::{count, time},
    paths::Route,
    state::clock::{Clock, use_clock},
};

/// All of it, folded.
#[component]
pub(super) fn Details(message: Memo<Message>, content: Content) -> impl IntoView {
    let cause = content.cause.map(|cause| {
        let word = cause.dimension.word();
        view! { <p>"In common: " {word} " " {cause.value}</p> }
    });
    let clock = use_clock();
    let runner = |one| runner(one, clock);
    let runners = content.runners.into_iter().map(runner).collect_view();
    let more = (content.more > 0).then(|| {
        let more = count::of(content.more, "more runner");
        view! { <li>"and " {more}</li> }
    });
    let attempts = move || {
        let attempts = message.with(|message| message.attempts.clone());
        let attempt = |attempt: contract::console::notify::Attempt| {
            let at = time::brief(attempt.at.instant(), clock.today());
            view! { <li>{at} ": " {attempt.answer}</li> }
        };
        attempts.into_iter().map(attempt).collect_view()
    };
    let is_tried = Memo::new(move |_| message.with(|message| !message.attempts.is_empty()));
    view! {
        <details class="notify-details">
            <summary>"Details"</summary>
            {cause}
            <ul class="notify-list">{runners} {more}</ul>
            <Show when=move || is_tried.get()>
                <p>"Attempts"</p>
                <ul class="notify-list">{attempts}</ul>
            </Show>
        </details>
    }
}

fn runner(runner: ContentRunner, clock: Clock) -> impl IntoView {
    let (cluster, zone, since) = (runner.cluster, runner.zone, runner.since);
    let place = move || {
        let since = since.map(|since| time::brief(since.instant(), clock.today()));
        let place = [cluster.clone(), zone.clone(), since.unwrap_or_default()];
        let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
        place.join(" · ")
    };
    let hint = (!runner.hint.is_empty()).then(|| format!("Hint: {}", runner.hint));
    let texts = [runner.what, runner.error, hint.unwrap_or_default()];
    let texts = texts.into_iter().filter(|text| !text.is_empty());
    let texts = texts.map(|text| view! { <p>{text}</p> }).collect_view();
    let href = Route::runner(&runner.runner_id).href();
    view! {
        <li>
            <a class="link" href=href>{runner.runner_id}</a>
            " " <span class="muted">{place}</span>
            {texts}
        </li>
    }
}
