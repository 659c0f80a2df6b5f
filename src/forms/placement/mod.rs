//! What places and shapes the runner's own pod (contract 1.5). Each part is folded while it is as the
//! platform has it.

mod args;
mod map;
mod part;
mod pasted;
mod plain;
mod resources;
mod rows;
mod scaling;
mod sunk;
mod tolerations;

use contract::{dotenv::Keys, model::Overrides};
use leptos::prelude::*;

use map::{Map, MapEditor};
use part::{Part, counted};

/// Where the overrides are in a runner, for the problems of their fields.
const AT: &str = contract::part::Part::Overrides.place();

/// The overrides and how they change.
#[derive(Clone, Copy)]
struct Placement {
    overrides: Signal<Overrides>,
    on_change: Callback<Overrides>,
}

impl Placement {
    fn context() -> Self {
        expect_context()
    }

    fn with<T>(self, look: impl FnOnce(&Overrides) -> T) -> T {
        self.overrides.with(look)
    }

    fn change(self, change: impl FnOnce(&mut Overrides)) {
        let mut overrides = self.overrides.get_untracked();
        change(&mut overrides);
        self.on_change.run(overrides);
    }
}

const MAPS: [Map; 4] = [
    Map {
        name: "node_selector",
        title: "Node selector",
        meaning: "Labels that a node must have for the runner's pod to run on it.",
        one: "label",
        is_secret: false,
        keys: Keys::Labels,
        of: |overrides| &overrides.node_selector,
        of_mut: |overrides| &mut overrides.node_selector,
    },
    Map {
        name: "labels",
        title: "Labels",
        meaning: "Labels of the runner's pod.",
        one: "label",
        is_secret: false,
        keys: Keys::Labels,
        of: |overrides| &overrides.labels,
        of_mut: |overrides| &mut overrides.labels,
    },
    Map {
        name: "annotations",
        title: "Annotations",
        meaning: "Annotations of the runner's pod.",
        one: "annotation",
        is_secret: false,
        keys: Keys::Labels,
        of: |overrides| &overrides.annotations,
        of_mut: |overrides| &mut overrides.annotations,
    },
    Map {
        name: "env",
        title: "Environment",
        meaning: "Variables of the runner's container. Values may be secrets: they are masked here and kept in this browser tab only.",
        one: "variable",
        is_secret: true,
        keys: Keys::Variables,
        of: |overrides| &overrides.env,
        of_mut: |overrides| &mut overrides.env,
    },
];

/// The form.
#[component]
pub(crate) fn PlacementForm(
    /// The overrides as they are now.
    #[prop(into)]
    overrides: Signal<Overrides>,
    /// Called with all of them whenever one changes.
    on_change: Callback<Overrides>,
) -> impl IntoView {
    let placement = Placement {
        overrides,
        on_change,
    };
    provide_context(placement);
    let [node_selector, labels, annotations, env] = MAPS.map(|map| view! { <MapPart map /> });
    view! {
        <div class="placement">
            <sunk::SunkPreset />
            {node_selector}
            <tolerations::TolerationsPart />
            <resources::ResourcesPart />
            <scaling::ScalingPart />
            {labels}
            {annotations}
            {env}
            <args::ArgsPart />
            <plain::AdvancedPart />
        </div>
    }
}

#[component]
fn MapPart(map: Map) -> impl IntoView {
    let placement = Placement::context();
    let summary = Signal::derive(move || {
        placement.with(|overrides| counted((map.of)(overrides).len(), map.one))
    });
    view! {
        <Part name=map.name title=map.title summary>
            <p class="muted">{map.meaning}</p>
            <MapEditor map />
        </Part>
    }
}
