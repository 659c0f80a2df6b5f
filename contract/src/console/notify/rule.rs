//! Rules: when, of which runners, where.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Channel, Reason};
use crate::console::Millis;
use crate::console::filter::{Facet, Filter, Group};
use crate::console::share::Selection;
use crate::invisible;

/// A minute in seconds.
pub const MINUTE: u32 = 60;
/// An hour in seconds.
pub const HOUR: u32 = 60 * MINUTE;

/// The longest time that a condition can be asked to last, in seconds.
const LONGEST: u32 = 30 * 24 * HOUR;
/// Characters of a name and of a reason.
const LINE: usize = 100;
/// Channels of a rule.
const CHANNELS: usize = 5;
/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum When {
    /// Somebody should look: an install failed or takes long, or no heartbeats arrive ([`Group::Attention`]).
    NeedsAttention,
    /// An install failed.
    InstallFailed,
    /// A READY runner is silent for so many seconds.
    Silent {
        /// Seconds.
        after: u32,
    },
    /// An install takes longer than this many seconds (contract 7.1).
    Installing {
        /// Seconds.
        after: u32,
    },
    /// A rollout takes longer than so many seconds.
    RolloutStuck {
        /// Seconds.
        after: u32,
    },
    /// A rollout came to its end.
    RolloutDone,
    /// An update waits although a window in which it could have begun is over (contract 7.3).
    UpdateWaiting,
    /// A share link expires within this many seconds (design D8).
    ShareEnding {
        /// Seconds.
        before: u32,
    },
    /// Somebody changed, upgraded or deleted a runner, through this console or elsewhere.
    Changed,
    /// The console itself cannot read the API.
    Blind,
}

impl When {
    /// What a new rule about runners of a group starts with; none if the group does not say.
    pub fn of_group(group: Group) -> Option<Self> {
        match group {
            Group::Healthy => None,
            Group::Attention => Some(Self::NeedsAttention),
            Group::Failed => Some(Self::InstallFailed),
            Group::Disconnected => Some(Self::Silent { after: 5 * MINUTE }),
            Group::Installing => Some(Self::Installing { after: 30 * MINUTE }),
            Group::Updates => Some(Self::UpdateWaiting),
        }
    }

    /// Whether it is about something that happens rather than something that lasts.
    pub fn is_event(self) -> bool {
        matches!(self, Self::RolloutDone | Self::Changed)
    }

    /// Whether it is about runners.
    pub fn is_of_runners(self) -> bool {
        !matches!(self, Self::ShareEnding { .. } | Self::Blind)
    }

    /// How long it must last by its own definition, in seconds.
    pub fn lasts(self) -> u32 {
        match self {
            Self::Silent { after } | Self::Installing { after } | Self::RolloutStuck { after } => {
                after
            }
            _ => 0,
        }
    }

    /// How long it must last unless chosen, in seconds: the heartbeat lags by 30 (contract 7.2).
    pub fn usual_hold(self) -> u32 {
        match self {
            Self::Blind => 15,
            Self::ShareEnding { .. } => 0,
            _ => MINUTE,
        }
    }
}

/// A rule as its maker writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sketch {
    /// What it is called.
    pub name: String,
    /// What is told.
    pub when: When,
    /// Of which runners.
    #[serde(default)]
    pub selection: Selection,
    /// Where, by the IDs of channels.
    pub channels: BTreeSet<String>,
    /// How long it must last before it is reported, in seconds; [`When::usual_hold`] if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<u32>,
    /// When nothing is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
}

/// Hours of every day in which nothing is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quiet {
    /// First minute of the day.
    pub from: u16,
    /// First minute after it; one before `from` is of the next day.
    pub to: u16,
    /// Whose clocks they are by, as IANA names them, like `Europe/Helsinki`.
    pub zone: String,
}

/// Nothing is told until a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pause {
    /// Until when.
    pub until: Millis,
    /// Why.
    pub reason: String,
}

/// Why a rule tells nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RuleEnd {
    /// Its maker's right to read ended.
    RightsEnded,
}

/// A rule as its page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Its name in addresses.
    pub id: String,
    /// As it was written.
    #[serde(flatten)]
    pub sketch: Sketch,
    /// By whom.
    pub made_by: String,
    /// Whether the caller created it.
    pub mine: bool,
    /// When.
    pub made_at: Millis,
    /// Nothing is told until a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
    /// Why it tells nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<RuleEnd>,
}

/// `GET /console/notifications`: rules and channels of the organization.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Notifications {
    /// The newest first.
    pub rules: Vec<Rule>,
    /// The newest first.
    pub channels: Vec<Channel>,
    /// Whether e-mail can be sent.
    pub mail: bool,
}

/// `POST /console/notifications/rules/preview`: a rule that does not have to exist yet.
pub type RulePreview = Sketch;

/// What a rule would have reported in the last seven days.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RulePreviewed {
    /// Whether the history holds what this rule is about.
    pub known: bool,
    /// When it would have sent a message, the newest first, and about how many runners.
    pub told: Vec<(Millis, usize)>,
    /// How often it would have reported that something is over.
    pub recoveries: usize,
    /// What it would have kept to itself, and why.
    pub kept_back: Vec<(Reason, usize)>,
}

impl Sketch {
    /// How long it must hold, in milliseconds.
    pub fn hold_millis(&self) -> i64 {
        let hold = self.hold.unwrap_or(self.when.usual_hold());
        i64::from(hold.max(self.when.lasts())) * 1000
    }

