//! Sessions in the database. They survive a restart; their tokens are unreadable without the key.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{FromRow, Row as _};
use tokio::sync::watch;

use super::seal::Seal;
use crate::database::Database;
use crate::person::{Person, Rights};
use crate::secret::{self, Hash};

/// A session ends this long after the sign-in, whatever happens.
pub(super) const LONGEST: Duration = Duration::from_hours(7 * 24);

/// A session ends when it was not used for so long.
const IDLE: Duration = Duration::from_hours(24);

/// The last use is noted at most this often: reading must not mean writing.
const NOTED: Duration = Duration::from_mins(1);

/// Someone who is signed in.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) person: Person,
    /// The API token. Never logged, never sent to the browser.
    pub(crate) token: String,
}

/// All sessions. Clones share one database.
#[derive(Clone)]
pub(crate) struct Sessions {
    database: Database,
    seal: Seal,
    /// Counts the sessions that were ended.
    ended: watch::Sender<u64>,
}

impl Sessions {
    /// In a database whose tables are up to date; tokens are sealed with the key.
    pub(crate) fn new(database: Database, key: &[u8; 32]) -> Self {
        Self {
            database,
            seal: Seal::new(key),
            ended: watch::Sender::new(0),
        }
    }

    /// Starts a session and returns its id, which is only ever known to the browser.
    pub(crate) async fn begin(
        &self,
        session: &Session,
        now: Timestamp,
    ) -> Result<String, sqlx::Error> {
        let id = secret::random();
        let hash = secret::hash(&id);
        sqlx::query("INSERT INTO sessions VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(hash.as_slice())
            .bind(self.seal.close(&session.token, &hash))
            .bind(&session.person.principal)
            .bind(&session.person.organization)
            .bind(name(session.person.rights))
            .bind(now.as_millisecond())
            .bind(now.as_millisecond())
            .execute(self.database.pool())
            .await?;
        Ok(id)
    }

    /// The session of an id, if it has not ended; notes that it is in use.
    pub(crate) async fn find(
        &self,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<Session>, sqlx::Error> {
        let hash = secret::hash(id);
        let row: Option<Row> = sqlx::query_as(
            "SELECT token, principal, organization, rights, created_at, seen_at \
             FROM sessions WHERE id_hash = $1",
        )
        .bind(hash.as_slice())
        .fetch_optional(self.database.pool())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let session = self.read(&row, &hash);
        if session.is_none() || row.has_ended(now) {
            self.end(id).await?;
            return Ok(None);
        }
        if now.as_millisecond() - row.seen_at > millis(NOTED) {
            sqlx::query("UPDATE sessions SET seen_at = $1 WHERE id_hash = $2")
                .bind(now.as_millisecond())
                .bind(hash.as_slice())
                .execute(self.database.pool())
                .await?;
        }
        Ok(session)
    }

    /// Replaces what is known about the person of a session.
    pub(crate) async fn update(&self, id: &str, person: &Person) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE sessions SET principal = $1, organization = $2, rights = $3 WHERE id_hash = $4",
        )
        .bind(&person.principal)
        .bind(&person.organization)
        .bind(name(person.rights))
        .bind(secret::hash(id).as_slice())
        .execute(self.database.pool())
        .await
        .map(drop)
    }

    /// Ends a session and forgets its token. An unknown id is no error.
    pub(crate) async fn end(&self, id: &str) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM sessions WHERE id_hash = $1")
            .bind(secret::hash(id).as_slice())
            .execute(self.database.pool())
            .await?;
        self.ended.send_modify(|count| *count += 1);
        Ok(())
    }

    /// Forgets all sessions that have ended by themselves.
    pub(crate) async fn sweep(&self, now: Timestamp) -> Result<u64, sqlx::Error> {
        sqlx::query("DELETE FROM sessions WHERE created_at <= $1 OR seen_at <= $2")
            .bind(now.as_millisecond() - millis(LONGEST))
            .bind(now.as_millisecond() - millis(IDLE))
            .execute(self.database.pool())
            .await
            .map(|done| done.rows_affected())
    }

    /// How many have not ended.
    pub(crate) async fn count(&self, now: Timestamp) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar("SELECT count(*) FROM sessions WHERE created_at > $1 AND seen_at > $2")
            .bind(now.as_millisecond() - millis(LONGEST))
            .bind(now.as_millisecond() - millis(IDLE))
            .fetch_one(self.database.pool())
            .await
    }

    /// Moves when a session is ended.
    pub(crate) fn ended(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }

    /// Whose runners somebody who is signed in may see.
    pub(crate) async fn tenants(&self) -> Result<Vec<String>, sqlx::Error> {
        let rows = self.rows().await?;
        let mut tenants: Vec<_> = rows
            .iter()
            .filter_map(|(person, _)| person.tenant())
            .collect();
        tenants.sort_unstable();
        tenants.dedup();
        Ok(tenants)
    }

    /// The tokens of those who may see the runners of that tenant, the last used last.
    pub(crate) async fn tokens(&self, tenant: &str) -> Result<Vec<String>, sqlx::Error> {
        let rows = self.rows().await?;
        let own = rows
            .into_iter()
            .filter(|(person, _)| person.tenant().as_deref() == Some(tenant));
        Ok(own.map(|(_, token)| token).collect())
    }

    /// Everybody who is signed in, with their tokens.
    async fn rows(&self) -> Result<Vec<(Person, String)>, sqlx::Error> {
        let rows: Vec<(Vec<u8>, Row)> = sqlx::query(
            "SELECT id_hash, token, principal, organization, rights, created_at, seen_at \
             FROM sessions ORDER BY seen_at",
        )
        .try_map(|row: AnyRow| Ok((row.try_get("id_hash")?, Row::from_row(&row)?)))
        .fetch_all(self.database.pool())
        .await?;
        let now = Timestamp::now();
        Ok(rows
            .into_iter()
            .filter(|(_, row)| !row.has_ended(now))
            .filter_map(|(hash, row)| {
                let session = self.read(&row, hash.first_chunk()?)?;
                Some((session.person, session.token))
            })
            .collect())
    }

    /// None if the row was not made with our key: then nobody can use it any more.
    fn read(&self, row: &Row, hash: &Hash) -> Option<Session> {
        Some(Session {
            token: self.seal.open(&row.token, hash)?,
            person: Person {
                principal: row.principal.clone(),
                organization: row.organization.clone(),
                rights: rights(&row.rights)?,
            },
        })
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    token: Vec<u8>,
    principal: String,
    organization: String,
    rights: String,
    created_at: i64,
    seen_at: i64,
}

