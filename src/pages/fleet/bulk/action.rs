//! What is done to each runner, why some are left out, and the doing itself.

use contract::{
    console::RunnerSummary,
    effects::{Effect, When, of_channel, of_upgrade},
    mask,
    model::{InstallStatus, ManagedSpec, ReleaseChannel, Runner},
};
use jiff::Timestamp;

use crate::{
    actions::Action as Offered,
    api::{self, ApiError, Client, session::Rights},
    format::{
        commands::{self, Commands},
        word,
    },
    state::fleet::Fleet,
};

/// Something that is done to several runners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages::fleet) enum Action {
    Upgrade,
    Channel(ReleaseChannel),
    Delete,
}

impl Action {
    /// Title of its dialog.
    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::Upgrade => "Upgrade runners",
            Self::Channel(_) => "Change the release channel",
            Self::Delete => "Delete runners",
        }
    }

    /// Word of the button that begins it.
    pub(super) fn verb(&self) -> &'static str {
        match self {
            Self::Upgrade => "Upgrade",
            Self::Channel(_) => "Change",
            Self::Delete => "Delete",
        }
    }

    /// What will happen to a runner, or why it is left out.
    pub(super) fn plan(&self, rights: Rights, runner: &RunnerSummary) -> Result<String, String> {
        let told = |action: Offered| match action.refusal(rights, Some(runner)) {
            Some(reason) => Err(reason),
            None => Ok(()),
        };
        match self {
            Self::Upgrade => {
                told(Offered::Upgrade)?;
                Ok(format!(
                    "revision {} is replaced by the newest on {}",
                    runner.active_revision,
                    word::channel(&runner.release_channel)
                ))
            }
            Self::Channel(to) => {
                told(Offered::Channel)?;
                let from = word::channel(&runner.release_channel);
                let to = word::channel(to);
                if from == to {
                    return Err(format!("It is already on {to}."));
                }
                Ok(format!("{from} → {to}"))
            }
            Self::Delete => {
                told(Offered::Delete)?;
                Ok("is deleted; its sandboxes stop".to_owned())
            }
        }
    }

    /// What a person would type to do it to one runner.
    pub(super) fn commands(&self, id: &str, channel: &ReleaseChannel) -> Option<Commands> {
        match self {
            Self::Upgrade => Some(commands::upgrade(id)),
            Self::Delete => Some(commands::delete(id)),
            Self::Channel(to) => {
                let spec = ManagedSpec {
                    release_channel: channel.clone(),
                    ..ManagedSpec::default()
                };
                let mut known = Runner {
                    managed_spec: Some(spec),
                    ..Runner::default()
                };
                id.clone_into(&mut known.identity.runner_id);
                commands::edit(&known, &on_channel(&known, to)?)
            }
        }
    }

    /// What it sets off on a runner.
    pub(super) fn effects(&self, runner: &RunnerSummary, now: Timestamp) -> Vec<Effect> {
        match self {
            Self::Upgrade => of_upgrade(When::in_list(runner, now)),
            Self::Channel(to) => of_channel(runner, to, now),
            Self::Delete => Vec::new(),
        }
    }

    /// Does it to one runner; the answer says what came of it. Where the answer of a write is lost, the
    /// runner is read before anything is said (contract 4.7).
    pub(super) async fn perform(
        &self,
        client: Client,
        fleet: Fleet,
        id: &str,
    ) -> Result<&'static str, ApiError> {
        match self {
            Self::Upgrade => {
                let before = api::runners::get(&client, id).await?;
                match api::runners::apply_update(&client, id).await {
                    Err(error) if error.is_unsure() => {
                        let now = api::runners::get(&client, id).await?;
                        fleet.answered(&now);
                        if now.target_revision > before.target_revision {
                            Ok("The upgrade is in progress.")
                        } else {
                            Err(error)
                        }
                    }
                    answer => {
                        fleet.answered(&answer?);
                        Ok("The upgrade is in progress.")
                    }
                }
            }
            Self::Channel(to) => {
                let loaded = api::runners::get(&client, id).await?;
                let Some(update) = on_channel(&loaded, to) else {
                    fleet.answered(&loaded);
                    return Ok("It was already on this channel.");
                };
                match api::runners::update(&client, &update).await {
                    Err(error) if error.is_unsure() => {
                        let now = api::runners::get(&client, id).await?;
                        fleet.answered(&now);
                        if on_channel(&now, to).is_none() {
                            Ok("The channel was changed.")
                        } else {
                            Err(error)
                        }
                    }
                    answer => {
                        fleet.answered(&answer?);
                        Ok("The channel was changed.")
                    }
                }
            }
            Self::Delete => {
                let begun = api::runners::delete(&client, id).await;
                match api::runners::get(&client, id).await {
                    Err(error) if error.is_not_found() => {
                        fleet.remove(id);
                        Ok("It is gone.")
                    }
                    Ok(runner) => {
                        fleet.answered(&runner);
                        if runner.install_status == InstallStatus::Deleting {
                            Ok("The deletion is in progress.")
                        } else {
                            begun.map(|()| "The deletion was accepted.")
                        }
                    }
                    Err(_) => begun.map(|()| "The deletion was accepted."),
                }
            }
        }
    }
}

/// The request that puts a runner on a channel; none where it is on it.
fn on_channel(loaded: &Runner, to: &ReleaseChannel) -> Option<mask::Update> {
    let mut wanted = loaded.clone();
    wanted
        .managed_spec
        .get_or_insert_with(ManagedSpec::default)
        .release_channel = to.clone();
    // Nothing that is fixed after creation differs.
    api::runners::dialect()
        .update(loaded, &wanted)
        .ok()
        .flatten()
}

#[cfg(test)]
mod tests {
    use contract::model::ManagementMode;

    use super::*;

    #[test]
    fn who_is_left_out_is_told_why() {
        let ready = RunnerSummary {
            install_status: InstallStatus::Ready,
            release_channel: ReleaseChannel::Stable,
            ..RunnerSummary::default()
        };
        let theirs = RunnerSummary {
            management_mode: ManagementMode::SelfManaged,
            ..ready.clone()
        };
        let updatable = RunnerSummary {
            update_available: true,
            active_revision: 7,
            ..ready.clone()
        };
        let rapid = Action::Channel(ReleaseChannel::Rapid);
        let stable = Action::Channel(ReleaseChannel::Stable);
        let plan = |action: &Action, runner| action.plan(Rights::Admin, runner);
        assert_eq!(plan(&rapid, &ready).unwrap(), "Stable → Rapid");
        assert!(plan(&stable, &ready).unwrap_err().contains("already"));
        assert!(plan(&rapid, &theirs).unwrap_err().contains("self-managed"));
        assert!(
            plan(&Action::Upgrade, &ready)
                .unwrap_err()
                .contains("newest version")
        );
        assert!(
            plan(&Action::Upgrade, &updatable)
                .unwrap()
                .contains("revision 7")
        );
        assert!(
            Action::Delete
                .plan(Rights::User, &ready)
                .unwrap_err()
                .contains("SANDBOX_ADMIN")
        );
    }

    #[test]
    fn only_the_channel_is_sent() {
        let mut loaded = Runner::default();
        loaded.identity.runner_id = "a".into();
        let update = on_channel(&loaded, &ReleaseChannel::Rapid).unwrap();
        assert_eq!(
            update.calls[0].body.as_ref().unwrap()["updateMask"],
            "managedSpec.releaseChannel"
        );
        assert!(on_channel(&loaded, &ReleaseChannel::Stable).is_none());
    }
}
