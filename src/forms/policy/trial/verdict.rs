//! What a policy says to a sandbox, constraint by constraint, with the smallest change that would let it pass.

use contract::{
    edit::policy::{Told, read_sandbox, told},
    policy::{
        Judgement, Outcome, Policy, Sandbox, judge,
        judge::{Change, allowing},
    },
    spec_file::Diagnostic,
};
use leptos::prelude::*;
use serde_json::Value;

use super::Examples;
use crate::widgets::{
    button::Button,
    icon::{Glyph, Icon},
    status::{Tone, ToneClass as _},
};

/// What a sandbox is tried on.
#[derive(Clone, PartialEq)]
pub(crate) struct On {
    /// The policy as it is; nothing where none was configured.
    pub(crate) saved: Option<Policy>,
    /// The one that is typed, where it differs.
    pub(crate) draft: Option<Policy>,
    /// The text that a change would go into: changes are told as it is written.
    pub(crate) text: String,
    /// Whether there is a runner that could have one.
    pub(crate) has_runner: bool,
}

type Read = Result<(Value, Sandbox), Vec<Diagnostic>>;

/// The verdicts, the draft's first.
#[component]
pub(super) fn Verdicts(read: Memo<Read>, on: Memo<On>, ask_for: Callback<Policy>) -> impl IntoView {
    move || {
        let On {
            saved,
            draft,
            text,
            has_runner,
        } = on.get();
        let text = StoredValue::new(text);
        let Ok((_, sandbox)) = read.get() else {
            return view! { <p class="muted">"Correct the description first."</p> }.into_any();
        };
        let of_draft = draft.map(|policy| {
            view! { <OnPolicy title="On your draft" policy sandbox=sandbox.clone() text changes=true ask_for /> }
        });
        let changes = of_draft.is_none();
        let of_saved = match saved {
            Some(policy) => {
                view! { <OnPolicy title="On the saved policy" policy sandbox text changes ask_for /> }
                    .into_any()
            }
            None if !has_runner => ().into_any(),
            None => view! {
                <p class="muted">
                    "No policy is saved, and the platform's default is not published."
                </p>
            }
            .into_any(),
        };
        (of_draft, of_saved).into_any()
    }
}

/// The answer in a word.
fn answer(judgements: &[Judgement]) -> (Tone, Icon, String) {
    let count = |outcome| {
        judgements
            .iter()
            .filter(|one| one.outcome == outcome)
            .count()
    };
    match (count(Outcome::Refused), count(Outcome::Unknown)) {
        (0, 0) => (Tone::Ok, Icon::Check, "Allowed".to_owned()),
        (0, _) => (
            Tone::Warn,
            Icon::Question,
            "Depends on the platform".to_owned(),
        ),
        (1, _) => (Tone::Bad, Icon::Close, "Refused by 1 rule".to_owned()),
        (rules, _) => (Tone::Bad, Icon::Close, format!("Refused by {rules} rules")),
    }
}

#[component]
fn OnPolicy(
    title: &'static str,
    policy: Policy,
    sandbox: Sandbox,
    text: StoredValue<String>,
    /// Whether a change of it would go into the draft: one of another policy would take the draft's place.
    changes: bool,
    ask_for: Callback<Policy>,
) -> impl IntoView {
    let mut judgements = judge(&policy, &sandbox).judgements;
    judgements.sort_by_key(|one| match one.outcome {
        Outcome::Refused => 0,
        Outcome::Unknown => 1,
        Outcome::Unset => 2,
        Outcome::Allowed => 3,
    });
    let (tone, icon, word) = answer(&judgements);
    let is_refused = tone == Tone::Bad;
    let nothing = judgements
        .iter()
        .all(|one| one.outcome == Outcome::Unset)
        .then(|| view! { <p class="muted">"No rule of this policy applies to it."</p> });
    let list = text.with_value(|text| {
        let line = |one| line(one, text);
        judgements.iter().map(line).collect_view()
    });
    let way = is_refused.then(|| match allowing(&policy, &sandbox) {
        Some(all) => changes
            .then(|| view! { <Way policy changes=all ask_for /> })
            .into_any(),
        None => view! { <p class="muted">"No policy would allow it as described."</p> }.into_any(),
    });
    view! {
        <section class="stack" aria-label=title>
            <p class="with-age">
                <strong>{title}</strong>
                <span class=format!("badge {}", tone.class())><Glyph icon />{word}</span>
            </p>
            {nothing}
            <ul class="problems stack">{list}</ul>
            {way}
        </section>
    }
}

