//! What is written, read and forgotten.

use super::*;
use crate::database::Leases;
use crate::database::scratch::Scratch;

const NOW: Millis = Millis(AGE * 2);

const AGE: i64 = 30 * 24 * 3600 * 1000;

async fn store() -> (Store, Scratch) {
    limited(HistoryLimits::default()).await
}

async fn limited(limits: HistoryLimits) -> (Store, Scratch) {
    let scratch = Scratch::new().await;
    let address = scratch.address.parse().unwrap();
    let database = Database::open(&address).await.unwrap();
    (Store::new(database, limits), scratch)
}

fn entries(runner_id: &str, count: i64, at: i64) -> Vec<NewEntry> {
    let entry = |number| NewEntry {
        runner_id: runner_id.to_owned(),
        at: Millis(at + number),
        what: Happening::UpdateAvailable,
    };
    (0..count).map(entry).collect()
}

#[tokio::test]
async fn what_is_too_old_or_too_much_is_forgotten() {
    let (store, _scratch) = store().await;
    let write = async |organization, entries| {
        store
            .write(None, organization, entries, vec![])
            .await
            .unwrap();
    };
    write("acme", entries("alpha", 5, NOW.0 - AGE - 100)).await;
    write("acme", entries("alpha", PER_RUNNER + 7, NOW.0 - 5000)).await;
    write("acme", entries("beta", 3, NOW.0 - 5000)).await;
    write("other", entries("alpha", 3, NOW.0 - 5000)).await;
    assert_eq!(store.sweep(NOW).await.unwrap(), 12);
    let count = async |organization, runner_id| {
        let entries = store.entries(organization, runner_id, None, 5000).await;
        entries.unwrap().len()
    };
    assert_eq!(count("acme", "alpha").await, 1000);
    assert_eq!(count("acme", "beta").await, 3);
    assert_eq!(count("other", "alpha").await, 3);
    let newest = store.entries("acme", "alpha", None, 1).await.unwrap();
    assert_eq!(newest[0].at, Millis(NOW.0 - 5000 + PER_RUNNER + 6));
    assert_eq!(store.sweep(NOW).await.unwrap(), 0);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn who_holds_no_lease_writes_nothing_of_what_only_its_holder_sees() {
    let scratch = Scratch::on_server().await;
    let address = scratch.address.parse().unwrap();
    let database = Database::open(&address).await.unwrap();
    let term = std::time::Duration::from_mins(1);
    let [holder, other] = [0, 1].map(|_| Leases::new(database.clone(), term));
    let store = Store::new(database, HistoryLimits::default());
    let _lease = holder.take("acme").await.unwrap().unwrap();
    let write = async |leases: &Leases, runner_id, at: Millis| {
        let entries = entries(runner_id, 1, at.0);
        let written = store.write(Some(leases), "acme", entries, vec![]);
        written.await.unwrap();
        store.set_watched(leases, "acme", at).await.unwrap();
    };
    write(&holder, "alpha", NOW).await;
    write(&other, "beta", Millis(NOW.0 + 1)).await;
    let count = async |runner_id| {
        let entries = store.entries("acme", runner_id, None, 10).await;
        entries.unwrap().len()
    };
    assert_eq!(count("alpha").await, 1);
    assert_eq!(count("beta").await, 0, "another gateway sees it");
    assert_eq!(store.watched_until("acme").await.unwrap(), Some(NOW));
}

#[tokio::test]
async fn the_limits_are_those_that_were_set() {
    let (store, _scratch) = limited(HistoryLimits {
        age: std::time::Duration::from_mins(1),
        entries: 10,
    })
    .await;
    let write = async |runner_id, count, at| {
        let entries = entries(runner_id, count, at);
        store.write(None, "acme", entries, vec![]).await.unwrap();
    };
    write("alpha", 4, NOW.0 - 60_004).await;
    write("alpha", 3, NOW.0 - 59_000).await;
    assert_eq!(store.sweep(NOW).await.unwrap(), 4, "by age");
    write("beta", 9, NOW.0).await;
    assert_eq!(store.sweep(NOW).await.unwrap(), 2, "by size");
    let left = store.entries("acme", "alpha", None, 100).await.unwrap();
    let left: Vec<_> = left.iter().map(|entry| entry.at.0).collect();
    assert_eq!(left, [NOW.0 - 58_998], "the newest are left");
}

#[tokio::test]
async fn a_memory_is_replaced_and_forgotten() {
    let (store, _scratch) = store().await;
    let memory = |at| {
        Memory::new(
            &contract::model::Runner::default(),
            contract::api::Dialect::V1beta2,
            Millis(at),
        )
    };
    let remember = async |memory| {
        let memories = vec![("alpha".to_owned(), memory)];
        store.write(None, "acme", vec![], memories).await.unwrap();
        store.memories("acme").await.unwrap()
    };
    for at in [1, 2] {
        let memories = remember(Some(memory(at))).await;
        assert_eq!(memories["alpha"], Some(memory(at)));
    }
    assert!(store.memories("other").await.unwrap().is_empty());
    assert!(remember(None).await.is_empty());
}
