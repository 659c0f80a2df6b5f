//! The step that is open, with what belongs beside it and the way on.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use super::{
    channel::{ChannelStep, NextOpenings},
    cluster::ClusterStep,
    placement::PlacementStep,
    profiles::ProfilesStep,
    review::{Outcome, Ready, ReviewStep, offer_to_submit},
    spec::SpecCard,
    stepper,
    wizard::{Standing, Wizard},
};
use crate::{
    actions::{Action, ActionButton, Offer, Scope},
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
    let wizard = Wizard::context();
    let title = move || {
        let number = Create::STEPS.iter().position(|step| *step == side.get());
        number.map(|at| {
            format!(
                "Step {} of {}: {}",
                at + 1,
                Create::STEPS.len(),
                stepper::name(wizard, side.get())
            )
        })
    };
    let onward = Onward::new(side);
    view! {
        <div class="wizard" on:keydown=move |event| onward.press(&event)>
            <div class="wizard-main">
                <h2 id="step" class="visually-hidden" tabindex="-1" node_ref=heading>{title}</h2>
                <Outcome />
                <Unreadable side />
                <Step side />
            </div>
            <div class="wizard-side">
                <Ways side onward />
                {move || (side.get() == Create::Maintenance).then(|| view! { <NextOpenings /> })}
                {move || match side.get() {
                    Create::Review => view! { <Ready /> }.into_any(),
                    _ => view! { <SpecCard /> }.into_any(),
                }}
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
        <fieldset class="wizard-step" aria-labelledby="step" disabled=move || waits.get()>
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
            <div class="callout" role="status">
                <p class="badge-line">
                    <Glyph icon=Icon::Alert />
                    "The spec has errors, so the forms are disabled until they are corrected."
                </p>
                <div class="form-actions">
                    <ButtonLink href=Route::Create(Create::Review).href() label="Correct the spec" />
                    <Button
                        kind=Kind::Quiet
                        label="Discard my text"
                        on_press=Callback::new(move |()| wizard.rewrite())
                    />
                </div>
            </div>
        </Show>
    }
}

/// The ways onward: buttons, keys and the command palette alike.
#[derive(Clone, Copy)]
struct Onward {
    side: Memo<Create>,
    next: Offer,
    review: Offer,
    submit: Offer,
}

impl Onward {
    fn new(side: Memo<Create>) -> Self {
        let wizard = Wizard::context();
        let navigate = use_navigate();
        // Goes on, unless something is wrong here: then to what it is.
        let go = move || {
            let from = side.get_untracked();
            let Some(next) = neighbour(from, 1) else {
                return;
            };
            wizard.leave(from);
            if untrack(|| wizard.standing(from)) == Standing::Wrong {
                focus_first_error();
            } else {
                navigate(&Route::Create(next).href(), NavigateOptions::default());
            }
        };
        let label = move || match neighbour(side.get(), 1) {
            Some(next) => format!(
                "{}: {}",
                Action::NextStep.label(),
                stepper::name(wizard, next)
            ),
            None => String::new(),
        };
        Self {
            side,
            next: Offer::new(Action::NextStep, Scope::Page, None, go).called(Signal::derive(label)),
            review: Offer::link(
                Action::ToReview,
                Scope::Page,
                None,
                Route::Create(Create::Review).href(),
            ),
            submit: offer_to_submit(wizard),
        }
    }

    /// To the next step, or from the last one to the server.
    fn offer(self) -> Offer {
        match self.side.get() {
            Create::Review => self.submit,
            _ => self.next,
        }
    }

    /// Enter chooses the option that has the focus, and goes on from what is chosen or filled in; with Ctrl or ⌘ it
    /// goes on from anywhere.
    fn press(self, event: &KeyboardEvent) {
        if event.key() != "Enter" || event.default_prevented() || event.is_composing() {
            return;
        }
        let target = event.target();
        let field = target.and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        match field {
            _ if event.ctrl_key() || event.meta_key() => {}
            Some(field) if field.type_() == "radio" && !field.checked() => {
                event.prevent_default();
                return field.click();
            }
            Some(field) if matches!(field.type_().as_str(), "radio" | "checkbox" | "text") => {}
            _ => return,
        }
        event.prevent_default();
        // The button says why not.
        drop(untrack(|| self.offer()).run());
    }
}

fn neighbour(side: Create, by: isize) -> Option<Create> {
    let at = Create::STEPS.iter().position(|step| *step == side)?;
    Create::STEPS.get(at.checked_add_signed(by)?).copied()
}

/// Back, on, and to the end.
#[component]
fn Ways(side: Memo<Create>, onward: Onward) -> impl IntoView {
    let back = move || {
        neighbour(side.get(), -1).map(|step| {
            view! { <ButtonLink href=Route::Create(step).href() label="Back" /> }
        })
    };
    let skip = move || {
        let is_early = neighbour(side.get(), 2).is_some();
        is_early.then(|| view! { <ActionButton offer=onward.review.put() /> })
    };
    let on = move || view! { <ActionButton offer=onward.offer().put() /> };
    view! {
        <div class="wizard-ways">
            {back}
            <span class="wizard-on">{skip} {on}</span>
        </div>
    }
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
