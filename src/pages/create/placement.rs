//! Where the runner's own pod may run, and with what. Everything here can be left to the platform.

use leptos::prelude::*;

use super::wizard::Wizard;
use crate::{forms::placement::PlacementForm, widgets::card::Card};

/// The step.
#[component]
pub(super) fn PlacementStep() -> impl IntoView {
    let wizard = Wizard::context();
    let overrides =
        Memo::new(move |_| wizard.with(|draft| draft.overrides().cloned().unwrap_or_default()));
    let on_change = Callback::new(move |overrides| {
        wizard.edit(|draft| {
            let is_set = overrides != contract::model::Overrides::default();
            if is_set || draft.overrides().is_some() {
                draft.spec().overrides = is_set.then_some(overrides);
            }
        });
    });
    view! {
        <Card title="Placement of the runner's pod">
            <p class="muted">
                "Optional. What you leave empty uses the platform’s default. These settings apply to the runner itself, not to the sandboxes on it."
            </p>
            <PlacementForm overrides on_change />
        </Card>
    }
}
