//! Channels in the words that tables show and filters compare.

use std::borrow::Cow;

use crate::model::ReleaseChannel;

/// The channel in force (contract 1.3).
pub fn channel(channel: &ReleaseChannel) -> Cow<'static, str> {
    match channel.effective() {
        ReleaseChannel::Unspecified | ReleaseChannel::Stable => "Stable".into(),
        ReleaseChannel::Rapid => "Rapid".into(),
        ReleaseChannel::Unknown(text) => text.into(),
    }
}
