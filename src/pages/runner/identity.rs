//! Who and where the runner is (contract 1.1, 1.2), its channel and its flags (contract 1.3).

use contract::model::ManagementMode;
use leptos::prelude::*;

use super::Live;
use crate::{
    format::word,
    widgets::{
        card::{Card, Pair},
        copy::CopyButton,
        moment::{Moment, When},
    },
};

/// Identity, channel, flags, times.
#[component]
pub(super) fn IdentityCard(runner: Live) -> impl IntoView {
    let id = Memo::new(move |_| runner.with(|runner| runner.runner_id().to_owned()));
    let uuid = Memo::new(move |_| runner.with(|runner| runner.id.clone()));
    let cluster_id = Memo::new(move |_| runner.with(|runner| runner.identity.cluster_id.clone()));
    let created =
        Signal::derive(move || runner.with(|runner| runner.created_at.as_ref().map(When::from)));
    let updated =
        Signal::derive(move || runner.with(|runner| runner.updated_at.as_ref().map(When::from)));
    view! {
        <Card title="Runner">
            <dl class="pairs">
                <Pair name="Runner ID">
                    <span class="with-copy">
                        <code>{move || id.get()}</code>
                        <CopyButton text=id what="runner ID" />
                    </span>
                </Pair>
                // v1 gives none.
                <Show when=move || uuid.with(|uuid| !uuid.is_empty())>
                    <Pair name="UUID">
                        <span class="with-copy">
                            <code>{move || uuid.get()}</code>
                            <CopyButton text=uuid what="UUID" />
                        </span>
                    </Pair>
                </Show>
                <Pair name="Display name">
                    {move || runner.with(|runner| or_none(&runner.display_name))}
                </Pair>
                <Pair name="Management">{move || runner.with(|r| management(&r.management_mode))}</Pair>
                <Pair name="Zone">{move || runner.with(|runner| runner.identity.zone.clone())}</Pair>
                <Pair name="Cluster">
                    {move || runner.with(|runner| runner.identity.cluster_name.clone())}
                    <Show when=move || cluster_id.with(|id| !id.is_empty())>
                        <span class="with-copy">
                            <code class="muted">{move || cluster_id.get()}</code>
                            <CopyButton text=cluster_id what="cluster ID" />
                        </span>
                    </Show>
                </Pair>
                <Pair name="Runner group">
                    {move || runner.with(|runner| or_none(&runner.identity.runner_group_id))}
                </Pair>
                <Channel runner />
                <Pair name="Created"><Moment at=created suffix=" ago" none="unknown" /></Pair>
                <Pair name="Last changed"><Moment at=updated suffix=" ago" none="unknown" /></Pair>
            </dl>
        </Card>
    }
}

/// The channel; a self-managed runner has none.
#[component]
fn Channel(runner: Live) -> impl IntoView {
    let channel = Memo::new(move |_| {
        runner.with(|runner| {
            Some(word::channel(
                &runner.managed_spec.as_ref()?.release_channel,
            ))
        })
    });
    move || {
        channel
            .get()
            .map(|channel| view! { <Pair name="Release channel">{channel}</Pair> })
    }
}

/// Channel and flags; a self-managed runner has none.
#[component]
pub(super) fn SpecCard(runner: Live) -> impl IntoView {
    let spec = Memo::new(move |_| {
        runner.with(|runner| {
            runner.managed_spec.as_ref().map(|spec| {
                (
                    spec.release_channel.clone(),
                    spec.allow_privileged_profile_annotations,
                    spec.enforce_resource_limits,
                )
            })
        })
    });
    move || {
        spec.get().map(|(channel, privileged, limits)| {
            view! {
                <Card title="Managed by CoreWeave">
                    <dl class="pairs">
                        <Pair name="Release channel">
                            {word::channel(&channel)}
                            <span class="muted">{word::channel_meaning(&channel)}</span>
                        </Pair>
                        <Pair name="Privileged profile annotations">
                            {if privileged { "Allowed" } else { "Not allowed" }}
                        </Pair>
                        <Pair name="Resource limits">
                            {if limits {
                                "Enforced: sandboxes and profiles must declare CPU and memory limits"
                            } else {
                                "Not enforced"
                            }}
                        </Pair>
                    </dl>
                </Card>
            }
        })
    }
}

fn management(mode: &ManagementMode) -> String {
    match mode {
        ManagementMode::Managed | ManagementMode::Unspecified => "Managed by CoreWeave".to_owned(),
        ManagementMode::SelfManaged => "Self-managed: read-only here".to_owned(),
        ManagementMode::Unknown(text) => text.clone(),
    }
}

fn or_none(text: &str) -> String {
    if text.is_empty() {
        "none".to_owned()
    } else {
        text.to_owned()
    }
}
