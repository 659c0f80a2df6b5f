//! What a binding sets for this runner alone: a name, and a partial spec (contract 1.6).

use leptos::prelude::*;

use super::overrides::OverridesField;
use crate::{
    pages::create::wizard::Wizard,
    paths::Route,
    state::profile_names::ProfileNames,
    widgets::icon::{Glyph, Icon},
};

/// The fields, folded while they are empty, and what the name means elsewhere.
#[component]
pub(super) fn BindingFields(id: String, display_name: String) -> impl IntoView {
    let wizard = Wizard::context();
    let names: ProfileNames = expect_context();
    let name_id = format!("profile-{id}-name");
    let label_for = name_id.clone();
    let hint_id = format!("profile-{id}-name-hint");
    let hint = hint_id.clone();
    let id = StoredValue::new(id);
    let display_name = StoredValue::new(display_name);
    let given =
        Memo::new(move |_| id.with_value(|id| wizard.with(|draft| draft.name_of(id).to_owned())));
    let elsewhere = Memo::new(move |_| {
        let name = match given.get() {
            given if given.is_empty() => display_name.get_value(),
            given => given,
        };
        let other = id.with_value(|id| names.elsewhere(&name, id))?;
        Some((name, other))
    });
    let has_settings = id.with_value(|id| {
        wizard.with(|draft| !draft.name_of(id).is_empty() || !draft.overrides_of(id).is_empty())
    });
    let warning = move || {
        elsewhere.get().map(|(name, other)| {
            view! {
                <p class="badge-line tone-warn option-note">
                    <Glyph icon=Icon::Alert />
                    <span>
                        "On "
                        <a class="link" href=Route::runner(&other).href()>{other.clone()}</a>
                        " the name " <code>{name}</code>
                        " means another profile: a sandbox that asks for it gets either."
                    </span>
                </p>
            }
        })
    };
    view! {
        {warning}
        <details class="option-more" open=has_settings>
            <summary>"Name and overrides on this runner"</summary>
            <div class="stack">
                <div class="field">
                    <label for=label_for>"Name on this runner" <span class="muted">" optional"</span></label>
                    <input
                        id=name_id
                        class="input code"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        aria-describedby=hint
                        placeholder=display_name.get_value()
                        prop:value=move || given.get()
                        on:input=move |event| {
                            let name = event_target_value(&event);
                            id.with_value(|id| {
                                wizard.edit(|draft| {
                                    if let Some(binding) = draft.binding(id) {
                                        binding.profile_name = name;
                                    }
                                });
                            });
                        }
                    />
                    <p class="field-hint" id=hint_id>
                        "What sandboxes call it here. Without one it goes by its display name."
                    </p>
                </div>
                <OverridesField id=id.get_value() />
            </div>
        </details>
    }
}
