//! What the pod asks for and may use at most, as Kubernetes quantities.

use contract::{
    model::{Overrides, Resources},
    quantity::{self, Of},
};
use leptos::prelude::*;

use super::{Placement, part::Part, place_of, plain::OverrideField};

fn text(overrides: &Overrides, of: fn(&Resources) -> &String) -> String {
    overrides
        .resources
        .as_ref()
        .map(|resources| of(resources).clone())
        .unwrap_or_default()
}

/// Sets one; resources in which nothing is set are none.
fn put(overrides: &mut Overrides, of: fn(&mut Resources) -> &mut String, text: String) {
    *of(overrides.resources.get_or_insert_default()) = text;
    if overrides.resources == Some(Resources::default()) {
        overrides.resources = None;
    }
}

/// The part.
#[component]
pub(super) fn ResourcesPart() -> impl IntoView {
    let placement = Placement::context();
    let summary = Signal::derive(move || placement.with(words));
    view! {
        <Part place=place_of("resources") title="Resources" summary>
            <div class="form-grid">
                <OverrideField
                    id="cpu-request"
                    label="CPU request"
                    hint="Cores, such as 500m or 2."
                    field="resources.cpu_request"
                    of=|overrides| text(overrides, |r| &r.cpu_request)
                    set=|overrides, text| put(overrides, |r| &mut r.cpu_request, text)
                />
                <Meant of=Of::Cpu get=|r| &r.cpu_request set=|r| &mut r.cpu_request label="CPU request" />
                <OverrideField
                    id="cpu-limit"
                    label="CPU limit"
                    hint="At least the request."
                    field="resources.cpu_limit"
                    of=|overrides| text(overrides, |r| &r.cpu_limit)
                    set=|overrides, text| put(overrides, |r| &mut r.cpu_limit, text)
                />
                <Meant of=Of::Cpu get=|r| &r.cpu_limit set=|r| &mut r.cpu_limit label="CPU limit" />
                <OverrideField
                    id="memory-request"
                    label="Memory request"
                    hint="Bytes, such as 512Mi or 4Gi."
                    field="resources.memory_request"
                    of=|overrides| text(overrides, |r| &r.memory_request)
                    set=|overrides, text| put(overrides, |r| &mut r.memory_request, text)
                />
                <Meant of=Of::Memory get=|r| &r.memory_request set=|r| &mut r.memory_request label="Memory request" />
                <OverrideField
                    id="memory-limit"
                    label="Memory limit"
                    hint="At least the request."
                    field="resources.memory_limit"
                    of=|overrides| text(overrides, |r| &r.memory_limit)
                    set=|overrides, text| put(overrides, |r| &mut r.memory_limit, text)
                />
                <Meant of=Of::Memory get=|r| &r.memory_limit set=|r| &mut r.memory_limit label="Memory limit" />
            </div>
        </Part>
    }
}

/// What was probably meant by a quantity that is none, to be taken with a click.
#[component]
fn Meant(
    of: Of,
    get: fn(&Resources) -> &String,
    set: fn(&mut Resources) -> &mut String,
    label: &'static str,
) -> impl IntoView {
    let placement = Placement::context();
    let meant = Memo::new(move |_| {
        let typed = placement.with(|overrides| text(overrides, get));
        let wrong = (!typed.is_empty()).then(|| quantity::read(&typed, of).err());
        wrong.flatten()?.instead
    });
    move || {
        let meant = meant.get()?;
        let what = format!("Use {meant}");
        let name = format!("Use {meant} as {label}");
        let take = move |_| placement.change(|overrides| put(overrides, set, meant.clone()));
        Some(view! {
            <button type="button" class="link-button" aria-label=name on:click=take>{what}</button>
        })
    }
}

fn words(overrides: &Overrides) -> String {
    let resources = overrides.resources.clone().unwrap_or_default();
    let range = |request: &str, limit: &str, what: &str| match (request, limit) {
        ("", "") => None,
        (request, "") => Some(format!("{request} {what}")),
        ("", limit) => Some(format!("up to {limit} {what}")),
        (request, limit) => Some(format!("{request} to {limit} {what}")),
    };
    let parts = [
        range(&resources.cpu_request, &resources.cpu_limit, "CPU"),
        range(&resources.memory_request, &resources.memory_limit, "memory"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_emptied_is_not_set() {
        let mut overrides = Overrides::default();
        put(&mut overrides, |r| &mut r.cpu_request, "1".into());
        assert_eq!(words(&overrides), "1 CPU");
        put(&mut overrides, |r| &mut r.memory_limit, "2Gi".into());
        assert_eq!(words(&overrides), "1 CPU, up to 2Gi memory");
        put(&mut overrides, |r| &mut r.cpu_request, String::new());
        put(&mut overrides, |r| &mut r.memory_limit, String::new());
        assert_eq!(overrides, Overrides::default());
    }
}
