//! Who may do what, and when. Buttons, their tooltips and dialogs all ask here (contract 2, 7).

use std::fmt;

use contract::{
    api::Dialect,
    condition::facts::Facts,
    console::Finding,
    model::{InstallStatus, Runner},
};
use serde_json::Value;

use crate::{
    api::{session::Rights, spoken},
    paths::Tab,
};

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
    /// The API that is served has no profiles (contract-v1 0).
    NoProfiles,
    /// The API that is served has no policies.
    NoPolicies,
    /// v1, which has the policies, gives readers nothing (contract-v1 0).
    PoliciesHidden,
    /// What v1 alone has of a spec, where the runner is created with profiles (design D11).
    NeedsPolicy,
    /// What v1 alone has of a spec, where runners are written in the other version.
    OnlyV1,
    /// A write without an etag could undo a colleague's (contract-v1 9.1).
    Unguarded,
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
            Self::SelfManaged => {
                f.write_str("This runner is self-managed: only its owner can change it.")
            }
            Self::Deleting => f.write_str("This runner is being deleted."),
            Self::NoUpdate => f.write_str("It already runs the newest version on its channel."),
            Self::RollingOut => f.write_str("A rollout is already in progress."),
            Self::NoProfiles => f.write_str(
                "Your organization uses v1 of the API, which has no profiles: a runner's policy sets the limits for its sandboxes.",
            ),
            Self::NoPolicies => f.write_str(
                "Policies are part of v1 of the API, which this console does not use for your organization.",
            ),
            Self::PoliciesHidden => f.write_str(
                "Policies are part of v1 of the API, where even reading needs SANDBOX_ADMIN; your token has SANDBOX_USER.",
            ),
            Self::NeedsPolicy => f.write_str(
                "Data plane, volumes, tenant metrics and image pull are part of v1 of the API, where a runner is created with a policy. To set them, choose a policy in step 2.",
            ),
            Self::OnlyV1 => write!(
                f,
                "Data plane, volumes, tenant metrics and image pull are part of v1 of the API; this console writes your organization's runners with {}.",
                spoken::dialect().name()
            ),
            Self::Unguarded => f.write_str(
                "The server sent no etag with this policy. Without one, a change could overwrite a colleague's, so none is sent.",
            ),
        }
    }
}

/// Yes, or why not.
pub(crate) type Permission = Result<(), Reason>;

/// Write anything at all: every write needs the same right (contract 2).
pub(crate) fn write(rights: Rights, verb: &'static str) -> Permission {
    match rights {
        Rights::Admin => Ok(()),
        Rights::User => Err(Reason::Rights(verb)),
    }
}

fn alive(runner: &dyn Facts) -> Permission {
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

fn managed(runner: &dyn Facts) -> Permission {
    if runner.is_managed() {
        Ok(())
    } else {
        Err(Reason::SelfManaged)
    }
}

/// Look at profiles at all.
pub(crate) fn see_profiles() -> Permission {
    if spoken::has_profiles() {
        Ok(())
    } else {
        Err(Reason::NoProfiles)
    }
}

/// See the policy of a runner (contract-v1 6.4).
pub(crate) fn see_policies() -> Permission {
    match spoken::policies() {
        Finding::Served | Finding::PolicyOnly => Ok(()),
        Finding::Forbidden => Err(Reason::PoliciesHidden),
        Finding::Absent | Finding::Unknown => Err(Reason::NoPolicies),
    }
}

/// Open a side of a runner's page: those of an API that is not there are not shown.
pub(crate) fn open(tab: Tab) -> bool {
    !tab.is_policy() || see_policies() != Err(Reason::NoPolicies)
}

/// Change the policy of a runner as v1 shows it; the rights are those for changing the runner.
pub(crate) fn change_policy(rights: Rights, runner: &dyn Facts, shown: &Runner) -> Permission {
    see_policies()?;
    change(rights, runner)?;
    let has_etag = shown.etag.as_ref().is_some_and(Value::is_string);
    if shown.policy.is_some() && !has_etag {
        return Err(Reason::Unguarded);
    }
    Ok(())
}

/// Create a runner.
pub(crate) fn create(rights: Rights) -> Permission {
    write(rights, "creating")
}

/// Fill in what v1 alone has of the spec of a runner that is created, with profiles or not.
pub(crate) fn create_with_only_v1(binds_profiles: bool) -> Permission {
    match change_only_v1() {
        Err(_) if !binds_profiles => Ok(()),
        Err(_) if spoken::creates_with_policy() => Err(Reason::NeedsPolicy),
        answer => answer,
    }
}

/// Change what v1 alone has of the spec of a runner.
pub(crate) fn change_only_v1() -> Permission {
    if spoken::dialect() == Dialect::V1 {
        Ok(())
    } else {
        Err(Reason::OnlyV1)
    }
}

/// Change anything that an update mask can name.
pub(crate) fn change(rights: Rights, runner: &dyn Facts) -> Permission {
    write(rights, "changing a runner")?;
    managed(runner)?;
    alive(runner)
}

/// Apply the available update now.
pub(crate) fn upgrade(rights: Rights, runner: &dyn Facts) -> Permission {
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
pub(crate) fn delete(rights: Rights, runner: &dyn Facts) -> Permission {
    write(rights, "deleting")?;
    managed(runner)?;
    alive(runner)
}

#[cfg(test)]
pub(crate) mod tests {
    use contract::{
        console::{ServedApi, Version},
        model::ManagementMode,
    };

    use super::*;

    fn found(finding: Finding) {
        let v1 = Version {
            finding,
            ..Version::default()
        };
        spoken::learn(&ServedApi {
            v1,
            ..ServedApi::default()
        });
    }

    /// From here on this thread's API has policies.
    pub(crate) fn with_policies() {
        found(Finding::Served);
    }

    #[test]
    fn policies_are_where_v1_is_and_need_an_etag() {
        let ready = runner(InstallStatus::Ready);
        let mut shown = runner(InstallStatus::Ready);
        shown.policy = Some(serde_json::json!({}));
        for (finding, is_open, expected) in [
            (Finding::Unknown, false, Err(Reason::NoPolicies)),
            (Finding::Absent, false, Err(Reason::NoPolicies)),
            (Finding::Forbidden, true, Err(Reason::PoliciesHidden)),
            (Finding::PolicyOnly, true, Ok(())),
            (Finding::Served, true, Ok(())),
        ] {
            found(finding);
            assert_eq!(open(Tab::PolicyEdit), is_open, "{finding:?}");
            assert!(open(Tab::Edit));
            assert_eq!(see_policies(), expected);
        }
        let change = |shown: &Runner| change_policy(Rights::Admin, &ready, shown);
        assert_eq!(change(&shown), Err(Reason::Unguarded));
        assert_eq!(change(&ready), Ok(()), "one that was never configured");
        shown.etag = Some("W/1".into());
        assert_eq!(change(&shown), Ok(()));
    }

    #[test]
    fn what_v1_alone_has_is_for_runners_that_are_written_in_v1() {
        found(Finding::Absent);
        assert_eq!(create_with_only_v1(true), Err(Reason::OnlyV1));
        found(Finding::Served);
        assert_eq!(create_with_only_v1(true), Err(Reason::NeedsPolicy));
        assert_eq!(create_with_only_v1(false), Ok(()), "with a policy");
        assert_eq!(change_only_v1(), Err(Reason::OnlyV1));
        spoken::learn(&ServedApi {
            speaks: Dialect::V1,
            ..ServedApi::default()
        });
        assert_eq!(change_only_v1(), Ok(()));
        assert_eq!(create_with_only_v1(false), Ok(()));
    }

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