    /// How long its end must hold, in milliseconds.
    pub fn recovery_millis(&self) -> i64 {
        i64::from(self.hold.unwrap_or(self.when.usual_hold())) * 1000
    }

    /// Checks what a person wrote; zones are looked up elsewhere.
    ///
    /// # Errors
    /// The field, and what is wrong with it.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        check_line("name", &self.name)?;
        if self.channels.is_empty() || self.channels.len() > CHANNELS {
            return Err(("channels", format!("choose 1 to {CHANNELS} channels")));
        }
        let (When::Silent { after: time }
        | When::Installing { after: time }
        | When::RolloutStuck { after: time }
        | When::ShareEnding { before: time }) = self.when
        else {
            return self.check_rest();
        };
        if !(MINUTE..=LONGEST).contains(&time) {
            return Err(("when", "choose 1 minute to 30 days".to_owned()));
        }
        self.check_rest()
    }

    fn check_rest(&self) -> Result<(), (&'static str, String)> {
        if self.hold.is_some_and(|hold| hold > 24 * HOUR) {
            return Err(("hold", "choose at most 24 hours".to_owned()));
        }
        if let Some(quiet) = &self.quiet
            && (quiet.from >= DAY || quiet.to >= DAY || quiet.from == quiet.to)
        {
            let wrong = "choose two different minutes of a day, 0 to 1439";
            return Err(("quiet", wrong.to_owned()));
        }
        check_selection(&self.selection)
    }
}

/// Checks which runners something is about for good.
pub(in crate::console) fn check_selection(
    selection: &Selection,
) -> Result<(), (&'static str, String)> {
    match selection {
        Selection::Only(ids) if ids.is_empty() || ids.len() > 1000 => {
            Err(("selection", "choose 1 to 1000 runners".to_owned()))
        }
        Selection::Matching(filter) if steady(filter.clone()) != *filter => {
            let wrong = "the choice of runners must not depend on their state: remove install status, connection and update";
            Err(("selection", wrong.to_owned()))
        }
        _ => Ok(()),
    }
}

impl Pause {
    /// Checks what a person wrote.
    ///
    /// # Errors
    /// The field, and what is wrong with it.
    pub fn check(&self, now: Millis) -> Result<(), (&'static str, String)> {
        check_line("reason", &self.reason)?;
        let longest = Millis(now.0 + i64::from(LONGEST) * 1000);
        if self.until <= now || self.until > longest {
            return Err(("until", "choose a time within 30 days".to_owned()));
        }
        Ok(())
    }
}

/// A filter without what depends on how runners are: which ones a rule is about must not change with what it tells.
pub fn steady(filter: Filter) -> Filter {
    let depends =
        |facet: &Facet| matches!(facet, Facet::Install | Facet::Connection | Facet::Update);
    let facets = filter.facets.into_iter();
    Filter {
        text: filter.text,
        group: None,
        facets: facets.filter(|(facet, _)| !depends(facet)).collect(),
    }
}

/// Checks a line that a person wrote.
pub(in crate::console) fn check_line(
    field: &'static str,
    text: &str,
) -> Result<(), (&'static str, String)> {
    let length = text.chars().count();
    if text.trim().is_empty() || length > LINE {
        return Err((field, format!("use 1 to {LINE} characters")));
    }
    match invisible::in_line(text) {
        Some(unseen) => Err((field, format!("remove {unseen}"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_is_named() {
        let right = json!({ "name": "a", "when": { "kind": "installFailed" }, "channels": ["c"] });
        let wrong = |field: &str, value: serde_json::Value| {
            let mut rule = right.clone();
            rule[field] = value;
            let rule: Sketch = serde_json::from_value(rule).unwrap();
            rule.check().unwrap_err().0
        };
        let rule: Sketch = serde_json::from_value(right.clone()).unwrap();
        assert_eq!(rule.check(), Ok(()));
        assert_eq!(rule.hold_millis(), 60_000);
        assert_eq!(wrong("name", json!(" ")), "name");
        assert_eq!(wrong("name", json!("a\r\nBcc: b")), "name");
        assert_eq!(wrong("name", json!("a\u{200b}")), "name", "nobody sees it");
        assert_eq!(wrong("channels", json!([])), "channels");
        assert_eq!(wrong("hold", json!(86_401)), "hold");
        assert_eq!(
            wrong("when", json!({ "kind": "silent", "after": 59 })),
            "when"
        );
        let quiet = json!({ "from": 1440, "to": 1, "zone": "UTC" });
        assert_eq!(wrong("quiet", quiet), "quiet");
        for selection in [
            json!({ "only": [] }),
            json!({ "matching": { "group": "failed" } }),
            json!({ "matching": { "facets": { "install": ["failed"] } } }),
        ] {
            assert_eq!(wrong("selection", selection), "selection");
        }
        let long =
            json!({ "name": "a", "when": { "kind": "silent", "after": 600 }, "channels": ["c"] });
        let long: Sketch = serde_json::from_value(long).unwrap();
        assert_eq!(
            (long.hold_millis(), long.recovery_millis()),
            (600_000, 60_000)
        );
    }

    #[test]
    fn a_pause_ends_and_says_why() {
        let now = Millis(1000);
        let pause = |until, reason: &str| {
            let reason = reason.to_owned();
            Pause {
                until: Millis(until),
                reason,
            }
            .check(now)
            .map_err(|(field, _)| field)
        };
        assert_eq!(pause(2000, "migration"), Ok(()));
        assert_eq!(pause(1000, "migration"), Err("until"));
        assert_eq!(pause(i64::MAX, "migration"), Err("until"));
        assert_eq!(pause(2000, ""), Err("reason"));
    }
}
