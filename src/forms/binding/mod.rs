//! What a binding sets for this runner alone: a name, and a partial spec (contract 1.6).

pub(crate) mod bound;
mod overrides;

use contract::model::ProfileBinding;
use leptos::prelude::*;

use crate::{
    paths::Route,
    state::profile_names::ProfileNames,
    widgets::icon::{Glyph, Icon},
};
use overrides::OverridesField;

/// The fields, folded while they are empty, and what the name means elsewhere.
#[component]
pub(crate) fn BindingFields(
    /// The profile's UUID.
    id: String,
    #[prop(into)] display_name: Signal<String>,
    #[prop(into)] binding: Signal<ProfileBinding>,
    on_change: Callback<ProfileBinding>,
    /// The runner that the binding is of, where there is one already.
    #[prop(optional)]
    runner_id: Option<String>,
) -> impl IntoView {
    let names: ProfileNames = expect_context();
    let name_id = format!("profile-{id}-name");
    let label_for = name_id.clone();
    let hint_id = format!("profile-{id}-name-hint");
    let hint = hint_id.clone();
    let id = StoredValue::new(id);
    let given = Memo::new(move |_| binding.with(|binding| binding.profile_name.clone()));
    let elsewhere = Memo::new(move |_| {
        let name = match given.get() {
            given if given.is_empty() => display_name.get(),
            given => given,
        };
        let other = id.with_value(|id| names.elsewhere(&name, id))?;
        (runner_id.as_ref() != Some(&other)).then_some((name, other))
    });
    let has_settings = binding.with_untracked(|binding| {
        !binding.profile_name.is_empty() || !binding.overrides_json.is_empty()
    });
    let overrides = Memo::new(move |_| binding.with(|binding| binding.overrides_json.clone()));
    let change = move |change: &dyn Fn(&mut ProfileBinding)| {
        let mut changed = binding.get_untracked();
        change(&mut changed);
        on_change.run(changed);
    };
    let on_overrides = Callback::new(move |json: String| {
        change(&|binding| binding.overrides_json.clone_from(&json));
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
                        " refers to another profile: a sandbox that asks for it may get either one."
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
                        placeholder=move || display_name.get()
                        prop:value=move || given.get()
                        on:input=move |event| {
                            let name = event_target_value(&event);
                            change(&|binding| binding.profile_name.clone_from(&name));
                        }
                    />
                    <p class="field-hint" id=hint_id>
                        "The name that sandboxes use for it here; if empty, its display name."
                    </p>
                </div>
                <OverridesField id=id.get_value() sent=overrides on_change=on_overrides />
            </div>
        </details>
    }
}
