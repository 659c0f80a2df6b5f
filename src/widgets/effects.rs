//! What a write sets off, before it is sent.

use std::sync::Arc;

use contract::effects::Effect;
use jiff::Timestamp;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::{
    format::effect::{is_sudden, told},
    state::clock::Clock,
};

/// A sentence, whether it is worth a mark, and whom it concerns where there are several.
type Line = (String, bool, Vec<Arc<str>>);

/// What one write sets off.
#[component]
pub(crate) fn Effects(#[prop(into)] effects: Signal<Vec<Effect>>) -> impl IntoView {
    let lines = Memo::new(move |_| {
        effects.with(|effects| {
            let sudden = effects
                .iter()
                .map(is_sudden)
                .chain(std::iter::repeat(false));
            let told = told(effects, Clock::instant()).into_iter().zip(sudden);
            told.map(|(sentence, is_sudden)| (sentence, is_sudden, Vec::new()))
                .collect::<Vec<_>>()
        })
    });
    view! { <Lines lines /> }
}

/// What writes to several runners set off: each sentence once, with whom it concerns.
#[component]
pub(crate) fn EffectsOnSeveral(
    /// The runners with what the write to each sets off.
    #[prop(into)]
    effects: Signal<Vec<(Arc<str>, Vec<Effect>)>>,
) -> impl IntoView {
    let lines = Memo::new(move |_| effects.with(|effects| grouped(effects, Clock::instant())));
    view! { <Lines lines /> }
}

#[component]
fn Lines(lines: Memo<Vec<Line>>) -> impl IntoView {
    let line = |(sentence, is_sudden, ids): Line| {
        let (tone, icon) = if is_sudden {
            ("tone-warn", Icon::Alert)
        } else {
            ("muted", Icon::Info)
        };
        view! {
            <li class="badge-line">
                <span class=tone><Glyph icon /></span>
                <span>{sentence} " " <span class="muted">{whom(&ids)}</span></span>
            </li>
        }
    };
    let is_there = Memo::new(move |_| lines.with(|lines| !lines.is_empty()));
    view! {
        <Show when=move || is_there.get()>
            <ul class="problems" aria-label="What this triggers">
                {move || lines.get().into_iter().map(line).collect_view()}
            </ul>
        </Show>
    }
}

fn grouped(effects: &[(Arc<str>, Vec<Effect>)], now: Timestamp) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (id, effects) in effects {
        // `told` has a sentence for nothing, too; here there is none to say it of.
        for (sentence, effect) in told(effects, now).into_iter().zip(effects) {
            match lines.iter_mut().find(|(known, ..)| *known == sentence) {
                Some((_, _, ids)) => ids.push(Arc::clone(id)),
                None => lines.push((sentence, is_sudden(effect), vec![Arc::clone(id)])),
            }
        }
    }
    lines
}

/// The first of them, and how many more there are.
fn whom(ids: &[Arc<str>]) -> String {
    const NAMED: usize = 3;
    let named: Vec<&str> = ids.iter().take(NAMED).map(|id| &**id).collect();
    match ids.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_a_sentence_is_said_once() {
        let now = "2026-11-25T12:00:00Z".parse().unwrap();
        let out = || vec![Effect::RollsOut { starts_over: false }];
        let all = ["a", "b", "c", "d"].map(|id| (Arc::from(id), out()));
        let mut all = all.to_vec();
        all.push((Arc::from("e"), vec![Effect::InstallsAgain]));
        all.push((Arc::from("f"), Vec::new()));
        let lines = grouped(&all, now);
        assert_eq!(lines.len(), 2);
        assert_eq!(
            (lines[0].1, whom(&lines[0].2).as_str()),
            (true, "a, b, c and 1 more")
        );
        assert_eq!((lines[1].1, whom(&lines[1].2).as_str()), (false, "e"));
    }
}
