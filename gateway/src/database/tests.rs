use std::path::Path;

use sqlx::{AssertSqlSafe, Row as _};

use super::scratch::Scratch;
use super::*;

async fn open(address: &str) -> Result<Database, DatabaseError> {
    Database::open(&address.parse().unwrap()).await
}

async fn count(database: &Database, sql: &'static str) -> i64 {
    let row = sqlx::query(sql).fetch_one(database.pool()).await.unwrap();
    row.get(0)
}

#[tokio::test]
async fn an_older_program_refuses_newer_tables() {
    let scratch = Scratch::new().await;
    let database = open(&scratch.address).await.unwrap();
    let sql = "UPDATE _sqlx_migrations SET version = 9999 WHERE version = 2";
    database.pool().execute(sql).await.unwrap();
    database.close().await;
    let error = open(&scratch.address).await.err().unwrap().to_string();
    assert!(error.contains("newer version of runner-gateway"), "{error}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told_as_that() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    std::fs::write(
        &file,
        "this is no database, and it is long enough to have a head".repeat(9),
    )
    .unwrap();
    let error = open(&format!("sqlite:{}", file.display()))
        .await
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("not a database"), "{error}");
}

#[tokio::test]
async fn tables_that_are_none_of_ours_are_refused() {
    let scratch = Scratch::new().await;
    let database = open(&scratch.address).await.unwrap();
    let sql = "UPDATE _sqlx_migrations SET checksum = $1 WHERE version = 1";
    let change = sqlx::query(sql).bind(vec![0_u8; 48]);
    change.execute(database.pool()).await.unwrap();
    let error = open(&scratch.address).await.err().unwrap().to_string();
    assert!(error.contains("not those of runner-gateway"), "{error}");
}

/// A session of the time when each had one account goes on.
#[tokio::test]
async fn what_an_earlier_version_kept_is_kept() {
    let scratch = Scratch::new().await;
    let address: DatabaseAddress = scratch.address.parse().unwrap();
    sqlx::any::install_default_drivers();
    let (pool, migrations) = match address {
        DatabaseAddress::Sqlite(_) => (sqlite(), &FOR_SQLITE),
        DatabaseAddress::Postgres(_) => (postgres(), &FOR_POSTGRES),
    };
    let pool = pool.connect(&address.url()).await.unwrap();
    migrations.run_to(2, &pool).await.unwrap();
    let insert = "INSERT INTO sessions VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let old = sqlx::query(insert)
        .bind(vec![1_u8; 32])
        .bind(vec![2_u8; 60]);
    let old = old
        .bind("ada")
        .bind("acme")
        .bind("admin")
        .bind(3_i64)
        .bind(4_i64);
    old.execute(&pool).await.unwrap();
    pool.close().await;

    let database = open(&scratch.address).await.unwrap();
    let row = sqlx::query(
        "SELECT a.token, a.principal, s.created_at FROM sessions s \
         JOIN accounts a ON a.session = s.id_hash AND a.account = s.account",
    );
    let row = row.fetch_one(database.pool()).await.unwrap();
    assert_eq!(row.get::<Vec<u8>, _>(0), vec![2_u8; 60]);
    assert_eq!(row.get::<String, _>(1), "ada");
    assert_eq!(row.get::<i64, _>(2), 3);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn two_may_open_a_new_database_at_once() {
    let scratch = Scratch::on_server().await;
    let (one, two) = tokio::join!(open(&scratch.address), open(&scratch.address));
    for database in [one.unwrap(), two.unwrap()] {
        assert_eq!(count(&database, "SELECT count(*) FROM sessions").await, 0);
    }
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_nothing() {
    let scratch = Scratch::new().await;
    let database = open(&scratch.address).await.unwrap();
    let insert = "INSERT INTO watches (organization, watched_until) VALUES ($1, $2)";
    for commit in [false, true] {
        let mut write = database.begin().await.unwrap();
        let row = sqlx::query(insert).bind("acme").bind(1_i64);
        row.execute(&mut *write).await.unwrap();
        if commit {
            write.commit().await.unwrap();
        } else {
            drop(write);
        }
        let there = count(&database, "SELECT count(*) FROM watches").await;
        assert_eq!(there, i64::from(commit));
    }
}

/// Databases of earlier versions were made by these very statements (their SHA-384 is noted in them).
#[test]
fn what_was_released_stays_as_it_was() {
    let checksum = |migrator: &Migrator, version: i64| {
        let migration = migrator.iter().find(|one| one.version == version).unwrap();
        migration.checksum[..4].to_vec()
    };
    assert_eq!(checksum(&FOR_SQLITE, 1), [199, 148, 28, 166]);
    assert_eq!(checksum(&FOR_SQLITE, 2), [111, 235, 225, 2]);
}

#[test]
fn both_kinds_have_the_same_history() {
    let steps = |migrator: &'static Migrator| -> Vec<_> {
        let steps = migrator.iter();
        steps
            .map(|one| (one.version, one.description.clone()))
            .collect()
    };
    assert_eq!(steps(&FOR_SQLITE), steps(&FOR_POSTGRES));
}

#[tokio::test]
async fn a_file_may_have_any_name() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a b", "50%", "%41", "what?", "#1", "é", "a:b"] {
        let file = folder.path().join(name);
        let address = DatabaseAddress::Sqlite(file.clone());
        let database = Database::open(&address).await.unwrap();
        database.close().await;
        assert!(Path::new(&file).is_file(), "{name}");
    }
}

#[tokio::test]
async fn what_is_deleted_is_overwritten_and_readers_do_not_wait() {
    let folder = tempfile::tempdir().unwrap();
    let address = DatabaseAddress::Sqlite(folder.path().join("a.sqlite"));
    let database = Database::open(&address).await.unwrap();
    let pragma = async |name: &str| {
        let sql = AssertSqlSafe(format!("PRAGMA {name}"));
        sqlx::query(sql).fetch_one(database.pool()).await.unwrap()
    };
    assert_eq!(pragma("journal_mode").await.get::<String, _>(0), "wal");
    assert_eq!(pragma("secure_delete").await.get::<i64, _>(0), 1);
}

#[test]
fn rows_of_placeholders_are_numbered_through() {
    assert_eq!(placeholders(2, 3), "($1, $2, $3), ($4, $5, $6)");
    assert_eq!(placeholders(1, 1), "($1)");
}
