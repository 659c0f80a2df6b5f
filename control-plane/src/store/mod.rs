//! What is kept, in SQLite. One writer, many readers; every write is one transaction that is on the disk
//! before it is acknowledged.

pub(crate) mod clusters;
pub(crate) mod profiles;
pub(crate) mod requests;
pub(crate) mod runners;
pub(crate) mod volumes;

use std::path::Path;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, SqliteConnection, Transaction};

/// The database failed, or holds what this build cannot read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("a stored document cannot be read: {0}")]
    Document(#[from] serde_json::Error),
}

/// The database.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    readers: SqlitePool,
    /// Has one connection, so that writers queue here instead of colliding in SQLite.
    writer: SqlitePool,
}

/// A write: nothing of it is seen by others before it is committed, and dropping it undoes it.
pub(crate) type Write = Transaction<'static, Sqlite>;

impl Store {
    /// Opens the file, makes it if need be, and brings its tables up to date.
    pub(crate) async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL would lose acknowledged writes when the power goes.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10));
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await?;
        sqlx::migrate!("./migrations").run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self { readers, writer })
    }

    /// A connection for reading.
    pub(crate) async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// Begins a write, after those that are on.
    pub(crate) async fn write(&self) -> Result<Write, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Lets go of the file.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Whether the fleet was put into this database before.
pub(crate) async fn is_seeded(db: &mut SqliteConnection) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT 1 FROM seeded")
        .fetch_optional(db)
        .await?;
    Ok(row.is_some())
}

/// Notes that the fleet is in.
pub(crate) async fn set_seeded(db: &mut SqliteConnection, fleet: &str) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO seeded (fleet) VALUES (?)")
        .bind(fleet)
        .execute(db)
        .await?;
    Ok(())
}
