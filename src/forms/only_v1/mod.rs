//! The fields of a runner's spec that only v1 has: data plane, volumes, tenant metrics, image pull (contract-v1 2.3).

mod choice;
mod data_plane;
mod fields;
mod parts;
mod sandboxes;
mod texts;

pub(crate) use parts::Parts;

use contract::model::ManagedSpec;
use leptos::prelude::*;
use serde_json::Value;

/// The parts and how they change.
#[derive(Clone, Copy)]
struct Spec {
    parts: Memo<Parts>,
    on_change: Callback<Parts>,
}

impl Spec {
    fn context() -> Self {
        expect_context()
    }

    fn with<T>(self, look: impl FnOnce(&Parts) -> T) -> T {
        self.parts.with(look)
    }

    fn with_untracked<T>(self, look: impl FnOnce(&Parts) -> T) -> T {
        self.parts.with_untracked(look)
    }

    fn put(self, path: &str, value: Option<Value>) {
        let mut parts = self.parts.get_untracked();
        parts.put(path, value);
        self.on_change.run(parts);
    }
}

/// The forms, a card each.
#[component]
pub(crate) fn OnlyV1Form(
    /// The spec as it is now.
    #[prop(into)]
    spec: Signal<ManagedSpec>,
    /// Called with all of these parts whenever one changes.
    on_change: Callback<Parts>,
) -> impl IntoView {
    let parts = Memo::new(move |_| spec.with(Parts::of));
    provide_context(Spec { parts, on_change });
    view! {
        <data_plane::DataPlaneCard />
        <sandboxes::SandboxesCard />
    }
}
