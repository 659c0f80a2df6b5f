//! What a change to the policy does to those who start sandboxes, and warnings about what is rarely intended.

use std::net::IpAddr;

use contract::policy::{
    Policy, Presence,
    compare::{EffectKind, compare},
    warnings::{admits, closes_to_everyone, warnings},
};
use leptos::prelude::*;

use crate::{
    api::{self, Client},
    forms::policy::{callers as lines, trial::Tried},
    pages::runner::policy::editing::Editing,
    state::remote::Remote,
    widgets::{
        card::Card,
        field::TextField,
        icon::{Glyph, Icon},
    },
};

/// The card, while there is something to send.
#[component]
pub(super) fn Callers() -> impl IntoView {
    let editing = Editing::context();
    let saved = Memo::new(move |_| editing.text.saved());
    let wanted = Memo::new(move |_| editing.text.wanted().unwrap_or_default());
    let is_change = Memo::new(move |_| editing.update().is_some());
    let old = Signal::derive(move || saved.get().unwrap_or_default());
    let effects = Memo::new(move |_| compare(&old.get(), &wanted.get()));
    let warned = move || {
        lines::warned(wanted.with(|wanted| saved.with(|saved| warnings(saved.as_ref(), wanted))))
    };
    let groups = move || {
        effects.with(|effects| {
            [EffectKind::Refuses, EffectKind::Allows, EffectKind::Changes]
                .map(|kind| {
                    let of_kind = effects.iter().filter(|effect| effect.kind == kind);
                    let lines: Vec<_> = of_kind.map(lines::line).collect();
                    (!lines.is_empty()).then(|| {
                        view! {
                            <div class="stack">
                                <h3>{lines::title(kind)}</h3>
                                <ul class="problems">{lines}</ul>
                            </div>
                        }
                    })
                })
                .into_iter()
                .collect_view()
        })
    };
    let shut_out = shut_out(wanted);
    let note = move || {
        let text = match (saved.with(Option::is_none), effects.with(Vec::is_empty)) {
            (true, _) => {
                "There is no policy yet: this is compared with {}, since the platform's default is not published."
            }
            (false, true) => "Nothing changes for callers.",
            (false, false) => "Sandboxes that are already running are not affected.",
        };
        view! { <p class="muted">{text}</p> }
    };
    view! {
        <Show when=move || is_change.get()>
            <Card title="What changes for callers">
                {note}
                <ul class="problems" aria-label="Warnings">{warned}{shut_out}</ul>
                {groups}
                <Tried saved=old wanted=wanted />
                <p class="muted">"This is our reading of the documentation."</p>
            </Card>
        </Show>
    }
}

/// Says that the list lacks the address from which the person comes, where the gateway knows it (contract-v1 9.1).
fn shut_out(wanted: Memo<Policy>) -> impl Fn() -> Option<AnyView> + Copy + Send + Sync {
    let client: Client = expect_context();
    let own = Remote::<Option<IpAddr>>::new();
    let lists = Memo::new(move |_| {
        let path = "control_plane_access.source_ip_allowlist";
        wanted.with(|wanted| wanted.presence(path) == Presence::Set && !closes_to_everyone(wanted))
    });
    Effect::new(move |_| {
        if lists.get() && own.with(|own| own.is_none()) {
            own.load(async move {
                let sessions = api::session::own_sessions(&client).await?;
                let mine = sessions.into_iter().find(|session| session.current);
                Ok(mine.and_then(|mine| mine.address.parse().ok()))
            });
        }
    });
    move || {
        let address = own.get().flatten().filter(|_| lists.get())?;
        let is_out = wanted.with(|wanted| !admits(wanted, address));
        is_out.then(|| {
            view! {
                <li class="badge-line">
                    <span class="tone-warn"><Glyph icon=Icon::Alert /></span>
                    <span>
                        "The list does not include your own address, "
                        <code>{address.to_string()}</code>
                        ": you could not start or use sandboxes here from it."
                    </span>
                </li>
            }
            .into_any()
        })
    }
}

/// Wants the runner ID typed where nobody would be let in any more (contract-v1 J-11).
#[component]
pub(super) fn Confirm() -> impl IntoView {
    let editing = Editing::context();
    let must = Memo::new(move |_| editing.must_confirm());
    let confirmed = editing.confirmed();
    view! {
        <Show when=move || must.get()>
            <Card title="This lets nobody in">
                <p>
                    "People and jobs with a public address can no longer start or use sandboxes here. An administrator should still be able to undo it."
                </p>
                <TextField
                    id="policy-confirm"
                    label=format!("Type {} to confirm", editing.runner_id())
                    code=true
                    value=confirmed
                    on_input=move |text| confirmed.set(text)
                />
            </Card>
        </Show>
    }
}
