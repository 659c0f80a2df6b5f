//! The steps, with what each contains and whether it is complete. Every step can be opened at any time.

use contract::policy::Policy;
use leptos::prelude::*;

use super::{
    placement,
    wizard::{Standing, Wizard},
};
use crate::{
    format::{count, word},
    paths::{Create, Route},
    state::catalog::use_catalog,
    widgets::icon::{Glyph, Icon},
};

/// The name of a side: where a runner has no profiles it has a policy.
pub(super) fn name(wizard: Wizard, side: Create) -> &'static str {
    match side {
        Create::Profiles if !wizard.binds_profiles() => "Policy",
        side => side.name(),
    }
}

/// Links to the steps.
#[component]
pub(super) fn Stepper(side: Memo<Create>) -> impl IntoView {
    let links = (1..)
        .zip(Create::STEPS)
        .map(|(number, step)| view! { <Link side step number /> });
    view! {
        <nav aria-label="Steps">
            <ol class="steps">{links.collect_view()}</ol>
        </nav>
    }
}

#[component]
fn Link(side: Memo<Create>, step: Create, number: u32) -> impl IntoView {
    let wizard = Wizard::context();
    let standing = Memo::new(move |_| wizard.standing(step));
    let summary = summary(step);
    let (class, mark) = (
        move || match standing.get() {
            Standing::Complete => "step step-complete",
            Standing::Open => "step",
            Standing::Wrong => "step step-wrong",
        },
        move || match standing.get() {
            Standing::Complete => view! { <Glyph icon=Icon::Tick /> }.into_any(),
            Standing::Open => number.into_any(),
            Standing::Wrong => "!".into_any(),
        },
    );
    let word = move || match standing.get() {
        Standing::Complete => ", complete",
        Standing::Open => "",
        Standing::Wrong => ", has errors",
    };
    view! {
        <li>
            <a
                class=class
                href=Route::Create(step).href()
                aria-current=move || (side.get() == step).then_some("step")
                data-noscroll=""
            >
                <span class="step-mark" aria-hidden="true">{mark}</span>
                <span class="step-name">
                    {move || name(wizard, step)}
                    <span class="visually-hidden">{word}</span>
                </span>
                <span class="step-summary">{move || summary.get()}</span>
            </a>
        </li>
    }
}

/// What a step holds, in a few words.
fn summary(step: Create) -> Memo<String> {
    let wizard = Wizard::context();
    let catalog = use_catalog();
    Memo::new(move |_| match step {
        Create::Cluster => wizard.with(|draft| {
            let clusters = wizard.clusters().unwrap_or_default();
            let listed = clusters.iter().find(|cluster| draft.is_on(cluster));
            let cluster =
                listed.map_or_else(|| draft.typed_cluster().trim(), |listed| &listed.name);
            let zone = draft.runner.identity.zone.trim();
            match (cluster, zone) {
                ("", _) => "choose one".to_owned(),
                (cluster, "") => cluster.to_owned(),
                (cluster, zone) => format!("{cluster} · {}", zone.to_ascii_lowercase()),
            }
        }),
        Create::Profiles if !wizard.binds_profiles() => wizard.with(|draft| {
            let Ok(policy) = draft.policy() else {
                return "cannot be read".to_owned();
            };
            let policy = policy.unwrap_or_default();
            match policy.display_name() {
                "" if policy == Policy::default() => "no limits of your own".to_owned(),
                "" => "without a name".to_owned(),
                name => name.to_owned(),
            }
        }),
        Create::Profiles => wizard.with(|draft| {
            let bindings = &draft.runner.profile_bindings;
            let Some(default) = bindings.iter().find(|b| b.is_default).or(bindings.first()) else {
                return "choose one".to_owned();
            };
            let name = catalog
                .profile_name(&default.profile_template_id)
                .unwrap_or_else(|| "1 profile".to_owned());
            match bindings.len() {
                1 => name,
                count => format!("{name}, +{}", count - 1),
            }
        }),
        Create::Maintenance => wizard.with(|draft| {
            let policy = draft
                .runner
                .managed_spec
                .as_ref()
                .and_then(|spec| spec.maintenance_policy.as_ref());
            let windows = match policy.map_or(0, |policy| policy.windows.len()) {
                0 => "any time".to_owned(),
                count => count::of(count, "window"),
            };
            format!("{} · {windows}", word::channel(&draft.channel()))
        }),
        Create::Placement => wizard.with(|draft| {
            if placement::is_set(draft.runner.managed_spec.as_ref()) {
                "set here"
            } else {
                "optional"
            }
            .to_owned()
        }),
        Create::Review | Create::File => String::new(),
    })
}
