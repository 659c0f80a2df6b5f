//! What the server resolved for the runner's pod (contract 1.8): read-only.

use contract::wire::{DeploymentSpec, Overrides};
use leptos::prelude::*;

use super::{Live, overrides::Settings};
use crate::{
    format::overrides::{Line, lines, resources},
    widgets::card::Card,
};

/// The resolved deployment, where the server tells it.
#[component]
pub(super) fn DeploymentCard(runner: Live) -> impl IntoView {
    let spec = Memo::new(move |_| runner.with(|runner| runner.deployment_spec.clone()));
    move || {
        spec.get().map(|spec| {
            let lines = resolved(spec);
            view! {
                <Card title="Deployment">
                    <p class="muted">
                        "What the server made of version, organization policy and overrides. Read-only."
                    </p>
                    <Settings lines />
                </Card>
            }
        })
    }
}

fn resolved(spec: DeploymentSpec) -> Vec<Line> {
    let mut out: Vec<Line> = [
        ("Image", &spec.image),
        ("Image pull policy", &spec.image_pull_policy),
        ("Service account", &spec.service_account),
        ("Gateway", &spec.gateway_server),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(group, value)| Line::new(group, "", value))
    .collect();
    let init = spec
        .init_resources
        .as_ref()
        .map(|r| resources("Init resources", r));
    out.extend(lines(&Overrides {
        node_selector: spec.node_selector,
        tolerations: spec.tolerations,
        resources: spec.resources,
        annotations: spec.annotations,
        labels: spec.labels,
        env: spec.env,
        args: spec.args,
        scaling: spec.scaling,
        cpu_runtime_class: spec.cpu_runtime_class,
        gpu_runtime_class: spec.gpu_runtime_class,
        unknown: spec.unknown,
        ..Overrides::default()
    }));
    out.extend(init.unwrap_or_default());
    out
}
