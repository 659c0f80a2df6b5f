//! A database for one test: SQLite in a temporary folder, or PostgreSQL where the environment names a
//! server. The tests are the same for both; `cargo xtask test` runs them once for each, the second time with
//! those that are otherwise ignored because they need a server.

#![allow(dead_code, reason = "no test program uses all of it")]

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tempfile::TempDir;

/// Names the server on which tests make their databases, as `postgres://USER@HOST/DATABASE?…`, of a user
/// who may.
const SERVER: &str = "RUNNER_CONSOLE_TEST_POSTGRES";

/// Tells databases of one process apart.
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A new database and a folder, gone when this is dropped.
pub(crate) struct Scratch {
    /// Its address, as `--database` takes it. In SQLite it is where a gateway keeps it whose data directory
    /// the folder is.
    pub(crate) address: String,
    folder: TempDir,
    on_server: Option<OnServer>,
}

struct OnServer {
    server: String,
    name: String,
}

impl Scratch {
    /// Makes the database.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let Ok(server) = std::env::var(SERVER) else {
            let file = folder.path().join("sessions.sqlite");
            return Self {
                address: format!("sqlite:{}", file.display()),
                folder,
                on_server: None,
            };
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let on_server = OnServer { server, name };
        on_server.drop_database().await;
        on_server.execute("CREATE DATABASE", "").await;
        Self {
            address: on_server.address(),
            folder,
            on_server: Some(on_server),
        }
    }

    /// Makes a database that several gateways may share.
    pub(crate) async fn on_server() -> Self {
        let scratch = Self::new().await;
        assert!(
            scratch.is_on_server(),
            "set {SERVER}, or run cargo xtask test"
        );
        scratch
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Whether the database is one of PostgreSQL.
    pub(crate) fn is_on_server(&self) -> bool {
        self.on_server.is_some()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let Some(on_server) = self.on_server.take() else {
            return;
        };
        // The test's own runtime may be stopping.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(on_server.drop_database());
        });
        dropping.join().ok();
    }
}

impl OnServer {
    /// The server's address with this database in it.
    fn address(&self) -> String {
        let (server, parameters) = self.server.split_once('?').unwrap_or((&self.server, ""));
        let (start, _) = server.rsplit_once('/').expect("a database is named");
        format!("{start}/{}?{parameters}", self.name)
    }

    async fn drop_database(&self) {
        self.execute("DROP DATABASE IF EXISTS", "WITH (FORCE)")
            .await;
    }

    async fn execute(&self, statement: &str, rest: &str) {
        let sql = AssertSqlSafe(format!("{statement} {} {rest}", self.name));
        let options: PgConnectOptions = self.server.parse().expect("an address");
        let mut connection = options.connect().await.expect("the server answers");
        let done = sqlx::query(sql).execute(&mut connection).await;
        done.expect("databases may be made and dropped");
        connection.close().await.ok();
    }
}
