//! The spec so far, beside the forms.

use contract::spec_file::write_spec;
use leptos::prelude::*;

use super::wizard::Wizard;
use crate::{
    api::spoken::read_in,
    paths::{Create, Route},
    widgets::card::Card,
};

/// The spec as the forms make it. Values of environment variables, which may be secrets, only show on the
/// last step.
#[component]
pub(super) fn SpecCard() -> impl IntoView {
    let wizard = Wizard::context();
    let text = Memo::new(move |_| {
        let mut runner = wizard.with(|draft| draft.runner.clone());
        let overrides = runner
            .managed_spec
            .as_mut()
            .and_then(|spec| spec.overrides.as_mut());
        if let Some(overrides) = overrides {
            for value in overrides.env.values_mut() {
                "(hidden here)".clone_into(value);
            }
        }
        write_spec(read_in(), &runner)
    });
    let aside = move || {
        view! { <a class="link" href=Route::Create(Create::Review).href()>"Edit"</a> }
    };
    view! {
        <Card title="Spec" aside=aside>
            <pre class="code spec-so-far" tabindex="0" role="region" aria-label="The spec so far">
                {move || text.get()}
            </pre>
        </Card>
    }
}