fn line(judgement: &Judgement, text: &str) -> impl IntoView + use<> {
    let (tone, icon, word) = match judgement.outcome {
        Outcome::Allowed => (Tone::Ok, Icon::Check, "allowed"),
        Outcome::Refused => (Tone::Bad, Icon::Close, "refused"),
        Outcome::Unknown => (Tone::Warn, Icon::Question, "unknown"),
        Outcome::Unset => (Tone::Off, Icon::Question, "not set"),
    };
    let change = judgement.change.as_ref().map(|change| {
        let Told { words, items } = told(change, text);
        let items = items.map(|items| {
            view! { <pre class="code" tabindex="0" aria-label="What the change is about">{items}</pre> }
        });
        view! { <br /> "Smallest change: " <code>{words}</code> {items} }
    });
    view! {
        <li class="badge-line">
            <span class=tone.class()><Glyph icon /><span class="visually-hidden">{word}": "</span></span>
            <div><code>{judgement.constraint}</code>" "{judgement.why.clone()}{change}</div>
        </li>
    }
}

/// The changes that let it pass, put into the editor's text: nothing is sent.
#[component]
fn Way(policy: Policy, changes: Vec<Change>, ask_for: Callback<Policy>) -> impl IntoView {
    let label = match changes.len() {
        1 => "Make this change in the draft".to_owned(),
        count => format!("Make these {count} changes in the draft"),
    };
    let make = Callback::new(move |()| {
        let wanted = changes
            .iter()
            .fold(policy.clone(), |policy, change| change.apply(&policy));
        ask_for.run(wanted);
    });
    view! {
        <div><Button label on_press=make /></div>
    }
}

/// What a change of the policy does to the kept examples.
#[component]
pub(crate) fn Tried(
    #[prop(into)] saved: Signal<Policy>,
    #[prop(into)] wanted: Signal<Policy>,
) -> impl IntoView {
    let examples: Examples = expect_context();
    let list = move || {
        let (saved, wanted) = (saved.get(), wanted.get());
        let all = examples.all().into_iter();
        let all = all.filter_map(|(name, text)| {
            let (_, sandbox) = read_sandbox(&text).ok()?;
            let [before, after] = [&saved, &wanted].map(|policy| {
                let verdict = judge(policy, &sandbox);
                let why = verdict.refusals().next().map(|refusal| refusal.why.clone());
                (verdict.is_allowed(), why)
            });
            Some((name, before, after))
        });
        all.map(|(name, (was, _), (is, why))| {
            let word = |allowed: bool| if allowed { "allowed" } else { "refused" };
            let (tone, icon, said) = match (was, is) {
                (true, false) => (
                    Tone::Bad,
                    Icon::Close,
                    "allowed now, refused after this change".to_owned(),
                ),
                (false, true) => (
                    Tone::Ok,
                    Icon::Check,
                    "refused now, allowed after this change".to_owned(),
                ),
                (_, is) => (Tone::Off, Icon::Minus, format!("still {}", word(is))),
            };
            let why = why.map(|why| format!(": {why}"));
            view! {
                <li class="badge-line">
                    <span class=tone.class()><Glyph icon /></span>
                    <span><strong>{name}</strong>" "{said}{why}</span>
                </li>
            }
        })
        .collect_view()
    };
    view! {
        <div class="stack">
            <h3>"Your examples"</h3>
            <ul class="problems">{list}</ul>
        </div>
    }
}
