//! The gateway's own database: sessions and history, in SQLite or PostgreSQL.
//!
//! Both are spoken to by the same SQL: `$1` for values, `BIGINT` milliseconds for times, `TEXT` for JSON,
//! whole numbers for yes and no. Only the tables themselves are written twice, in `migrations`.

mod address;
mod lease;
mod notice;
mod rows;
#[cfg(test)]
pub(crate) mod scratch;

use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Any, AnyConnection, AnyPool, Connection as _, Executor as _, Transaction};

pub use address::{DatabaseAddress, PostgresAddress};
pub(crate) use lease::{Lease, Leases};
pub(crate) use notice::Notice;
pub(crate) use rows::{json, readable, value};

static FOR_SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static FOR_POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a connection is waited for. Less than the gateway's patience with a request, so that its
/// answer says why.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// A database whose tables are up to date. Clones share its connections.
#[derive(Clone)]
pub(crate) struct Database {
    pool: AnyPool,
    /// Reads and writes of several gateways meet in it.
    pub(crate) is_shared: bool,
    /// Where calls of other gateways are heard.
    listen_at: Option<Arc<str>>,
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// A later version of this program has changed the tables.
    #[error(
        "a newer version of runner-gateway has changed its tables (schema {0}); start that version, or \
         name another database"
    )]
    Newer(i64),
    /// The tables are not the ones that this program makes.
    #[error("its tables are not those of runner-gateway (schema {0}); name another database")]
    Foreign(i64),
    /// It cannot be spoken to, or refuses.
    #[error("{0}")]
    Other(#[from] sqlx::Error),
}

impl Database {
    /// Opens the database, makes it if it is a file that is not there, and brings its tables up to date.
    pub(crate) async fn open(address: &DatabaseAddress) -> Result<Self, DatabaseError> {
        sqlx::any::install_default_drivers();
        let options: AnyConnectOptions = address.url().parse()?;
        let (pool, migrator, is_shared) = match address {
            DatabaseAddress::Sqlite(_) => (sqlite(), &FOR_SQLITE, false),
            DatabaseAddress::Postgres(_) => (postgres(), &FOR_POSTGRES, true),
        };
        // Of a pool's trouble to connect only "timed out" is told. SQLite reads a file when it is first asked something.
        let mut first = AnyConnection::connect_with(&options).await?;
        if !is_shared {
            first.execute(SETTINGS).await?;
        }
        first.close().await?;
        let pool = pool.acquire_timeout(ACQUIRE_TIMEOUT);
        let pool = pool.connect_with(options).await?;
        migrator.run(&pool).await?;
        let listen_at = is_shared.then(|| address.url().into());
        Ok(Self {
            pool,
            is_shared,
            listen_at,
        })
    }

    /// Where single statements are executed.
    pub(crate) fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Begins a transaction that writes.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        if self.is_shared {
            self.pool.begin().await
        } else {
            // SQLite refuses a transaction that turns from reading to writing beside another.
            self.pool.begin_with("BEGIN IMMEDIATE").await
        }
    }

    /// Closes every connection.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// What each connection to SQLite begins with. What is deleted is overwritten, in case the key leaks later.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;";

fn sqlite() -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(4)
        .after_connect(|connection, _| {
            Box::pin(async { connection.execute(SETTINGS).await.map(drop) })
        })
}

fn postgres() -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(10)
}

impl From<MigrateError> for DatabaseError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) => Self::Newer(version),
            MigrateError::VersionMismatch(version) => Self::Foreign(version),
            MigrateError::Execute(error) => Self::Other(error),
            other => Self::Other(other.into()),
        }
    }
}

/// The placeholders of a statement that inserts so many rows of so many values: `($1, $2), ($3, $4)`.
pub(crate) fn placeholders(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let numbers = (1..=columns).map(|column| format!("${}", row * columns + column));
        format!("({})", numbers.collect::<Vec<_>>().join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