impl Row {
    fn has_ended(&self, now: Timestamp) -> bool {
        let now = now.as_millisecond();
        now - self.created_at >= millis(LONGEST) || now - self.seen_at >= millis(IDLE)
    }
}

fn name(rights: Rights) -> &'static str {
    match rights {
        Rights::Admin => "admin",
        Rights::User => "user",
    }
}

fn rights(name: &str) -> Option<Rights> {
    [Rights::Admin, Rights::User]
        .into_iter()
        .find(|rights| self::name(*rights) == name)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::database::scratch::Scratch;

    const KEY: [u8; 32] = [7; 32];
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn session() -> Session {
        Session {
            token: "CW-SECRET-canary".to_owned(),
            person: Person {
                principal: "ada".to_owned(),
                organization: "acme".to_owned(),
                rights: Rights::User,
            },
        }
    }

    async fn open(scratch: &Scratch, key: &[u8; 32]) -> Sessions {
        let address = scratch.address.parse().unwrap();
        Sessions::new(Database::open(&address).await.unwrap(), key)
    }

    async fn store() -> (Sessions, Scratch) {
        let scratch = Scratch::new().await;
        (open(&scratch, &KEY).await, scratch)
    }

    fn after(hours: i64) -> Timestamp {
        NOW + SignedDuration::from_hours(hours)
    }

    #[tokio::test]
    async fn a_session_lives_while_it_is_used_and_no_longer_than_a_week() {
        let (sessions, _scratch) = store().await;
        let id = sessions.begin(&session(), NOW).await.unwrap();
        for hours in (0..7 * 24).step_by(23) {
            let found = sessions.find(&id, after(hours)).await.unwrap();
            assert_eq!(found.expect("in use").token, "CW-SECRET-canary");
        }
        assert!(sessions.find(&id, after(7 * 24)).await.unwrap().is_none());
        let again = sessions.find(&id, after(6 * 24)).await.unwrap();
        assert!(again.is_none(), "what has ended is gone");
    }

    #[tokio::test]
    async fn a_session_that_is_not_used_ends() {
        let (sessions, _scratch) = store().await;
        let id = sessions.begin(&session(), NOW).await.unwrap();
        assert!(sessions.find(&id, after(24)).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_sweep_removes_what_has_ended_only() {
        let (sessions, _scratch) = store().await;
        sessions.begin(&session(), NOW).await.unwrap();
        let young = sessions.begin(&session(), after(20)).await.unwrap();
        assert_eq!(sessions.sweep(after(25)).await.unwrap(), 1);
        assert!(sessions.find(&young, after(25)).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn ids_are_not_guessed_and_ended_ones_do_not_work() {
        let (sessions, _scratch) = store().await;
        let id = sessions.begin(&session(), NOW).await.unwrap();
        for other in ["", "x", &id[1..], &id.to_uppercase()] {
            assert!(
                sessions.find(other, NOW).await.unwrap().is_none(),
                "{other}"
            );
        }
        sessions.end(&id).await.unwrap();
        assert!(sessions.find(&id, NOW).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn another_key_makes_every_session_worthless() {
        let (sessions, scratch) = store().await;
        let id = sessions.begin(&session(), NOW).await.unwrap();
        let sessions = open(&scratch, &[8; 32]).await;
        assert!(sessions.find(&id, NOW).await.unwrap().is_none());
    }
}
