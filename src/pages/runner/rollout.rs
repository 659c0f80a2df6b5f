//! What runs, what is wanted, and how they come together (contract 1.1, 7.3).

use leptos::prelude::*;

use super::Live;
use crate::widgets::{
    card::{Card, Pair},
    icon::{Glyph, Icon},
    moment::Moment,
};

#[derive(Clone, Copy, PartialEq, Eq)]
struct Revisions {
    active: i32,
    target: i32,
    rolling_out: bool,
    update_available: bool,
}

/// Revisions, rollout, versions, heartbeat.
#[component]
pub(super) fn RolloutCard(runner: Live) -> impl IntoView {
    let revisions = Memo::new(move |_| {
        runner.with(|runner| Revisions {
            active: runner.active_revision,
            target: runner.target_revision,
            rolling_out: runner.is_rolling_out(),
            update_available: runner.update_available,
        })
    });
    let heartbeat = Signal::derive(move || runner.with(|runner| runner.last_heartbeat_at.clone()));
    let changed = Signal::derive(move || runner.with(|runner| runner.updated_at.clone()));
    view! {
        <Card title="Version">
            {move || {
                revisions
                    .get()
                    .rolling_out
                    .then(|| {
                        view! {
                            <div class="stack" role="status">
                                <p class="badge tone-busy">
                                    <Glyph icon=Icon::Busy />
                                    {move || {
                                        let Revisions { active, target, .. } = revisions.get();
                                        format!("Rolling out revision {target}, {active} still runs")
                                    }}
                                </p>
                                // The API tells no share that is done.
                                <progress aria-label="Rollout in progress"></progress>
                                <p class="muted">"Began "<Moment at=changed suffix=" ago" />", usually done within a minute."</p>
                            </div>
                        }
                    })
            }}
            <dl class="pairs">
                <Pair name="Active revision">{move || active(revisions.get().active)}</Pair>
                <Pair name="Target revision">{move || revisions.get().target.to_string()}</Pair>
                <Pair name="Update">
                    {move || match revisions.get() {
                        Revisions { rolling_out: true, .. } => "Being rolled out",
                        Revisions { update_available: true, .. } => "A newer version is out on its channel",
                        Revisions { .. } => "None: it is current on its channel",
                    }}
                </Pair>
                <Pair name="Config version">
                    <code>{move || runner.with(|r| r.active_config_version.clone())}</code>
                </Pair>
                <Pair name="Profile set version">
                    <code>{move || runner.with(|r| r.active_profile_spec_version.clone())}</code>
                </Pair>
                <Pair name="Last heartbeat">
                    <Moment at=heartbeat none="none yet" suffix=" ago" />
                    <span class="muted">"The status may lag up to 30 s."</span>
                </Pair>
            </dl>
        </Card>
    }
}

fn active(revision: i32) -> String {
    if revision == 0 {
        "none yet".to_owned()
    } else {
        revision.to_string()
    }
}
