//! Where and how the runner's own pod runs (contract 1.5). Each part is collapsed while it has the platform's
//! default.

mod args;
mod entries;
pub(super) mod map;
pub(super) mod part;
mod pasted;
mod plain;
mod resources;
pub(super) mod rows;
pub(super) mod rows_field;
mod scaling;
mod sunk;
pub(super) mod texts;
mod tolerations;

use contract::{
    dotenv::Keys,
    model::{Overrides, TextMap},
};
use leptos::prelude::*;

use map::{Map, MapEditor};
use part::{Part, counted};

/// Where the overrides are in a runner, for the problems of their fields.
const AT: &str = contract::part::Part::Overrides.place();

/// Where one of them is in a runner.
fn place_of(name: &str) -> String {
    format!("{AT}.{name}")
}

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

/// One of the maps of the overrides.
#[derive(Clone, Copy)]
struct MapOf {
    title: &'static str,
    meaning: &'static str,
    map: Map,
    of: fn(&Overrides) -> &TextMap,
    of_mut: fn(&mut Overrides) -> &mut TextMap,
}

const MAPS: [MapOf; 4] = [
    MapOf {
        title: "Node selector",
        meaning: "Labels that a node must have for the runner's pod to run on it.",
        map: Map {
            within: AT,
            name: "node_selector",
            one: "label",
            is_secret: false,
            keys: Keys::Labels,
        },
        of: |overrides| &overrides.node_selector,
        of_mut: |overrides| &mut overrides.node_selector,
    },
    MapOf {
        title: "Labels",
        meaning: "Labels of the runner's pod.",
        map: Map {
            within: AT,
            name: "labels",
            one: "label",
            is_secret: false,
            keys: Keys::Labels,
        },
        of: |overrides| &overrides.labels,
        of_mut: |overrides| &mut overrides.labels,
    },
    MapOf {
        title: "Annotations",
        meaning: "Annotations of the runner's pod.",
        map: Map {
            within: AT,
            name: "annotations",
            one: "annotation",
            is_secret: false,
            keys: Keys::Labels,
        },
        of: |overrides| &overrides.annotations,
        of_mut: |overrides| &mut overrides.annotations,
    },
    MapOf {
        title: "Environment",
        meaning: "Variables of the runner's container. Values may be secrets: they are masked here and kept in this browser tab only.",
        map: Map {
            within: AT,
            name: "env",
            one: "variable",
            is_secret: true,
            keys: Keys::Variables,
        },
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
    let [node_selector, labels, annotations, env] = MAPS.map(|of| view! { <MapPart of /> });
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
fn MapPart(of: MapOf) -> impl IntoView {
    let placement = Placement::context();
    let value = Memo::new(move |_| placement.with(|overrides| (of.of)(overrides).clone()));
    let on_change = Callback::new(move |now: TextMap| {
        placement.change(|overrides| *(of.of_mut)(overrides) = now);
    });
    let summary = Signal::derive(move || counted(value.with(TextMap::len), of.map.one));
    view! {
        <Part place=place_of(of.map.name) title=of.title summary>
            <p class="muted">{of.meaning}</p>
            <MapEditor map=of.map value on_change />
        </Part>
    }
}
