//! What runs, what is wanted, and how they come together (contract 1.1, 7.3).

use contract::wire::Runner;
use leptos::prelude::*;

use super::Live;
use crate::widgets::{
    card::{Card, Pair},
    icon::{Glyph, Icon},
    moment::{Moment, When},
};

#[derive(Clone, Copy, PartialEq, Eq)]
struct Revisions {
    active: i32,
    target: i32,
    update: Update,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Update {
    NotManaged,
    RollingOut,
    Available,
    None,
}

impl Revisions {
    fn of(runner: &Runner) -> Self {
        let update = if !runner.is_managed() {
            Update::NotManaged
        } else if runner.is_rolling_out() {
            Update::RollingOut
        } else if runner.update_available {
            Update::Available
        } else {
            Update::None
        };
        Self {
            active: runner.active_revision,
            target: runner.target_revision,
            update,
        }
    }

    fn update(self) -> &'static str {
        match self.update {
            Update::NotManaged => "Its owner updates it",
            Update::RollingOut => "Being rolled out",
            Update::Available => "A newer version is out on its channel",
            Update::None => "None: nothing newer is out on its channel",
        }
    }
}

/// Revisions, rollout, versions, heartbeat.
#[component]
pub(super) fn RolloutCard(runner: Live) -> impl IntoView {
    let revisions = Memo::new(move |_| runner.with(|runner| Revisions::of(runner)));
    let heartbeat = Signal::derive(move || {
        runner.with(|runner| runner.last_heartbeat_at.as_ref().map(When::from))
    });
    let config = move || runner.with(|r| or_none(r.active_config_version.clone()));
    let profile_set = move || runner.with(|r| or_none(r.active_profile_spec_version.clone()));
    view! {
        <Card title="Version">
            <Show when=move || revisions.get().update == Update::RollingOut>
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
                    <p class="muted">"Usually done within a minute. The connection may drop briefly."</p>
                </div>
            </Show>
            <dl class="pairs">
                <Pair name="Active revision">{move || revision(revisions.get().active)}</Pair>
                <Pair name="Target revision">{move || revision(revisions.get().target)}</Pair>
                <Pair name="Update">{move || revisions.get().update()}</Pair>
                <Pair name="Config version">{config}</Pair>
                <Pair name="Profile set version">{profile_set}</Pair>
                <Pair name="Last heartbeat">
                    <Moment at=heartbeat none="none yet" suffix=" ago" />
                    <span class="muted">"The status may lag up to 30 s."</span>
                </Pair>
            </dl>
        </Card>
    }
}

/// Zero is the unset value (contract 0.3).
fn revision(number: i32) -> String {
    or_none(if number == 0 {
        String::new()
    } else {
        number.to_string()
    })
}

fn or_none(text: String) -> String {
    if text.is_empty() {
        "none yet".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use contract::wire::ManagementMode;

    use super::*;

    #[test]
    fn nothing_is_said_about_updates_of_others() {
        let mut runner = Runner {
            update_available: true,
            ..Runner::default()
        };
        assert_eq!(Revisions::of(&runner).update().split(' ').next(), Some("A"));
        runner.management_mode = ManagementMode::SelfManaged;
        assert_eq!(Revisions::of(&runner).update(), "Its owner updates it");
    }
}
