//! What a policy does to those who start sandboxes, line by line.

use contract::{
    model::FieldViolation,
    policy::compare::{Effect, EffectKind},
};
use leptos::prelude::*;

use crate::widgets::icon::{Glyph, Icon};

/// What is seldom meant, as items of a list.
pub(crate) fn warned(found: Vec<FieldViolation>) -> AnyView {
    let line = |warning: FieldViolation| {
        view! {
            <li class="badge-line">
                <span class="tone-warn"><Glyph icon=Icon::Alert /></span>
                <span><code>{warning.field}</code>" "{warning.description}</span>
            </li>
        }
    };
    found.into_iter().map(line).collect_view().into_any()
}

/// The name of a kind of effect, as a heading.
pub(crate) fn title(kind: EffectKind) -> &'static str {
    match kind {
        EffectKind::Refuses => "Newly refused",
        EffectKind::Allows => "Newly allowed",
        EffectKind::Changes => "Different by default",
    }
}

/// An effect as an item of a list.
pub(crate) fn line(effect: &Effect) -> AnyView {
    let (tone, icon) = match effect.kind {
        EffectKind::Refuses => ("tone-bad", Icon::Close),
        EffectKind::Allows => ("tone-ok", Icon::Check),
        EffectKind::Changes => ("tone-busy", Icon::Info),
    };
    let (group, words) = (effect.group, effect.words.clone());
    view! {
        <li class="badge-line">
            <span class=tone><Glyph icon /></span>
            <span><code>{group}</code>" "{words}</span>
        </li>
    }
    .into_any()
}
