//! The accounts of a browser: it may be signed in to several organizations, one of which is current.

use sqlx::{FromRow, Row as _};

use super::seal::Seal;
use super::store::Sessions;
use crate::identity::{Person, Rights};
use crate::settings::secret::{self, Hash};

/// The account of a session that was begun when each had one.
const FIRST: &str = "0000000000000000";

/// One of a browser's accounts.
#[derive(Clone)]
pub(crate) struct Account {
    /// By which the browser names it: the same for the same person, so that a page goes on after a new sign-in.
    pub(crate) id: String,
    pub(crate) person: Person,
    pub(super) token: String,
}

/// An account as it lies in the database.
#[derive(sqlx::FromRow)]
pub(super) struct Sealed {
    account: String,
    token: Vec<u8>,
    principal: String,
    organization: String,
    rights: String,
}

/// An account that could be read.
pub(super) struct Opened {
    pub(super) account: Account,
    /// Its token was sealed with a key that does not seal any more.
    pub(super) is_outdated: bool,
}

impl Account {
    pub(super) fn new(person: Person, token: String) -> Self {
        Self {
            id: id(&person),
            person,
            token,
        }
    }

    /// Whether the other one takes its place: it is the same person's, of the same organization.
    pub(super) fn gives_way_to(&self, other: &Self) -> bool {
        self.id == other.id || id(&self.person) == other.id
    }
}

fn id(person: &Person) -> String {
    let hash = secret::hash(&format!("{}\n{}", person.organization, person.principal));
    secret::hexadecimal(&hash[..FIRST.len() / 2])
}

impl Sealed {
    /// None if no key of ours opens it.
    pub(super) fn open(self, seal: &Seal, session: &Hash) -> Option<Opened> {
        let opened = seal.open(&self.token, &context(session, &self.account))?;
        Some(Opened {
            is_outdated: opened.is_outdated,
            account: Account {
                id: self.account,
                token: opened.text,
                person: Person {
                    principal: self.principal,
                    organization: self.organization,
                    rights: rights(&self.rights)?,
                },
            },
        })
    }
}

/// What a token is bound to.
pub(super) fn context(session: &Hash, account: &str) -> Vec<u8> {
    match account {
        FIRST => session.to_vec(),
        account => [session, account.as_bytes()].concat(),
    }
}

impl Sessions {
    /// The accounts of a session.
    pub(crate) async fn accounts(&self, id: &str) -> Result<Vec<Account>, sqlx::Error> {
        let hash = secret::hash(id);
        let rows = sqlx::query(
            "SELECT account, token, principal, organization, rights FROM accounts \
             WHERE session = $1 ORDER BY organization, principal, account",
        )
        .bind(hash.as_slice())
        .fetch_all(self.database.pool())
        .await?;
        let mut accounts = Vec::with_capacity(rows.len());
        for row in &rows {
            let opened = Sealed::from_row(row)?.open(&self.seal, &hash);
            accounts.extend(opened.map(|opened| opened.account));
        }
        Ok(accounts)
    }

    /// Makes another account of a session the current one; false if it has no such account.
    pub(crate) async fn switch(&self, id: &str, account: &str) -> Result<bool, sqlx::Error> {
        let done = sqlx::query(
            "UPDATE sessions SET account = $1 WHERE id_hash = $2 AND EXISTS \
             (SELECT 1 FROM accounts WHERE session = $2 AND account = $1)",
        )
        .bind(account)
        .bind(secret::hash(id).as_slice())
        .execute(self.database.pool())
        .await?;
        self.tell_ended().await;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets an account of a session and its token. Another account becomes the current one if it was;
    /// after the last the session has ended.
    pub(crate) async fn leave(&self, session: &Hash, account: &str) -> Result<(), sqlx::Error> {
        let mut write = self.database.begin().await?;
        for sql in [
            "DELETE FROM accounts WHERE session = $1 AND account = $2",
            "UPDATE sessions SET account = (SELECT min(account) FROM accounts WHERE session = $1) \
             WHERE id_hash = $1 AND account = $2 \
             AND EXISTS (SELECT 1 FROM accounts WHERE session = $1)",
        ] {
            let change = sqlx::query(sql).bind(session.as_slice()).bind(account);
            change.execute(&mut *write).await?;
        }
        sqlx::query(
            "DELETE FROM sessions WHERE id_hash = $1 \
             AND NOT EXISTS (SELECT 1 FROM accounts WHERE session = $1)",
        )
        .bind(session.as_slice())
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        self.tell_ended().await;
        Ok(())
    }

    /// Replaces what is known about the person of an account.
    pub(crate) async fn update(
        &self,
        id: &str,
        account: &str,
        person: &Person,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE accounts SET principal = $1, organization = $2, rights = $3 \
             WHERE session = $4 AND account = $5",
        )
        .bind(&person.principal)
        .bind(&person.organization)
        .bind(name(person.rights))
        .bind(secret::hash(id).as_slice())
        .bind(account)
        .execute(self.database.pool())
        .await
        .map(drop)
    }

    /// Seals a token with the key of now.
    pub(super) async fn seal_again(
        &self,
        session: &Hash,
        account: &str,
        token: &str,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE accounts SET token = $1 WHERE session = $2 AND account = $3")
            .bind(self.seal.close(token, &context(session, account)))
            .bind(session.as_slice())
            .bind(account)
            .execute(self.database.pool())
            .await
            .map(drop)
    }

    /// Whose runners somebody who is signed in may see.
    pub(crate) async fn organizations(&self) -> Result<Vec<String>, sqlx::Error> {
        let accounts = self.everybody().await?;
        let organizations = accounts
            .iter()
            .filter_map(|account| account.person.organization_key());
        let mut organizations: Vec<_> = organizations.collect();
        organizations.sort_unstable();
        organizations.dedup();
        Ok(organizations)
    }

    /// The tokens of those who may see the runners of that organization, the last used last.
    pub(crate) async fn tokens(&self, organization: &str) -> Result<Vec<String>, sqlx::Error> {
        let accounts = self.everybody().await?.into_iter();
        let own = accounts
            .filter(|account| account.person.organization_key().as_deref() == Some(organization));
        Ok(own.map(|account| account.token).collect())
    }

    /// Everybody who is signed in.
    async fn everybody(&self) -> Result<Vec<Account>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT s.id_hash, s.created_at, s.seen_at, \
             a.account, a.token, a.principal, a.organization, a.rights \
             FROM sessions s JOIN accounts a ON a.session = s.id_hash ORDER BY s.seen_at",
        )
        .fetch_all(self.database.pool())
        .await?;
        let now = jiff::Timestamp::now();
        let mut everybody = Vec::new();
        for row in &rows {
            let hash: Vec<u8> = row.try_get("id_hash")?;
            let (Some(hash), times) = (hash.first_chunk(), super::store::Times::from_row(row)?)
            else {
                continue;
            };
            if !times.have_ended(self.limits, now) {
                let opened = Sealed::from_row(row)?.open(&self.seal, hash);
                everybody.extend(opened.map(|opened| opened.account));
            }
        }
        Ok(everybody)
    }
}

pub(super) fn name(rights: Rights) -> &'static str {
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
