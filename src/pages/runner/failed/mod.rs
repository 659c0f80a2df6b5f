//! Why the install failed: what to do first, then what happened (contract 1.7, 7.7).

mod bundle;
mod hint;

use contract::model::{InstallError, InstallStatus};
use leptos::prelude::*;

use super::Live;
use crate::{
    format::word,
    state::{past::use_past, session::use_person},
    widgets::{
        copy::CopyButton,
        icon::{Glyph, Icon},
        moment::{Moment, When},
    },
};
use hint::Hint;

/// The panel of a failed install; nothing otherwise.
#[component]
pub(super) fn FailedPanel(runner: Live) -> impl IntoView {
    let failed = Memo::new(move |_| {
        runner.with(|runner| {
            (runner.install_status == InstallStatus::Failed)
                .then(|| runner.install_error.clone().unwrap_or_default())
        })
    });
    move || failed.get().map(|error| view! { <Panel runner error /> })
}

#[component]
fn Panel(runner: Live, error: InstallError) -> impl IntoView {
    let InstallError {
        reason,
        message,
        diagnostic_detail,
        remediation_hints,
        occurred_at,
        ..
    } = error;
    let title = if message.is_empty() {
        "The install failed".to_owned()
    } else {
        format!("The install failed: {message}")
    };
    let hints = remediation_hints
        .into_iter()
        .map(|hint| view! { <Hint runner hint /> })
        .collect_view();
    let past = use_past();
    let person = use_person();
    let bundle = Signal::derive(move || {
        let build = person.me().build.clone();
        past.with(|history| runner.with(|runner| bundle::bundle(runner, history, &build)))
    });
    let detail = (!diagnostic_detail.is_empty()).then(|| {
        let text = diagnostic_detail.clone();
        view! {
            <details>
                <summary>"Diagnostic detail"</summary>
                <div class="with-copy">
                    <pre>{diagnostic_detail}</pre>
                    <CopyButton text=text what="diagnostic detail" />
                </div>
            </details>
        }
    });
    view! {
        <section class="alarm" aria-labelledby="failed-title">
            <header class="alarm-head">
                <h2 id="failed-title" class="tone-bad"><Glyph icon=Icon::Alert />{title}</h2>
                <p class="muted">
                    {word::reason(&reason)}
                    {occurred_at
                        .is_some()
                        .then(|| view! { " · "<Moment at=occurred_at.as_ref().map(When::from) suffix=" ago" /> })}
                </p>
            </header>
            <ul class="hints">{hints}</ul>
            <div class="alarm-foot">
                <div>{detail}</div>
                <span class="with-copy muted">"Support bundle"<CopyButton text=bundle what="support bundle" /></span>
            </div>
        </section>
    }
}
