//! Why the install failed: what to do first, then what happened (contract 1.7, 7.7).

use contract::wire::{InstallError, InstallStatus};
use leptos::prelude::*;

use super::{Live, tolerations::Fix};
use crate::{
    can,
    format::{toleration, word},
    state::session::use_person,
    widgets::{
        button::{Button, Kind},
        copy::CopyButton,
        icon::{Glyph, Icon},
        moment::{Moment, When},
    },
};

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
            {detail}
        </section>
    }
}

/// What to do; where the console can prepare it, it offers to.
#[component]
fn Hint(runner: Live, hint: String) -> impl IntoView {
    let fix = Fix::context();
    let person = use_person();
    let taint = toleration::named_in(&hint);
    let prepare = taint.map(|taint| {
        let kept = move || runner.with(|runner| kept(runner));
        let refused = move || {
            runner
                .with(|r| can::change(person.rights(), &**r))
                .err()
                .map(|reason| reason.to_string())
        };
        view! {
            <p class="muted">{kept}</p>
            <div class="hint-action">
                <Button
                    kind=Kind::Primary
                    label="Prepare this fix"
                    refused=Signal::derive(refused)
                    on_press=Callback::new(move |()| fix.open_with(taint.clone()))
                />
            </div>
        }
    });
    view! {
        <li class="hint">
            <p>{hint}</p>
            {prepare}
        </li>
    }
}

/// What adding a toleration leaves as it is.
fn kept(runner: &contract::wire::Runner) -> String {
    let overrides = runner
        .managed_spec
        .as_ref()
        .and_then(|spec| spec.overrides.as_ref());
    match overrides.map_or(0, |overrides| {
        crate::format::overrides::lines(overrides).len()
    }) {
        0 => "Adds one toleration.".to_owned(),
        1 => "Adds one toleration. The one other override is kept.".to_owned(),
        count => format!("Adds one toleration. The {count} other overrides are kept."),
    }
}
