//! What sandboxes on the runner get: registered volumes, a collector of their usage, when their images are pulled. Each
//! is folded while it is not set.

use contract::document::Kind;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::{
    Spec,
    fields::{ChoiceAt, FlagAt, TextAt},
    parts::{Parts, doc, field, place},
    texts::TextsAt,
};
use crate::{
    forms::{
        constant::word,
        placement::part::{Part, counted},
    },
    widgets::{card::Card, option::TwoOptions},
};

/// The three parts.
#[component]
pub(super) fn SandboxesCard() -> impl IntoView {
    view! {
        <Card title="Volumes, tenant metrics, image pull">
            <p class="muted">"Optional. These settings apply to the sandboxes on the runner."</p>
            <div class="placement">
                <PartOf name="volumes" title="Volumes" words=volumes>
                    <FlagAt label="Enabled" path="volumes.enabled" />
                    <TextsAt
                        label="CSI driver allow-list"
                        one="CSI driver"
                        placeholder="csi.vastdata.com"
                        path="volumes.csi_driver_allowlist"
                    />
                </PartOf>
                <PartOf name="tenant_metrics" title="Tenant metrics" words=tenant_metrics>
                    <FlagAt label="Enabled" path="tenant_metrics.enabled" />
                    <TextAt id="tenant-metrics-image" label="Image" path="tenant_metrics.image" />
                </PartOf>
                <PartOf name="image_pull" title="Image pull" words=image_pull>
                    <ChoiceAt id="image-pull-policy" label="Policy" path="image_pull.policy" />
                </PartOf>
            </div>
        </Card>
    }
}

fn volumes(parts: &Parts) -> String {
    let drivers = parts.texts("volumes.csi_driver_allowlist").len();
    joined([on(parts, "volumes.enabled"), counted(drivers, "CSI driver")])
}

fn tenant_metrics(parts: &Parts) -> String {
    let image = parts.text("tenant_metrics.image");
    joined([on(parts, "tenant_metrics.enabled"), image])
}

fn image_pull(parts: &Parts) -> String {
    let policy = parts.text("image_pull.policy");
    match field("image_pull.policy").map(|field| field.kind) {
        _ if policy.is_empty() => "set, without a policy".to_owned(),
        Some(Kind::Choice(all)) if all.contains(&policy.as_str()) => word(&policy, all),
        _ => policy,
    }
}

fn on(parts: &Parts, path: &str) -> String {
    let word = if parts.is_on(path) {
        "enabled"
    } else {
        "not enabled"
    };
    word.to_owned()
}

fn joined(words: [String; 2]) -> String {
    let words = words.into_iter().filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" · ")
}

/// A part that is set or not, with its fields while it is. What goes with it can come back.
#[component]
fn PartOf(
    /// Its name below the spec.
    name: &'static str,
    title: &'static str,
    /// What is set, in words.
    words: fn(&Parts) -> String,
    children: ChildrenFn,
) -> impl IntoView {
    let spec = Spec::context();
    let is_set = Memo::new(move |_| spec.with(|parts| parts.at(name).is_some()));
    let summary = Signal::derive(move || {
        let words = is_set.get().then(|| spec.with(words));
        words.unwrap_or_default()
    });
    let cleared = RwSignal::new(None::<Value>);
    let choose = Callback::new(move |to_set: bool| {
        let before = spec.with_untracked(|parts| parts.at(name).cloned());
        let says = |value: &Value| value.as_object().is_none_or(|object| !object.is_empty());
        cleared.set(before.filter(|before| !to_set && says(before)));
        spec.put(name, to_set.then(|| json!({})));
    });
    let undo = move || {
        let before = cleared.get()?;
        let back = move |_| {
            cleared.set(None);
            spec.put(name, Some(before.clone()));
        };
        Some(view! {
            <p class="muted" role="status">
                {title} " was cleared. "
                <button type="button" class="link-button" on:click=back>"Undo"</button>
            </p>
        })
    };
    let children = StoredValue::new(children);
    view! {
        <Part place=place(name) title summary unset="not set">
            <TwoOptions
                name
                legend=title
                options=[("Not set", "The platform’s default."), ("Set", doc(name))]
                is_second=is_set
                choose
            />
            {undo}
            <Show when=move || is_set.get()>{children.with_value(|children| children())}</Show>
        </Part>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_said_and_that_it_is() {
        let mut parts = Parts::default();
        parts.put("volumes", Some(json!({})));
        assert_eq!(volumes(&parts), "not enabled");
        parts.put("volumes.enabled", Some(json!(true)));
        parts.put("volumes.csi_driver_allowlist", Some(json!(["a", "b"])));
        assert_eq!(volumes(&parts), "enabled · 2 CSI drivers");
        parts.put("tenant_metrics.image", Some(json!("a:1")));
        assert_eq!(tenant_metrics(&parts), "not enabled · a:1");
        assert_eq!(image_pull(&parts), "set, without a policy");
        let always = "SANDBOX_IMAGE_PULL_POLICY_ALWAYS";
        parts.put("image_pull.policy", Some(json!(always)));
        assert_eq!(image_pull(&parts), "Always");
        parts.put("image_pull.policy", Some(json!("LATER")));
        assert_eq!(image_pull(&parts), "LATER");
    }
}
