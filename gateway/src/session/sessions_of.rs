//! A person's own sessions: where they are signed in, and the way out of each.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::{FromRow, Row as _};

use super::account::{Account, Sealed};
use super::store::{Sessions, Times};
use crate::identity::Person;
use crate::settings::secret::{self, Hash};

/// A session of a person.
pub(super) struct OpenSession {
    pub(super) hash: Hash,
    /// Which of the browser's accounts is the person's.
    pub(super) account: String,
    pub(super) times: Times,
    pub(super) browser: String,
    pub(super) address: String,
}

impl OpenSession {
    /// A name for the session that is no secret: nothing can be done with it but to end the session, by the
    /// person whose it is.
    pub(super) fn public_id(&self) -> String {
        public_id(&self.hash)
    }

    /// Whether it is the session of that id.
    pub(super) fn is(&self, id: &str) -> bool {
        self.hash == secret::hash(id)
    }
}

fn public_id(hash: &Hash) -> String {
    let digest = Sha256::digest([b"public id of ", hash.as_slice()].concat());
    secret::hexadecimal(&digest[..8])
}

impl Sessions {
    /// Every session in which that person of that organization is signed in, the last used first.
    pub(super) async fn sessions_of(
        &self,
        person: &Person,
        now: Timestamp,
    ) -> Result<Vec<OpenSession>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT s.id_hash, s.created_at, s.seen_at, s.browser, s.address, \
             a.account, a.token, a.principal, a.organization, a.rights \
             FROM sessions s JOIN accounts a ON a.session = s.id_hash \
             WHERE a.principal = $1 AND a.organization = $2 ORDER BY s.seen_at DESC, s.id_hash",
        )
        .bind(&person.principal)
        .bind(&person.organization)
        .fetch_all(self.database.pool())
        .await?;
        let mut own = Vec::with_capacity(rows.len());
        for row in &rows {
            let times = Times::from_row(row)?;
            let hash: Vec<u8> = row.try_get("id_hash")?;
            let Some(hash) = hash.first_chunk().copied() else {
                continue;
            };
            let opened = Sealed::from_row(row)?.open(&self.seal, &hash);
            if let Some(Account { id, .. }) = opened.map(|opened| opened.account)
                && !times.have_ended(self.limits, now)
            {
                own.push(OpenSession {
                    hash,
                    account: id,
                    times,
                    browser: row.try_get("browser")?,
                    address: row.try_get("address")?,
                });
            }
        }
        Ok(own)
    }
}
