use std::time::Duration;

use contract::model::Runner;

use super::*;
use crate::database::scratch::Scratch;

async fn mirror(scratch: &Scratch) -> Mirror {
    let address = scratch.address.parse().unwrap();
    let database = Database::open(&address).await.unwrap();
    let leases = Leases::new(database.clone(), Duration::from_mins(1));
    Mirror::new(database, leases, "acme")
}

fn alpha(whole: u64) -> Vec<(String, Option<Mirrored>)> {
    let memory = Memory::new(
        &Runner::default(),
        contract::api::Dialect::V1beta2,
        Millis(1),
    );
    let mirrored = Mirrored {
        summary: RunnerSummary::default(),
        hints: Vec::new(),
        whole,
        memory,
        schedule: None,
    };
    vec![("alpha".to_owned(), Some(mirrored))]
}

fn wholes(news: &News) -> Vec<Option<u64>> {
    let runners = news.runners.iter();
    let whole = |(_, state): &(String, Option<Mirrored>)| state.as_ref().map(|one| one.whole);
    runners.map(whole).collect()
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn who_holds_no_lease_is_not_believed() {
    let scratch = Scratch::on_server().await;
    let (one, mut two) = (mirror(&scratch).await, mirror(&scratch).await);
    let _lease = one.leases.take("acme").await.unwrap().unwrap();
    one.tell(&alpha(u64::MAX), None).await.unwrap();
    two.tell(&alpha(2), None).await.unwrap();
    assert_eq!(wholes(&two.read().await.unwrap()), [Some(u64::MAX)]);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn what_was_read_is_not_read_again() {
    let scratch = Scratch::on_server().await;
    let (one, mut two) = (mirror(&scratch).await, mirror(&scratch).await);
    let _lease = one.leases.take("acme").await.unwrap().unwrap();
    let standing = PollerStatus {
        as_of: Some(Millis(5)),
        trouble: Some((503, "no".to_owned())),
        next_in: 7,
    };
    one.tell(&alpha(1), Some(&standing)).await.unwrap();
    let news = two.read().await.unwrap();
    assert!(news.is_whole);
    assert_eq!(
        (wholes(&news), news.standing),
        (vec![Some(1)], Some(standing))
    );
    let news = two.read().await.unwrap();
    assert!(!news.is_whole && news.runners.is_empty() && news.standing.is_none());

    one.tell(&[("alpha".to_owned(), None)], None).await.unwrap();
    let news = two.read().await.unwrap();
    assert_eq!(wholes(&news), [None], "it is gone");
    assert!(!news.is_whole);
    two.start_over();
    assert!(two.read().await.unwrap().is_whole);
}
