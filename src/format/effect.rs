//! What a write sets off, in sentences.

use contract::effects::{After, Effect, When};
use jiff::Timestamp;

use super::time;

/// The sentences, one for each thing that is set off; one that says so where nothing is.
pub(crate) fn told(effects: &[Effect], now: Timestamp) -> Vec<String> {
    if effects.is_empty() {
        return vec!["Nothing else happens: the change is only stored.".to_owned()];
    }
    let moment = |at: Timestamp| time::utc_ahead(at, now);
    effects
        .iter()
        .map(|effect| sentence(effect, &moment))
        .collect()
}

/// Whether something starts at once that maintenance windows or exclusions do not hold back although there
/// are some: worth a mark.
pub(crate) fn is_sudden(effect: &Effect) -> bool {
    match effect {
        Effect::RollsOut { .. } => true,
        Effect::Upgrades { else_at } => *else_at != When::Soon,
        Effect::Installs
        | Effect::InstallsAgain
        | Effect::JoinsInstall
        | Effect::Updates { .. }
        | Effect::OffersProfiles
        | Effect::ChangesEndpoint { .. } => false,
    }
}

fn sentence(effect: &Effect, moment: &dyn Fn(Timestamp) -> String) -> String {
    match effect {
        Effect::Installs => {
            "The install starts right away; maintenance windows apply to later updates.".to_owned()
        }
        Effect::InstallsAgain => "The failed install is retried right away.".to_owned(),
        Effect::JoinsInstall => "It becomes part of the install in progress.".to_owned(),
        Effect::RollsOut { starts_over: false } => {
            "It is rolled out right away, even outside maintenance windows; the connection may drop briefly."
                .to_owned()
        }
        Effect::RollsOut { starts_over: true } => {
            "The rollout in progress starts over with it right away; the connection may drop briefly."
                .to_owned()
        }
        Effect::Upgrades { else_at } => {
            let by_itself = match else_at {
                When::Soon => "It would start automatically within a minute.".to_owned(),
                When::Opening(at) => format!("It would start automatically at {}.", moment(*at)),
                When::Excluded { until, reason, .. } => {
                    let reason = because(reason);
                    let until = moment(*until);
                    format!("An exclusion is in effect{reason}: it would not start automatically before {until}. Upgrading now ignores it.")
                }
                When::Never => "It would never start automatically: no maintenance window opens.".to_owned(),
            };
            format!("The newest version is rolled out right away; the connection may drop briefly. {by_itself}")
        }
        Effect::Updates {
            when,
            after,
            is_known,
        } => {
            let version = if *is_known {
                "The newer version is installed automatically"
            } else {
                "If that channel has a newer version, it is installed automatically"
            };
            let after = match after {
                After::Nothing => "",
                After::Install => " once the install is done",
                After::Rollout => " once the rollout is done",
            };
            let when = match when {
                When::Soon => " within a minute".to_owned(),
                When::Opening(at) => format!(" when the next maintenance window opens, {}", moment(*at)),
                When::Excluded { until, reason, opens } => {
                    let held = format!(", but not before the exclusion{} ends, {}", because(reason), moment(*until));
                    match opens {
                        Some(opens) if opens == until => held,
                        Some(opens) => format!("{held}, and a window opens, {}", moment(*opens)),
                        None => format!("{held}; no window opens after it"),
                    }
                }
                When::Never => return never(*is_known).to_owned(),
            };
            format!("{version}{after}{when}.")
        }
        Effect::OffersProfiles => {
            "New sandboxes use the changed profiles; running ones stay as they are.".to_owned()
        }
        Effect::ChangesEndpoint { is_gone: false } => {
            "The direct endpoint is set up again right away and may not answer meanwhile.".to_owned()
        }
        Effect::ChangesEndpoint { is_gone: true } => {
            "The direct endpoint is removed right away.".to_owned()
        }
    }
}

fn never(is_known: bool) -> &'static str {
    if is_known {
        "The newer version is not installed automatically: no maintenance window opens."
    } else {
        "A newer version on that channel is not installed automatically: no maintenance window opens."
    }
}

fn because(reason: &str) -> String {
    if reason.is_empty() {
        String::new()
    } else {
        format!(" (“{reason}”)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn every_effect_is_a_sentence() {
        let evening = at("2026-11-25T18:00:00Z");
        let excluded = |opens| When::Excluded {
            until: evening,
            reason: "audit".to_owned(),
            opens,
        };
        let updates = |when, after, is_known| Effect::Updates {
            when,
            after,
            is_known,
        };
        let moment = |at: Timestamp| at.to_string();
        for (effect, told) in [
            (
                updates(When::Soon, After::Nothing, true),
                "The newer version is installed automatically within a minute.",
            ),
            (
                updates(When::Opening(evening), After::Rollout, false),
                "If that channel has a newer version, it is installed automatically once the rollout is done when the next maintenance window opens, 2026-11-25T18:00:00Z.",
            ),
            (
                updates(excluded(Some(evening)), After::Nothing, true),
                "The newer version is installed automatically, but not before the exclusion (“audit”) ends, 2026-11-25T18:00:00Z.",
            ),
            (
                updates(excluded(None), After::Install, false),
                "If that channel has a newer version, it is installed automatically once the install is done, but not before the exclusion (“audit”) ends, 2026-11-25T18:00:00Z; no window opens after it.",
            ),
            (
                updates(When::Never, After::Nothing, false),
                "A newer version on that channel is not installed automatically: no maintenance window opens.",
            ),
            (
                Effect::Upgrades {
                    else_at: excluded(None),
                },
                "The newest version is rolled out right away; the connection may drop briefly. An exclusion is in effect (“audit”): it would not start automatically before 2026-11-25T18:00:00Z. Upgrading now ignores it.",
            ),
        ] {
            assert_eq!(sentence(&effect, &moment), told);
        }
        assert_eq!(
            told(&[], evening),
            ["Nothing else happens: the change is only stored."]
        );
    }

    #[test]
    fn what_windows_do_not_hold_back_is_marked() {
        assert!(is_sudden(&Effect::RollsOut { starts_over: false }));
        assert!(is_sudden(&Effect::Upgrades {
            else_at: When::Never
        }));
        assert!(!is_sudden(&Effect::Upgrades {
            else_at: When::Soon
        }));
        assert!(!is_sudden(&Effect::Installs));
    }
}
