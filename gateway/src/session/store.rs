//! Sessions in the database. They survive a restart; their tokens are unreadable without the key.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::{Any, FromRow, Transaction};
use tokio::sync::watch;

use super::account::{self, Account, Sealed};
use super::keys::SessionKeys;
use super::limits::SessionLimits;
use super::seal::Seal;
use crate::database::{Database, Notice};
use crate::identity::Person;
use crate::settings::secret::{self, Hash};

/// The last use is noted at most this often: reading must not mean writing.
const NOTED: Duration = Duration::from_mins(1);

/// Someone who is signed in.
#[derive(Clone)]
pub(crate) struct Session {
    /// Which of the browser's accounts this is.
    pub(crate) account: String,
    pub(crate) person: Person,
    /// The API token. Never logged, never sent to the browser.
    pub(crate) token: String,
}

/// What signs in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Browser {
    /// Its name, for people.
    pub(crate) name: String,
    /// Where from, as far as is known.
    pub(crate) address: String,
}

/// All sessions. Clones share one database.
#[derive(Clone)]
pub(crate) struct Sessions {
    pub(super) database: Database,
    pub(super) seal: Seal,
    pub(super) limits: SessionLimits,
    /// Counts the sessions and accounts that were ended or left.
    pub(super) ended: watch::Sender<u64>,
}

impl Sessions {
    /// In a database whose tables are up to date; tokens are sealed with the first of the keys.
    pub(crate) fn new(database: Database, keys: &SessionKeys, limits: SessionLimits) -> Self {
        Self {
            database,
            seal: Seal::new(keys),
            limits,
            ended: watch::Sender::new(0),
        }
    }

    /// Starts a session and returns its id, which is only ever known to the browser. The accounts of an
    /// old session come along if `keep` names it, all but another of the same person: the id is a new one
    /// at each sign-in, so one that somebody planted before is worth nothing after it.
    pub(crate) async fn begin(
        &self,
        person: &Person,
        token: &str,
        browser: &Browser,
        keep: Option<&str>,
        now: Timestamp,
    ) -> Result<String, sqlx::Error> {
        let kept = match keep {
            Some(old) if self.find(old, now).await?.is_some() => self.accounts(old).await?,
            _ => Vec::new(),
        };
        let id = secret::random();
        let hash = secret::hash(&id);
        let new = Account::new(person.clone(), token.to_owned());
        let mut write = self.database.begin().await?;
        sqlx::query(
            "INSERT INTO sessions (id_hash, account, browser, address, created_at, seen_at) \
             VALUES ($1, $2, $3, $4, $5, $5)",
        )
        .bind(hash.as_slice())
        .bind(&new.id)
        .bind(&browser.name)
        .bind(&browser.address)
        .bind(now.as_millisecond())
        .execute(&mut *write)
        .await?;
        for account in kept.iter().filter(|account| !account.gives_way_to(&new)) {
            self.insert(&mut write, &hash, account).await?;
        }
        self.insert(&mut write, &hash, &new).await?;
        write.commit().await?;
        Ok(id)
    }

    async fn insert(
        &self,
        write: &mut Transaction<'static, Any>,
        session: &Hash,
        account: &Account,
    ) -> Result<(), sqlx::Error> {
        let Account { id, person, token } = account;
        sqlx::query(
            "INSERT INTO accounts (session, account, token, principal, organization, rights) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(session.as_slice())
        .bind(id)
        .bind(self.seal.close(token, &account::context(session, id)))
        .bind(&person.principal)
        .bind(&person.organization)
        .bind(account::name(person.rights))
        .execute(&mut **write)
        .await
        .map(drop)
    }

    /// The current account of a session, if it has not ended; notes that it is in use.
    pub(crate) async fn find(
        &self,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<Session>, sqlx::Error> {
        let hash = secret::hash(id);
        let row = sqlx::query(
            "SELECT s.created_at, s.seen_at, a.account, a.token, a.principal, a.organization, a.rights \
             FROM sessions s JOIN accounts a ON a.session = s.id_hash AND a.account = s.account \
             WHERE s.id_hash = $1",
        )
        .bind(hash.as_slice())
        .fetch_optional(self.database.pool())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let times = Times::from_row(&row)?;
        if times.have_ended(self.limits, now) {
            self.end(id).await?;
            return Ok(None);
        }
        // What another key has sealed may be for another gateway to read.
        let Some(opened) = Sealed::from_row(&row)?.open(&self.seal, &hash) else {
            return Ok(None);
        };
        if now.as_millisecond() - times.seen_at > millis(NOTED) {
            sqlx::query("UPDATE sessions SET seen_at = $1 WHERE id_hash = $2")
                .bind(now.as_millisecond())
                .bind(hash.as_slice())
                .execute(self.database.pool())
                .await?;
        }
        let Account { id, person, token } = opened.account;
        if opened.is_outdated {
            self.seal_again(&hash, &id, &token).await?;
        }
        Ok(Some(Session {
            account: id,
            person,
            token,
        }))
    }

    /// Ends a session and forgets its tokens. An unknown id is no error.
    pub(crate) async fn end(&self, id: &str) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM sessions WHERE id_hash = $1")
            .bind(secret::hash(id).as_slice())
            .execute(self.database.pool())
            .await?;
        self.tell_ended().await;
        Ok(())
    }

    /// Forgets all sessions that have ended by themselves.
    pub(crate) async fn sweep(&self, now: Timestamp) -> Result<u64, sqlx::Error> {
        sqlx::query("DELETE FROM sessions WHERE created_at <= $1 OR seen_at <= $2")
            .bind(now.as_millisecond() - millis(self.limits.longest))
            .bind(now.as_millisecond() - millis(self.limits.idle))
            .execute(self.database.pool())
            .await
            .map(|done| done.rows_affected())
    }

    /// How many have not ended.
    pub(crate) async fn count(&self, now: Timestamp) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar("SELECT count(*) FROM sessions WHERE created_at > $1 AND seen_at > $2")
            .bind(now.as_millisecond() - millis(self.limits.longest))
            .bind(now.as_millisecond() - millis(self.limits.idle))
            .fetch_one(self.database.pool())
            .await
    }

    /// Moves when a session is ended, or is another account's.
    pub(crate) fn ended(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }

    /// Here and, if there are other gateways, there.
    pub(super) async fn tell_ended(&self) {
        self.some_ended();
        self.database.call(&Notice::Ended).await;
    }

    /// Streams are to look whether they are concerned.
    pub(crate) fn some_ended(&self) {
        self.ended.send_modify(|count| *count += 1);
    }
}

/// When a session began and was last used, in milliseconds since 1970.
#[derive(sqlx::FromRow)]
pub(super) struct Times {
    pub(super) created_at: i64,
    pub(super) seen_at: i64,
}

impl Times {
    pub(super) fn have_ended(&self, limits: SessionLimits, now: Timestamp) -> bool {
        let now = now.as_millisecond();
        now - self.created_at >= millis(limits.longest) || now - self.seen_at >= millis(limits.idle)
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
