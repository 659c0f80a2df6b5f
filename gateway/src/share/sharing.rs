//! What the gateway's operator allows.

use std::time::Duration;

use contract::console::share::{LONGEST, ShareRules};

/// What the gateway's operator allows about links.
#[derive(Debug, Clone)]
pub struct Sharing {
    /// Whether links can be made and opened at all.
    pub enabled: bool,
    /// The longest life of a link, at most 90 days.
    pub longest: Duration,
    /// Whether every link needs a passphrase.
    pub passphrase_required: bool,
    /// A token that may read, which keeps links live while nobody of its organization is signed in. It is
    /// used for nothing else.
    pub token: Option<String>,
}

impl Default for Sharing {
    fn default() -> Self {
        Self {
            enabled: true,
            longest: Duration::from_secs(LONGEST),
            passphrase_required: false,
            token: None,
        }
    }
}

impl Sharing {
    /// As the pages are told.
    pub(super) fn rules(&self) -> ShareRules {
        ShareRules {
            enabled: self.enabled,
            longest: self.longest.as_secs().min(LONGEST),
            passphrase_required: self.passphrase_required,
        }
    }
}
