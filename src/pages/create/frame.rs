//! The step that is open, with what belongs beside it and the way on.

use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    channel::{ChannelStep, NextOpenings},
    cluster::ClusterStep,
    placement::PlacementStep,
    profiles::ProfilesStep,
    review::{Outcome, Ready, ReviewStep, SubmitButton},
    spec::SpecCard,
    stepper::name,
    wizard::{Standing, Wizard},
};
use crate::{
    paths::{Create, Route},
    widgets::{
        button::{Button, ButtonLink, Kind},
        icon::{Glyph, Icon},
    },
};

/// The open step.
#[component]
pub(super) fn Frame(side: Memo<Create>) -> impl IntoView {
    let heading = NodeRef::<html::H2>::new();
    // A step that is gone to takes the focus; the page's first one leaves it where it is.
    Effect::new(move |before: Option<Create>| {
        let now = side.get();
        if before.is_some_and(|before| before != now)
            && let Some(heading) = heading.get_untracked()
        {
            // A heading with a tabindex takes the focus.
            heading.focus().ok();
        }
        now
    });
    let title = move || {
        let number = Create::STEPS.iter().position(|step| *step == side.get());
        number.map(|at| {
            format!(
                "Step {} of {}: {}",
                at + 1,
                Create::STEPS.len(),
                name(side.get())
            )
        })
    };
    view! {
        <div class="wizard">
            <div class="wizard-main">
                <h2 class="visually-hidden" tabindex="-1" node_ref=heading>{title}</h2>
                <Outcome />
                <Unreadable side />
                <Step side />
            </div>
            <div class="wizard-side">
                {move || (side.get() == Create::Maintenance).then(|| view! { <NextOpenings /> })}
                {move || match side.get() {
                    Create::Review => view! { <Ready /> }.into_any(),
                    _ => view! { <SpecCard /> }.into_any(),
                }}
                <Ways side />
            </div>
        </div>
    }
}

#[component]
fn Step(side: Memo<Create>) -> impl IntoView {
    let wizard = Wizard::context();
    // What forms change would be written into a text that cannot be read.
    let waits = Memo::new(move |_| side.get() != Create::Review && wizard.is_unreadable());
    view! {
        <fieldset class="wizard-step" disabled=move || waits.get()>
            {move || match side.get() {
                Create::File => ().into_any(),
                Create::Cluster => view! { <ClusterStep /> }.into_any(),
                Create::Profiles => view! { <ProfilesStep /> }.into_any(),
                Create::Maintenance => view! { <ChannelStep /> }.into_any(),
                Create::Placement => view! { <PlacementStep /> }.into_any(),
                Create::Review => view! { <ReviewStep /> }.into_any(),
            }}
        </fieldset>
    }
}

/// Says why the forms wait, and how they go on.
#[component]
fn Unreadable(side: Memo<Create>) -> impl IntoView {
    let wizard = Wizard::context();
    let shown = Memo::new(move |_| side.get() != Create::Review && wizard.is_unreadable());
    view! {
        <Show when=move || shown.get()>
            <div class="banner" role="status">
                <p class="badge-line">
                    <Glyph icon=Icon::Alert />
                    "The spec as you wrote it cannot be read, so the forms wait for it."
                </p>
                <div class="form-actions">
                    <ButtonLink href=Route::Create(Create::Review).href() label="Correct the spec" />
                    <Button
                        kind=Kind::Quiet
                        label="Drop what I wrote"
                        on_press=Callback::new(move |()| wizard.rewrite())
                    />
                </div>
            </div>
        </Show>
    }
}

/// Back, on, and to the end.
#[component]
fn Ways(side: Memo<Create>) -> impl IntoView {
    let at = Memo::new(move |_| Create::STEPS.iter().position(|step| *step == side.get()));
    let neighbour = move |by: isize| {
        let at = at.get()?.checked_add_signed(by)?;
        Create::STEPS.get(at).copied()
    };
    let back = move || {
        neighbour(-1).map(|step| {
            view! { <ButtonLink href=Route::Create(step).href() label="Back" /> }
        })
    };
    let skip = move || {
        let is_early = neighbour(2).is_some();
        is_early.then(|| {
            view! {
                <ButtonLink href=Route::Create(Create::Review).href() label="Skip to review" />
            }
        })
    };
    let on = move || match neighbour(1) {
        Some(next) => view! { <Next from=side.get() next /> }.into_any(),
        None => view! { <SubmitButton /> }.into_any(),
    };
    view! {
        <div class="wizard-ways">
            {back}
            <span class="wizard-on">{skip} {on}</span>
        </div>
    }
}

/// Goes on, unless something is wrong here: then to what it is.
#[component]
fn Next(from: Create, next: Create) -> impl IntoView {
    let wizard = Wizard::context();
    let navigate = use_navigate();
    let go = Callback::new(move |()| {
        wizard.leave(from);
        if untrack(|| wizard.standing(from)) == Standing::Wrong {
            focus_first_error();
        } else {
            navigate(&Route::Create(next).href(), NavigateOptions::default());
        }
    });
    view! { <Button kind=Kind::Primary label=name(next) on_press=go /> }
}

/// Leads to the first thing that is wrong on the page, once it is drawn.
pub(super) fn focus_first_error() {
    request_animation_frame(|| {
        let first = document()
            .query_selector(".wizard .field-error:not(:empty)")
            .ok()
            .flatten();
        if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
            // It has a tabindex; there is nothing else to do where it is gone already.
            first.focus().ok();
        }
    });
}
