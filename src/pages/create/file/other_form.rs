//! A runner of the file in the form of the other version of the API, with what that loses.

use contract::{
    api::Dialect,
    spec_file::{OtherForm, RunnerFile, other_form},
};
use leptos::prelude::*;

use super::Batch;
use crate::{
    format::loss::told,
    state::catalog::use_catalog,
    widgets::{
        button::Button,
        icon::{Glyph, Icon},
    },
};

/// Offers it; first it says what is lost.
#[component]
pub(super) fn InOtherForm(index: usize, file: Memo<Option<RunnerFile>>) -> impl IntoView {
    let batch = Batch::context();
    let catalog = use_catalog();
    let is_open = RwSignal::new(false);
    let to = Memo::new(move |_| {
        let form = file.with(|file| file.as_ref().map(|file| file.form));
        match form.unwrap_or_default() {
            Dialect::V1beta2 => Dialect::V1,
            Dialect::V1 => Dialect::V1beta2,
        }
    });
    let written = Memo::new(move |_| {
        let text = file.with(|file| file.as_ref().map(|file| file.text.clone()));
        let text = text.filter(|_| is_open.get())?;
        let clusters = catalog.clusters.get().unwrap_or_default();
        let cluster_id = |name: &str| {
            let found = clusters.iter().find(|cluster| cluster.name == name)?;
            Some(found.id.clone())
        };
        other_form(&text, to.get(), cluster_id).ok()
    });
    let refused = Signal::derive(move || {
        batch
            .is_sending()
            .then(|| "Runners are being created.".to_owned())
    });
    let write = Callback::new(move |()| {
        if let Some(written) = written.get_untracked() {
            is_open.set(false);
            batch.rewrite(index, &written.text);
        }
    });
    let label = move || format!("Write it as {}", to.get().name());
    view! {
        <div>
            <button
                type="button"
                class="link-button"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                {move || format!("Convert to {}…", to.get().name())}
            </button>
        </div>
        {move || {
            written
                .get()
                .map(|form| {
                    view! {
                        <Losses form />
                        <div>
                            <Button label=Signal::derive(label) refused on_press=write />
                        </div>
                    }
                })
        }}
    }
}

#[component]
fn Losses(form: OtherForm) -> impl IntoView {
    let catalog = use_catalog();
    let is_lossless = form.lost.is_empty();
    let lead = if is_lossless {
        "Only comments after the first field are lost."
    } else {
        "This would be lost, along with comments after the first field:"
    };
    let list = form.lost.into_iter().map(|loss| {
        let text = told(&loss, |id| catalog.profile_name(id));
        view! {
            <li class="badge-line tone-warn">
                <Glyph icon=Icon::Alert />
                <span>{text}</span>
            </li>
        }
    });
    view! {
        <p class="muted">{lead}</p>
        <ul class="stack problems" aria-label="What the other form loses">
            {list.collect_view()}
        </ul>
    }
}
