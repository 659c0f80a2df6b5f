//! Settings of the runner's own pod (contract 1.5), as they are wanted.

use leptos::prelude::*;

use super::{Live, tolerations::Fix};
use crate::{
    can,
    format::overrides::{Line, lines},
    state::session::use_person,
    widgets::{
        button::Button,
        card::{Card, Pair},
        secret::Secret,
    },
};

/// The overrides; everything that is not set has the platform's default. A self-managed runner has none.
#[component]
pub(super) fn OverridesCard(runner: Live) -> impl IntoView {
    let is_managed = Memo::new(move |_| runner.with(|runner| runner.is_managed()));
    view! {
        <Show when=move || is_managed.get()>
            <Managed runner />
        </Show>
    }
}

#[component]
fn Managed(runner: Live) -> impl IntoView {
    let fix = Fix::context();
    let person = use_person();
    let shown = Memo::new(move |_| {
        runner
            .with(|runner| {
                let overrides = runner.managed_spec.as_ref()?.overrides.as_ref()?;
                Some(lines(overrides))
            })
            .unwrap_or_default()
    });
    let refused = move || {
        runner
            .with(|r| can::change(person.rights(), &**r))
            .err()
            .map(|reason| reason.to_string())
    };
    let edit = move || {
        view! {
            <Button
                label="Edit tolerations…"
                refused=Signal::derive(refused)
                on_press=Callback::new(move |()| fix.open())
            />
        }
    };
    view! {
        <Card title="Overrides" aside=edit>
            {move || {
                let lines = shown.get();
                if lines.is_empty() {
                    view! { <p class="muted">"None: the runner's pod has the platform's defaults."</p> }
                        .into_any()
                } else {
                    view! { <Settings lines /> }.into_any()
                }
            }}
        </Card>
    }
}

/// Settings grouped under their names; values that may be secrets are masked.
#[component]
pub(super) fn Settings(lines: Vec<Line>) -> impl IntoView {
    let groups = lines
        .chunk_by(|a, b| a.group == b.group)
        .map(<[Line]>::to_vec);
    let pairs = groups
        .map(|group| {
            let values = group
                .iter()
                .cloned()
                .map(|line| view! { <Setting line /> })
                .collect_view();
            view! { <Pair name=group[0].group><ul class="values">{values}</ul></Pair> }
        })
        .collect_view();
    view! { <dl class="pairs">{pairs}</dl> }
}

#[component]
fn Setting(line: Line) -> impl IntoView {
    let Line {
        name,
        value,
        secret,
        ..
    } = line;
    match (name.is_empty(), secret) {
        (true, _) => view! { <li><code>{value}</code></li> }.into_any(),
        (false, false) => view! { <li><code>{format!("{name} = {value}")}</code></li> }.into_any(),
        (false, true) => {
            view! { <li><code>{format!("{name} = ")}</code><Secret name value /></li> }.into_any()
        }
    }
}
