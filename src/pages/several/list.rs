//! What the patch does to each runner, and what each would lose.

use std::sync::Arc;

use contract::{edit, effects::of_change, part::Part};
use leptos::prelude::*;

use super::{
    edits::{Edits, Reading},
    plan::{Change, Plan, policy_of},
    policy::ForCallers,
};
use crate::{
    api::runners::dialect,
    format::loss,
    forms::{code::Compare, other_zone::OtherZone},
    paths::Route,
    state::{catalog::use_catalog, clock::Clock},
    widgets::{
        card::Card,
        effects::Effects,
        icon::{Glyph, Icon},
        terminal::Calls,
    },
};

/// The choice between replacing, as the API does, and keeping what each runner has besides.
#[component]
pub(super) fn Keep() -> impl IntoView {
    let edits = Edits::context();
    let plans = edits.plans();
    let losing = Memo::new(move |_| {
        plans.with(|plans| {
            let losing = plans
                .changes()
                .filter(|(_, change)| !change.losses.is_empty());
            losing.count()
        })
    });
    let shown = Memo::new(move |_| edits.keeps() || losing.get() > 0);
    let told = move || match (edits.keeps(), losing.get()) {
        (true, 0) => "Each runner keeps everything else; nothing is lost.".to_owned(),
        (true, _) => {
            "Each runner keeps everything else, except what the patch itself replaces.".to_owned()
        }
        (false, 1) => "1 runner would lose something it has now.".to_owned(),
        (false, losing) => {
            format!("{losing} runners would lose something they have now.")
        }
    };
    view! {
        <Show when=move || shown.get()>
            <Card title="What would be lost">
                <p class="badge-line" class:tone-warn=move || { losing.get() > 0 }>
                    <Glyph icon=Icon::Alert />
                    <span role="status">{told}</span>
                </p>
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || edits.keeps()
                        on:change=move |event| edits.set_keeps(event_target_checked(&event))
                    />
                    "Keep everything else each runner has"
                </label>
            </Card>
        </Show>
    }
}

/// Every runner.
#[component]
pub(super) fn Listed() -> impl IntoView {
    let edits = Edits::context();
    let plans = edits.plans();
    let ids = Memo::new(move |_| {
        plans.with(|plans| {
            plans
                .all()
                .map(|(id, _)| Arc::clone(id))
                .collect::<Vec<_>>()
        })
    });
    let done = Memo::new(move |_| edits.reading() == Reading::Done);
    let summary = move || {
        plans.with(|plans| {
            let (mut changed, mut same, mut others) = (0, 0, 0);
            for (_, plan) in plans.all() {
                match plan {
                    Plan::Change(_) => changed += 1,
                    Plan::Same => same += 1,
                    Plan::Wrong(_) | Plan::LeftOut(_) => others += 1,
                }
            }
            let parts = [
                (changed, "changed"),
                (same, "unchanged"),
                (others, "left out"),
            ];
            let told = parts.iter().filter(|(count, _)| *count > 0);
            told.map(|(count, what)| format!("{count} {what}"))
                .collect::<Vec<_>>()
                .join(", ")
        })
    };
    let gone = move || {
        let gone = edits.gone();
        (!gone.is_empty()).then(|| {
            let names = gone
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ");
            // v1 shows no runners that manage themselves (contract-v1 2.1).
            let why = if edits.of_policies() {
                "Without a policy in v1 of the API: "
            } else {
                "Deleted in the meantime: "
            };
            view! { <p class="muted">{why} {names}</p> }
        })
    };
    view! {
        <Show when=move || done.get()>
            <Card title="What it does">
                <p role="status">{summary}</p>
                {gone}
                <ul class="entries several">
                    <For each=move || ids.get() key=Arc::clone let(id)>
                        <Item id />
                    </For>
                </ul>
            </Card>
        </Show>
    }
}

#[component]
fn Item(id: Arc<str>) -> impl IntoView {
    let edits = Edits::context();
    let plans = edits.plans();
    let href = Route::runner(&id).href();
    let label = format!("Leave out {id}");
    let name = id.to_string();
    let let_go = {
        let id = Arc::clone(&id);
        move |_| edits.leave_out(&id)
    };
    let body = move || match plans.with(|plans| plans.of(&id).cloned()) {
        None => ().into_any(),
        Some(Plan::Same) => view! { <span class="muted">"No change"</span> }.into_any(),
        Some(Plan::LeftOut(why)) => view! { <span class="muted">{why}</span> }.into_any(),
        Some(Plan::Wrong(wrong)) => {
            let first = wrong.first().map(ToString::to_string).unwrap_or_default();
            view! { <span class="field-error tone-bad">{first}</span> }.into_any()
        }
        Some(Plan::Change(change)) => view! { <Changed change /> }.into_any(),
    };
    view! {
        <li class="entry several-item">
            <div class="several-head">
                <a class="link" href=href>{name}</a>
                <button type="button" class="link-button" aria-label=label on:click=let_go>"Leave out"</button>
            </div>
            {body}
        </li>
    }
}

/// Mask and losses, and on demand the difference and the request.
#[component]
fn Changed(change: Arc<Change>) -> impl IntoView {
    let catalog = use_catalog();
    let mask = change
        .update
        .mask
        .documented()
        .into_iter()
        .map(|path| view! { <code>{path}</code> })
        .collect_view();
    let losses = change
        .losses
        .clone()
        .into_iter()
        .map(|lost| {
            let text = move || loss::told(&lost, |id| catalog.profile_name(id));
            view! { <li class="badge-line tone-warn"><Glyph icon=Icon::Alert /><span>{text}</span></li> }
        })
        .collect_view();
    let is_moved = change.wanted.identity.zone != change.base.identity.zone;
    let identity = if is_moved {
        change.wanted.identity.clone()
    } else {
        contract::model::Identity::default()
    };
    let effects = of_change(&change.base, &change.wanted, Clock::instant());
    let of_policy = change.update.mask.documented() == [Part::Policy.place()];
    let effects = if of_policy {
        view! {
            <ForCallers before=&change.base after=&change.wanted />
            <p class="muted">"Sandboxes that are already running are not affected."</p>
        }
        .into_any()
    } else {
        view! { <Effects effects=Signal::stored(effects) /> }.into_any()
    };
    let open = RwSignal::new(false);
    let details = move || {
        open.get().then(|| {
            let [before, after] = [&*change.base, &change.wanted].map(|runner| {
                if of_policy {
                    policy_of(runner)
                        .map_or_else(String::new, |policy| edit::policy::write(&policy))
                } else {
                    edit::write(dialect(), runner)
                }
            });
            view! {
                <Compare
                    label="Differences from the current version"
                    before=Signal::stored(before)
                    after=Signal::stored(after)
                />
                <Calls calls=Signal::stored(change.update.calls.clone()) />
            }
        })
    };
    view! {
        <p class="mask">{mask}</p>
        {effects}
        <OtherZone identity=Signal::stored(identity) />
        <ul class="problems">{losses}</ul>
        <details on:toggle=move |event| open.set(is_open(&event))>
            <summary>"Differences and request"</summary>
            <div class="stack">{details}</div>
        </details>
    }
}

fn is_open(event: &web_sys::Event) -> bool {
    use wasm_bindgen::JsCast;
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|details| details.has_attribute("open"))
}
