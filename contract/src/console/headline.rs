//! What happened, in one line: for the history page and everywhere else.

use super::Happening;
use crate::condition::status;
use crate::model::InstallStatus;

impl Happening {
    /// The happening in a line. `person` calls somebody by a principal, as the beginning of a sentence, and
    /// `profile` a profile by its template ID.
    pub fn headline(
        &self,
        person: impl Fn(&str) -> String,
        profile: impl Fn(&str) -> String,
    ) -> String {
        let of_link = |by: &str, did: &str, title: &str| {
            let by = person(by);
            format!("{by} {did} the link “{title}”")
        };
        match self {
            Self::FirstSeen { status } => {
                let word = status::install_word(status).to_lowercase();
                format!("First seen, {word}")
            }
            Self::Created { by: None } => "Created".to_owned(),
            Self::Created { by: Some(by) } => format!("{} created it", person(by)),
            Self::Install { to, .. } => match to {
                InstallStatus::Failed => "Install failed".to_owned(),
                to => status::install_word(to).into_owned(),
            },
            Self::ConnectionLost { .. } => "Connection lost".to_owned(),
            Self::ConnectionGained { .. } => "Connected".to_owned(),
            Self::RolloutStarted { active: 0, target } => {
                format!("Rollout of revision {target} started")
            }
            Self::RolloutStarted { active, target } => {
                format!("Rollout started: revision {active} → {target}")
            }
            Self::RolloutDone { revision, .. } => format!("Revision {revision} is running"),
            Self::UpdateAvailable => "A newer version is available on its channel".to_owned(),
            Self::Edited { by, .. } => format!("{} changed it", person(by)),
            Self::Changed { .. } => "Changed outside this console".to_owned(),
            Self::Detached { profiles } => match profiles.as_slice() {
                [one] => format!("Profile {} is no longer bound", profile(one)),
                all => format!("{} profiles are no longer bound", all.len()),
            },
            Self::UpgradeRequested { by } => format!("{} applied the update", person(by)),
            Self::DeleteRequested { by } => format!("{} deleted it", person(by)),
            Self::Deleted => "Deleted".to_owned(),
            Self::Shared { by, title } => of_link(by, "created", title),
            Self::ShareChanged { by, title } => of_link(by, "changed", title),
            Self::ShareRevoked { by, title } => of_link(by, "revoked", title),
            Self::ShareOpened { title } => format!("The link “{title}” was opened"),
            Self::Unwatched { .. } => "No data before this".to_owned(),
            Self::Simulated => "Everything before this is simulated".to_owned(),
            Self::Newer(_) => "Something this version of the page does not know".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_profiles_are_called_as_asked() {
        let told =
            |what: &Happening| what.headline(str::to_uppercase, |profile| format!("“{profile}”"));
        let by = Some("ada".to_owned());
        assert_eq!(told(&Happening::Created { by }), "ADA created it");
        let profiles = vec!["gpu".to_owned()];
        assert_eq!(
            told(&Happening::Detached { profiles }),
            "Profile “gpu” is no longer bound"
        );
        let first = Happening::RolloutStarted {
            active: 0,
            target: 3,
        };
        assert_eq!(told(&first), "Rollout of revision 3 started");
    }
}
