//! Who may do what, when. Buttons, their tooltips and dialogs all ask here (contract 2, 7).

use std::fmt;

use contract::wire::InstallStatus;

use crate::{api::session::Rights, state::facts::Facts};

/// Why something cannot be done, in words for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The token may only read; the verb says what was wanted.
    Rights(&'static str),
    /// Its owner looks after it (contract 1.1).
    SelfManaged,
    /// It is being torn down (contract 7.5).
    Deleting,
    /// Nothing newer on its channel (contract 7.4).
    NoUpdate,
    /// A rollout is under way (contract 7.4).
    RollingOut,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rights(verb) => {
                write!(
                    f,
                    "Your token has SANDBOX_USER; {verb} needs SANDBOX_ADMIN."
                )
            }
            Self::SelfManaged => f.write_str("This runner is self-managed: its owner changes it."),
            Self::Deleting => f.write_str("This runner is being deleted."),
            Self::NoUpdate => f.write_str("Nothing newer is out on its channel."),
            Self::RollingOut => f.write_str("A revision is being rolled out already."),
        }
    }
}

/// Yes, or why not.
pub(crate) type Answer = Result<(), Reason>;

/// Write anything at all: every write needs the same right (contract 2).
pub(crate) fn write(rights: Rights, verb: &'static str) -> Answer {
    match rights {
        Rights::Admin => Ok(()),
        Rights::User => Err(Reason::Rights(verb)),
    }
}

fn alive(runner: &dyn Facts) -> Answer {
    match runner.install() {
        InstallStatus::Deleting => Err(Reason::Deleting),
        InstallStatus::Unspecified
        | InstallStatus::Pending
        | InstallStatus::Provisioning
        | InstallStatus::Ready
        | InstallStatus::Failed
        | InstallStatus::Unknown(_) => Ok(()),
    }
}

fn managed(runner: &dyn Facts) -> Answer {
    if runner.is_managed() {
        Ok(())
    } else {
        Err(Reason::SelfManaged)
    }
}

/// Create a runner.
pub(crate) fn create(rights: Rights) -> Answer {
    write(rights, "creating")
}

/// Change anything that an update mask can name.
pub(crate) fn change(rights: Rights, runner: &dyn Facts) -> Answer {
    write(rights, "changing a runner")?;
    managed(runner)?;
    alive(runner)
}

/// Apply the available update now.
pub(crate) fn upgrade(rights: Rights, runner: &dyn Facts) -> Answer {
    write(rights, "upgrading")?;
    managed(runner)?;
    alive(runner)?;
    if runner.rollout_in_progress() {
        Err(Reason::RollingOut)
    } else if runner.update_available() {
        Ok(())
    } else {
        Err(Reason::NoUpdate)
    }
}

/// Delete the runner.
pub(crate) fn delete(rights: Rights, runner: &dyn Facts) -> Answer {
    write(rights, "deleting")?;
    managed(runner)?;
    alive(runner)
}

#[cfg(test)]
mod tests {
    use contract::wire::{ManagementMode, Runner};

    use super::*;

    fn runner(status: InstallStatus) -> Runner {
        Runner {
            install_status: status,
            ..Runner::default()
        }
    }

    #[test]
    fn readers_are_told_which_right_is_missing() {
        let all = [
            create(Rights::User),
            change(Rights::User, &runner(InstallStatus::Ready)),
            upgrade(Rights::User, &runner(InstallStatus::Ready)),
            delete(Rights::User, &runner(InstallStatus::Ready)),
        ];
        for answer in all {
            let text = answer.unwrap_err().to_string();
            assert!(
                text.contains("SANDBOX_USER") && text.contains("SANDBOX_ADMIN"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_failed_runner_can_be_changed_and_deleted() {
        let failed = runner(InstallStatus::Failed);
        assert_eq!(change(Rights::Admin, &failed), Ok(()));
        assert_eq!(delete(Rights::Admin, &failed), Ok(()));
    }

    #[test]
    fn states_forbid() {
        let deleting = runner(InstallStatus::Deleting);
        assert_eq!(change(Rights::Admin, &deleting), Err(Reason::Deleting));
        assert_eq!(delete(Rights::Admin, &deleting), Err(Reason::Deleting));
        let theirs = Runner {
            management_mode: ManagementMode::SelfManaged,
            ..runner(InstallStatus::Ready)
        };
        assert_eq!(change(Rights::Admin, &theirs), Err(Reason::SelfManaged));
        let mut ready = runner(InstallStatus::Ready);
        assert_eq!(upgrade(Rights::Admin, &ready), Err(Reason::NoUpdate));
        ready.update_available = true;
        assert_eq!(upgrade(Rights::Admin, &ready), Ok(()));
        ready.rollout_in_progress = true;
        assert_eq!(upgrade(Rights::Admin, &ready), Err(Reason::RollingOut));
    }
}
