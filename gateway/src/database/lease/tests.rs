use super::*;
use crate::database::scratch::Scratch;

const TERM: Duration = Duration::from_millis(600);

async fn leases(scratch: &Scratch) -> Leases {
    let address = scratch.address.parse().unwrap();
    Leases::new(Database::open(&address).await.unwrap(), TERM)
}

async fn eventually(leases: &Leases) -> Lease {
    loop {
        if let Some(lease) = leases.take("acme").await.unwrap() {
            return lease;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn a_lease_is_held_by_one() {
    let scratch = Scratch::on_server().await;
    let (one, two) = (leases(&scratch).await, leases(&scratch).await);
    let mut held = one.take("acme").await.unwrap().unwrap();
    assert!(two.take("other").await.unwrap().is_some());
    // It is renewed for longer than it was given for.
    for _ in 0..8 {
        assert!(two.take("acme").await.unwrap().is_none());
        tokio::time::sleep(TERM / 4).await;
    }
    let lost = tokio::time::timeout(Duration::from_millis(1), held.lost());
    assert!(lost.await.is_err(), "it is held");

    drop(held);
    assert!(two.take("acme").await.unwrap().is_none(), "until its end");
    let held = eventually(&two).await;
    assert!(one.take("acme").await.unwrap().is_none());
    drop(held);
    two.release("acme").await.unwrap();
    assert!(one.take("acme").await.unwrap().is_some(), "at once");
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn whoever_cannot_renew_has_lost() {
    let scratch = Scratch::on_server().await;
    let (one, two) = (leases(&scratch).await, leases(&scratch).await);
    let mut held = one.take("acme").await.unwrap().unwrap();
    one.database.close().await;
    held.lost().await;
    eventually(&two).await;
}

#[tokio::test]
async fn alone_a_gateway_holds_everything_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.sqlite");
    let database = Database::open(&crate::database::DatabaseAddress::Sqlite(file)).await;
    let leases = Leases::new(database.unwrap(), Duration::from_millis(1));
    let mut held = leases.take("acme").await.unwrap().unwrap();
    let lost = tokio::time::timeout(Duration::from_millis(50), held.lost());
    assert!(lost.await.is_err());
}
