//! Single texts of the overrides.

use contract::{invisible::trimmed, model::Overrides};
use leptos::prelude::*;

use super::{AT, Placement, part::Part, place_of};
use crate::{forms::problems::Problems, widgets::field::TextField};

/// A text of the overrides with its label.
#[component]
pub(super) fn OverrideField(
    /// Unique in the page.
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    /// Path of the field below the overrides.
    field: &'static str,
    of: fn(&Overrides) -> String,
    set: fn(&mut Overrides, String),
) -> impl IntoView {
    let placement = Placement::context();
    let problems = Problems::context();
    view! {
        <TextField
            id=id
            label=label
            hint=hint
            code=true
            value=Signal::derive(move || placement.with(of))
            on_input=move |text: String| {
                placement.change(|overrides| set(overrides, trimmed(&text).to_owned()));
            }
            error=Signal::derive(move || problems.at(&format!("{AT}.{field}")))
        />
    }
}

/// Runtime classes and the scheduler. Two readings of the classes exist, whether they concern sandboxes
/// or the runner, so the labels take no side (contract 1.5).
#[component]
pub(super) fn AdvancedPart() -> impl IntoView {
    let placement = Placement::context();
    let summary = Signal::derive(move || {
        placement.with(|overrides| {
            [
                &overrides.cpu_runtime_class,
                &overrides.gpu_runtime_class,
                &overrides.scheduler_name,
            ]
            .into_iter()
            .filter(|text| !text.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" · ")
        })
    });
    view! {
        <Part place=place_of("scheduler_name") title="Runtime classes and scheduler" summary>
            <div class="form-grid">
                <OverrideField
                    id="cpu-runtime-class"
                    label="CPU runtime class"
                    hint="Runtime class for CPU pods."
                    field="cpu_runtime_class"
                    of=|overrides| overrides.cpu_runtime_class.clone()
                    set=|overrides, text| overrides.cpu_runtime_class = text
                />
                <OverrideField
                    id="gpu-runtime-class"
                    label="GPU runtime class"
                    hint="Runtime class for GPU pods."
                    field="gpu_runtime_class"
                    of=|overrides| overrides.gpu_runtime_class.clone()
                    set=|overrides, text| overrides.gpu_runtime_class = text
                />
                <OverrideField
                    id="scheduler-name"
                    label="Scheduler name"
                    hint="Advanced and unverified: the API passes it on, but does not document it."
                    field="scheduler_name"
                    of=|overrides| overrides.scheduler_name.clone()
                    set=|overrides, text| overrides.scheduler_name = text
                />
            </div>
        </Part>
    }
}
