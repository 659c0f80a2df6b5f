//! The API's enum words as people read them.

use contract::console::words;
use contract::model::{ClusterStatus, InstallErrorReason, ReleaseChannel};

/// `PROVISIONING` → `Provisioning`, `IMAGE_PULL_FAILED` → `Image pull failed`.
/// A constant or a name of the API as words.
pub(crate) fn sentence(word: &str) -> String {
    let text = word.replace('_', " ").to_ascii_lowercase();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// The channel in force.
pub(crate) fn channel(channel: &ReleaseChannel) -> String {
    words::channel(channel).into_owned()
}

/// What a channel gives.
pub(crate) fn channel_meaning(channel: &ReleaseChannel) -> &'static str {
    match channel {
        ReleaseChannel::Unspecified | ReleaseChannel::Stable => {
            "Versions that have been proven on other runners."
        }
        ReleaseChannel::Rapid => "The newest version as soon as it is released.",
        ReleaseChannel::Unknown(_) => "A channel this console does not know.",
    }
}

/// State of a cluster.
pub(crate) fn cluster_status(status: &ClusterStatus) -> String {
    match status {
        ClusterStatus::Unspecified => "status unknown".to_owned(),
        ClusterStatus::Unknown(text) => text.clone(),
        ClusterStatus::Creating
        | ClusterStatus::Running
        | ClusterStatus::Updating
        | ClusterStatus::Upgrading
        | ClusterStatus::Deleting
        | ClusterStatus::Deleted
        | ClusterStatus::Failed => status.word().to_ascii_lowercase(),
    }
}

/// Why an install failed: the API's constant without its prefix, since its values are opaque (I-17).
pub(crate) fn reason(reason: &InstallErrorReason) -> String {
    match reason {
        InstallErrorReason::Unspecified => "No reason given".to_owned(),
        other => sentence(other.word()),
    }
}

/// A text that begins with a capital.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sentences() {
        assert_eq!(sentence("IMAGE_PULL_FAILED"), "Image pull failed");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn an_unset_channel_is_stable() {
        assert_eq!(channel(&ReleaseChannel::Unspecified), "Stable");
        assert_eq!(channel(&ReleaseChannel::Unknown("X".into())), "X");
    }
}
