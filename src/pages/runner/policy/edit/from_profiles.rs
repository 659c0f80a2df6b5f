//! A policy drafted from the profiles that the runner binds, with everything that it cannot say (contract-v1 6.2, J-27).

use contract::{
    model::{ProfileBinding, ProfileTemplate, Runner},
    policy::draft::{Draft, Loss, draft},
};
use leptos::prelude::*;

use crate::{
    pages::runner::{Live, policy::editing::Editing},
    state::catalog::use_catalog,
    widgets::{
        button::Button,
        icon::{Glyph, Icon},
    },
};

/// The bindings with their profiles; none where a profile is not known.
fn bound(
    runner: &Runner,
    known: &[ProfileTemplate],
) -> Option<Vec<(ProfileBinding, ProfileTemplate)>> {
    let bindings = runner.profile_bindings.iter();
    bindings
        .map(|binding| {
            let template = known
                .iter()
                .find(|one| one.id == binding.profile_template_id)?;
            Some((binding.clone(), template.clone()))
        })
        .collect()
}

/// Folded, where the runner binds profiles that are known.
#[component]
pub(super) fn FromProfiles(runner: Live) -> impl IntoView {
    let catalog = use_catalog();
    let editing = Editing::context();
    let drafted = Memo::new(move |_| {
        let bound = catalog
            .profiles
            .with(|known| runner.with(|runner| bound(runner, known?)))?;
        (!bound.is_empty()).then(|| draft(&bound))
    });
    move || {
        drafted.get().map(|Draft { policy, losses }| {
            let take = Callback::new(move |()| editing.ask_for(&policy));
            let losses = losses.into_iter().map(line).collect_view();
            view! {
                <details>
                    <summary>"Draft a policy from this runner's profiles"</summary>
                    <div class="stack">
                        <p class="muted">
                            "What the draft cannot express, or expresses differently. The draft replaces the policy in the text; nothing is sent yet."
                        </p>
                        <ul class="problems stack" aria-label="What the draft cannot express">{losses}</ul>
                        <div><Button label="Write the draft into the text" on_press=take /></div>
                    </div>
                </details>
            }
        })
    }
}

fn line(loss: Loss) -> impl IntoView {
    let Loss {
        profile,
        field,
        why,
    } = loss;
    let profile = (!profile.is_empty()).then(|| view! { <strong>{profile}</strong>" " });
    view! {
        <li class="badge-line">
            <span class="tone-warn"><Glyph icon=Icon::Alert /></span>
            <span>{profile}<code>{field}</code>" "{why}</span>
        </li>
    }
}
