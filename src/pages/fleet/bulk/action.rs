//! What is done to each runner, why some are left out, and the doing itself.

use contract::{
    console::RunnerSummary,
    mask,
    wire::{InstallStatus, ManagedSpec, ReleaseChannel, Runner},
};

use crate::{
    api::{self, ApiError, Client, session::Rights},
    can,
    format::word,
    state::fleet::Fleet,
};

/// Something that is done to several runners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
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
        let told = |answer: can::Answer| answer.map_err(|reason| reason.to_string());
        match self {
            Self::Upgrade => {
                told(can::upgrade(rights, runner))?;
                Ok(format!(
                    "revision {} is replaced by the newest of {}",
                    runner.active_revision,
                    word::channel(&runner.release_channel)
                ))
            }
            Self::Channel(to) => {
                told(can::change(rights, runner))?;
                let from = word::channel(&runner.release_channel);
                let to = word::channel(to);
                if from == to {
                    return Err(format!("It is on {to} already."));
                }
                Ok(format!("{from} → {to}"))
            }
            Self::Delete => {
                told(can::delete(rights, runner))?;
                Ok("is torn down; its sandboxes stop".to_owned())
            }
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
                            Ok("The upgrade is under way.")
                        } else {
                            Err(error)
                        }
                    }
                    answer => {
                        fleet.answered(&answer?);
                        Ok("The upgrade is under way.")
                    }
                }
            }
            Self::Channel(to) => {
                let loaded = api::runners::get(&client, id).await?;
                let Some(update) = on_channel(&loaded, to) else {
                    fleet.answered(&loaded);
                    return Ok("It was on this channel already.");
                };
                match api::runners::update(&client, id, &update).await {
                    Err(error) if error.is_unsure() => {
                        let now = api::runners::get(&client, id).await?;
                        fleet.answered(&now);
                        if on_channel(&now, to).is_none() {
                            Ok("The channel is changed.")
                        } else {
                            Err(error)
                        }
                    }
                    answer => {
                        fleet.answered(&answer?);
                        Ok("The channel is changed.")
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
                            Ok("The deletion is under way.")
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
    mask::update(loaded, &wanted).ok().flatten()
}

#[cfg(test)]
mod tests {
    use contract::wire::ManagementMode;

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
                .contains("Nothing newer")
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
        assert_eq!(update.body["updateMask"], "managedSpec.releaseChannel");
        assert!(on_channel(&loaded, &ReleaseChannel::Stable).is_none());
    }
}
