//! A link as the gateway keeps it.

use contract::console::Millis;
use contract::console::share::{Share, ShareEnd, Terms};

use crate::session::CreatorRights;
use crate::settings::secret::Hash;

/// A link as the gateway keeps it.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) id: String,
    pub(super) secret_hash: Hash,
    pub(super) badge_hash: Option<Hash>,
    /// argon2id, as a PHC string.
    pub(super) passphrase: Option<String>,
    /// Whose runners it shows.
    pub(super) organization: String,
    /// Principal of the person who made it.
    pub(super) maker: String,
    /// Their token, sealed, with which their rights are looked after and nothing else is done.
    pub(super) token: Vec<u8>,
    pub(super) terms: Terms,
    /// Random, so that a made-up name cannot be traced back by guessing.
    pub(super) salt: String,
    pub(super) made_at: Millis,
    pub(super) ends_at: Millis,
    pub(super) revoked_at: Option<Millis>,
    /// Counts the changes.
    pub(super) version: i64,
    pub(super) opened: i64,
    pub(super) opened_at: Option<Millis>,
}

impl Stored {
    /// Whether its maker still may read what it shows.
    pub(super) async fn creator_may(&self, rights: &CreatorRights) -> bool {
        rights
            .may(&self.organization, &self.token, &made(&self.id))
            .await
    }

    /// Why it shows nothing any more, as far as the link itself tells.
    pub(super) fn over(&self, now: Millis) -> Option<ShareEnd> {
        if self.revoked_at.is_some() {
            Some(ShareEnd::Revoked)
        } else if self.ends_at <= now {
            Some(ShareEnd::Expired)
        } else {
            None
        }
    }

    /// As its maker and administrators see it.
    pub(super) fn seen_by(self, caller: &str, over: Option<ShareEnd>) -> Share {
        Share {
            mine: self.maker == caller,
            made_by: self.maker,
            id: self.id,
            terms: self.terms,
            made_at: self.made_at,
            ends_at: self.ends_at,
            over,
            has_passphrase: self.passphrase.is_some(),
            has_badge: self.badge_hash.is_some(),
            opened: self.opened,
            opened_at: self.opened_at,
        }
    }
}

/// What a link's token is bound to.
pub(super) fn made(id: &str) -> String {
    format!("share/{id}")
}
