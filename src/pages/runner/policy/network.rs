//! The network rules of a policy as a table: what can be requested, what is granted by default, and what is outside
//! the envelope.

use contract::policy::{
    Policy,
    overview::{self, RuleLine, Way},
};
use leptos::prelude::*;

use crate::widgets::{
    card::Card,
    icon::{Glyph, Icon},
    status::{Tone, ToneClass as _},
};

/// The card.
#[component]
pub(super) fn Network(policy: Memo<Option<Policy>>) -> impl IntoView {
    let ways = move || {
        let ways = policy.with(|policy| policy.as_ref().map(overview::network));
        ways.into_iter()
            .flatten()
            .map(|way| view! { <WayTable way /> })
            .collect_view()
    };
    view! {
        <Card title="Network">
            <p class="muted">
                "Rules can only allow. A sandbox that asks for more than they allow is refused; what it asks for is never narrowed. Where the policy says nothing, the platform's default applies."
            </p>
            {ways}
        </Card>
    }
}

#[component]
fn WayTable(way: Way) -> impl IntoView {
    let (title, note) = if way.is_egress {
        ("Out of a sandbox (egress)", "")
    } else {
        (
            "Into a sandbox (ingress)",
            "Applies to ports with custom visibility.",
        )
    };
    let has_default = way.has_default;
    let allowed = if way.is_bounded {
        Grant::Outside
    } else {
        Grant::Yes
    };
    let default = if has_default { Grant::No } else { Grant::Open };
    let name = if way.rules.is_empty() {
        "Everything"
    } else {
        "Everything else"
    };
    let rows = way
        .rules
        .iter()
        .map(|line| row(line, has_default))
        .collect_view();
    view! {
        <table class="settings settings-wrapped">
            <caption class="part-title">{title}" "<span class="muted">{note}</span></caption>
            <thead>
                <tr>
                    <th scope="col">"Peer"</th>
                    <th scope="col">"Allowed on request"</th>
                    <th scope="col">"Granted by default"</th>
                </tr>
            </thead>
            <tbody>
                {rows}
                <tr>
                    <th scope="row">{name}</th>
                    <td><Mark grant=allowed /></td>
                    <td><Mark grant=default /></td>
                </tr>
            </tbody>
        </table>
    }
}

fn row(line: &RuleLine, has_default: bool) -> impl IntoView + use<> {
    let allowed = if line.is_allowed {
        Grant::Yes
    } else {
        Grant::Outside
    };
    let default = match (line.is_default, line.is_contradiction()) {
        (_, true) => Grant::Contradiction,
        (true, false) => Grant::Yes,
        (false, false) if has_default => Grant::No,
        (false, false) => Grant::Open,
    };
    view! {
        <tr>
            <th scope="row">{line.words.clone()}</th>
            <td><Mark grant=allowed /></td>
            <td><Mark grant=default /></td>
        </tr>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grant {
    Yes,
    No,
    /// Refused where it is asked for.
    Outside,
    /// Given, although it is outside of what may be asked for.
    Contradiction,
    /// The policy says nothing of it: the platform decides.
    Open,
}

#[component]
fn Mark(grant: Grant) -> impl IntoView {
    let (tone, icon, word) = match grant {
        Grant::Yes => (Tone::Ok, Icon::Check, "yes"),
        Grant::No => (Tone::Off, Icon::Minus, "no"),
        Grant::Outside => (Tone::Bad, Icon::Close, "refused"),
        Grant::Contradiction => (Tone::Warn, Icon::Alert, "yes, but not allowed"),
        Grant::Open => (Tone::Off, Icon::Question, "not set"),
    };
    view! { <span class=format!("badge {}", tone.class())><Glyph icon />{word}</span> }
}
