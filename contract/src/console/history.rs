//! What happened to runners while the gateway watched (design D4).

use serde::{Deserialize, Serialize};

use super::Millis;
use crate::model::InstallStatus;

/// `GET /console/history?runner=ID&before=ENTRY&limit=N`: newest first, at most 200, 50 unless asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct History {
    /// What happened, the newest first.
    pub entries: Vec<HistoryEntry>,
    /// Whether older entries exist; ask for them with the last entry's number as `before`.
    pub more: bool,
}

/// Something that happened to a runner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// Number of the entry, rising.
    pub id: i64,
    /// When it was seen.
    pub at: Millis,
    /// Runner ID. IDs are used again after a deletion, so entries of a former runner may follow.
    pub runner_id: String,
    /// What happened.
    pub what: Happening,
}

/// What happened. People are named by the principal's `uid` (contract 6.3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum Happening {
    /// It was there when the gateway first looked.
    FirstSeen {
        /// As it stood then.
        status: InstallStatus,
    },
    /// It came to be.
    Created {
        /// By whom, if through this console.
        by: Option<String>,
    },
    /// The install status changed.
    Install {
        /// Before.
        from: InstallStatus,
        /// After.
        to: InstallStatus,
        /// Constant of the install error's reason, for FAILED: a retry overwrites the error itself.
        reason: String,
        /// The install error's message, for FAILED.
        message: String,
        /// Its hints, for FAILED.
        hints: Vec<String>,
    },
    /// Heartbeats stopped.
    ConnectionLost {
        /// The last one heard.
        heard_at: Option<Millis>,
    },
    /// Heartbeats arrive.
    ConnectionGained {
        /// How long there were none; absent for the first time.
        after_seconds: Option<i64>,
    },
    /// A target revision was set.
    RolloutStarted {
        /// Revision that runs.
        active: i32,
        /// Revision that is wanted.
        target: i32,
    },
    /// A rollout came to its end.
    RolloutDone {
        /// Revision that runs now.
        revision: i32,
        /// How long it took, where its start was seen.
        after_seconds: Option<i64>,
    },
    /// A newer version came out on its channel.
    UpdateAvailable,
    /// It was changed through this console.
    Edited {
        /// By whom.
        by: String,
        /// Mask paths in the documented spelling (contract 3.1).
        mask: Vec<String>,
        /// Number of what is kept of it ([`super::Change`]); none where nothing is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        change: Option<i64>,
    },
    /// It was changed, and not through this console.
    Changed {
        /// Mask paths in the documented spelling whose content differs.
        mask: Vec<String>,
    },
    /// Profiles that were bound are bound no more: the list of bindings is replaced as a whole.
    Detached {
        /// Their template IDs.
        profiles: Vec<String>,
    },
    /// The available update was applied by hand through this console.
    UpgradeRequested {
        /// By whom.
        by: String,
    },
    /// Its deletion was begun through this console.
    DeleteRequested {
        /// By whom.
        by: String,
    },
    /// It is gone.
    Deleted,
    /// A link that shows it was made (design D8).
    Shared {
        /// By whom.
        by: String,
        /// Of the link.
        title: String,
    },
    /// What a link shows of it, for how long, or its passphrase was changed.
    ShareChanged {
        /// By whom.
        by: String,
        /// Of the link.
        title: String,
    },
    /// A link was revoked.
    ShareRevoked {
        /// By whom.
        by: String,
        /// Of the link.
        title: String,
    },
    /// A link was opened, for the first time within an hour. By whom, nobody knows.
    ShareOpened {
        /// Of the link.
        title: String,
    },
    /// Nobody looked until the entry's own time: the gateway was down or had no credential.
    Unwatched {
        /// Last time that somebody looked.
        since: Millis,
    },
    /// What is told of the time before was made up for a demo.
    Simulated,
    /// What a newer version has written, by which this one is not named: passed on as it is.
    #[serde(untagged)]
    Newer(serde_json::Value),
}

/// `GET /console/uptime?runner=ID`: the last 24 hours, gapless.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Uptime {
    /// Spans in order, each beginning where the one before ends.
    pub spans: Vec<Span>,
}

/// A time in which a runner stood the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// First instant.
    pub from: Millis,
    /// First instant after it.
    pub to: Millis,
    /// How it stood.
    pub standing: Standing,
}

/// How a runner stands, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// READY and CONNECTED.
    Healthy,
    /// READY, but no heartbeats.
    Disconnected,
    /// The install is in progress.
    Installing,
    /// The install failed.
    Failed,
    /// Being deleted, or not there.
    Absent,
    /// Nobody looked.
    Unwatched,
}

impl Standing {
    /// Of a runner that is there, with this status.
    pub fn of(install: &InstallStatus, is_connected: bool) -> Self {
        match install {
            InstallStatus::Ready if is_connected => Self::Healthy,
            InstallStatus::Ready => Self::Disconnected,
            InstallStatus::Failed => Self::Failed,
            InstallStatus::Deleting => Self::Absent,
            InstallStatus::Pending
            | InstallStatus::Provisioning
            | InstallStatus::Unspecified
            | InstallStatus::Unknown(_) => Self::Installing,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_newer_version_tells_hides_nothing_and_is_passed_on() {
        let newer = json!({ "kind": "policyChanged", "by": "ada", "rules": [1] });
        let other_shape = json!({ "kind": "edited", "by": ["ada", "bob"] });
        let entry = |id, what| json!({ "id": id, "at": 5, "runnerId": "alpha", "what": what });
        let told = json!({
            "entries": [
                entry(3, newer.clone()),
                entry(2, other_shape.clone()),
                entry(1, json!({ "kind": "deleted" })),
            ],
            "more": false,
        });
        let read: History = serde_json::from_value(told.clone()).unwrap();
        let whats: Vec<_> = read
            .entries
            .iter()
            .map(|entry| entry.what.clone())
            .collect();
        assert_eq!(
            whats,
            [
                Happening::Newer(newer),
                Happening::Newer(other_shape),
                Happening::Deleted
            ]
        );
        assert_eq!(serde_json::to_value(&read).unwrap(), told);
    }
}
