//! What runs, what is wanted, and how they come together (contract 1.1, 7.3).

use contract::condition::since;
use contract::{
    console::{Happening, HistoryEntry, Millis},
    model::Runner,
};
use leptos::prelude::*;

use super::{Live, heard_at};
use crate::{
    api::spoken::binds_profiles,
    format::age,
    state::{clock::use_clock, past::use_past, session::use_person},
    widgets::{
        card::{Card, Pair},
        icon::{Glyph, Icon},
        moment::{Moment, When},
    },
};

/// How far from a rollout's start its cause may be, in milliseconds: a look at an idle API and a bit.
const CAUSE_BEFORE: i64 = 20_000;

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
            Update::NotManaged => "Updated by its owner",
            Update::RollingOut => "Being rolled out",
            Update::Available => "A newer version is available on its channel",
            Update::None => "None: it runs the newest version on its channel",
        }
    }
}

/// Revisions, rollout, versions, heartbeat.
#[component]
pub(super) fn RolloutCard(runner: Live) -> impl IntoView {
    let revisions = Memo::new(move |_| runner.with(|runner| Revisions::of(runner)));
    let heard_at = heard_at(runner);
    let heartbeat = Signal::derive(move || match heard_at.get() {
        Some(at) => Some(When::At(at)),
        // As it came, where it is no instant.
        None => runner.with(|runner| runner.last_heartbeat_at.as_ref().map(When::from)),
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
                            format!("Rolling out revision {target}; revision {active} is still running")
                        }}
                    </p>
                    <Begun runner />
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
                {binds_profiles().then(|| view! { <Pair name="Profile set version">{profile_set}</Pair> })}
                <Pair name="Last heartbeat">
                    <Moment at=heartbeat none="none yet" suffix=" ago" />
                    <span class="muted">"The status may be up to 30 s old."</span>
                </Pair>
            </dl>
        </Card>
    }
}

/// Since when the rollout is on, and what began it, as far as the history has it.
#[component]
fn Begun(runner: Live) -> impl IntoView {
    let past = use_past();
    let person = use_person();
    let clock = use_clock();
    let begun = Memo::new(move |_| {
        let target = runner.with(|runner| runner.target_revision);
        let me = person.me().principal.clone();
        past.with(|entries| begun(entries, target, &me))
    });
    move || {
        begun.get().map(|(at, cause)| {
            let elapsed = move || age::exact(since(at.instant(), clock.now()).as_secs());
            view! { <p>"For " {elapsed} " now. " {cause}</p> }
        })
    }
}

/// When the rollout of that revision began, and why.
fn begun(entries: &[HistoryEntry], target: i32, me: &str) -> Option<(Millis, String)> {
    let is_start = |entry: &HistoryEntry| matches!(entry.what, Happening::RolloutStarted { target: t, .. } if t == target);
    let start = entries.iter().position(is_start)?;
    let at = entries[start].at;
    // What was done is written before what came of it, or in the same breath.
    let near = |entry: &&HistoryEntry| (entry.at.0 - at.0).abs() <= CAUSE_BEFORE;
    let around = entries[start.saturating_sub(2)..].iter();
    let who = |by: &String| {
        if by == me {
            "you".to_owned()
        } else {
            by.clone()
        }
    };
    let cause = around.filter(near).find_map(|entry| match &entry.what {
        Happening::UpgradeRequested { by } => {
            Some(format!("Started when {} applied the update.", who(by)))
        }
        Happening::Edited { by, mask, .. } => Some(format!(
            "Started when {} changed {}.",
            who(by),
            mask.join(", ")
        )),
        Happening::Changed { mask } => Some(format!(
            "Started when {} was changed outside this console.",
            mask.join(", ")
        )),
        _ => None,
    });
    Some((
        at,
        cause.unwrap_or_else(|| "Started automatically.".to_owned()),
    ))
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
    use contract::model::ManagementMode;

    use super::*;

    #[test]
    fn a_rollout_has_a_beginning_and_a_cause() {
        let entry = |id, what| HistoryEntry {
            id,
            at: Millis(id * 1000),
            runner_id: "r".into(),
            what,
        };
        let edited = Happening::Edited {
            by: "ada".into(),
            mask: vec!["managed_spec.overrides".into()],
            change: None,
        };
        let started = |target| Happening::RolloutStarted { active: 1, target };
        let entries = [
            entry(90, started(3)),
            entry(5, started(2)),
            entry(4, edited),
        ];
        let told = |target, me| begun(&entries, target, me).map(|(at, cause)| (at.0, cause));
        let by_ada = "Started when ada changed managed_spec.overrides.";
        assert_eq!(told(2, "bob"), Some((5000, by_ada.into())));
        assert_eq!(told(2, "ada"), Some((5000, by_ada.replace("ada", "you"))));
        assert_eq!(
            told(3, "ada").map(|(_, cause)| cause).as_deref(),
            Some("Started automatically.")
        );
        assert_eq!(told(4, "ada"), None);
    }

    #[test]
    fn nothing_is_said_about_updates_of_others() {
        let mut runner = Runner {
            update_available: true,
            ..Runner::default()
        };
        assert_eq!(Revisions::of(&runner).update().split(' ').next(), Some("A"));
        runner.management_mode = ManagementMode::SelfManaged;
        assert_eq!(Revisions::of(&runner).update(), "Updated by its owner");
    }
}
