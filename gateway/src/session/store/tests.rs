use jiff::SignedDuration;

use super::*;
use crate::database::scratch::Scratch;
use crate::identity::Rights;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

const TOKEN: &str = "CW-SECRET-canary";

fn person(organization: &str) -> Person {
    Person {
        principal: "ada".to_owned(),
        organization: organization.to_owned(),
        rights: Rights::User,
    }
}

async fn open(scratch: &Scratch, keys: &[u8]) -> Sessions {
    let address = scratch.address.parse().unwrap();
    let keys: Vec<_> = keys
        .iter()
        .map(|byte| format!("{byte:02x}").repeat(32))
        .collect();
    let keys = keys.join(" ").parse().unwrap();
    let database = Database::open(&address).await.unwrap();
    Sessions::new(database, &keys, SessionLimits::default())
}

async fn store() -> (Sessions, Scratch) {
    let scratch = Scratch::new().await;
    (open(&scratch, &[7]).await, scratch)
}

impl Sessions {
    async fn start(&self, now: Timestamp) -> String {
        self.add("acme", None, now).await
    }

    async fn add(&self, organization: &str, keep: Option<&str>, now: Timestamp) -> String {
        let person = person(organization);
        let browser = Browser::default();
        let id = self.begin(&person, TOKEN, &browser, keep, now).await;
        id.unwrap()
    }

    async fn current(&self, id: &str) -> Option<String> {
        let session = self.find(id, NOW).await.unwrap();
        session.map(|session| session.person.organization)
    }
}

fn after(hours: i64) -> Timestamp {
    NOW + SignedDuration::from_hours(hours)
}

#[tokio::test]
async fn a_session_lives_while_it_is_used_and_no_longer_than_a_week() {
    let (sessions, _scratch) = store().await;
    let id = sessions.start(NOW).await;
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
    let id = sessions.start(NOW).await;
    assert!(sessions.find(&id, after(24)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_sweep_removes_what_has_ended_only() {
    let (sessions, _scratch) = store().await;
    sessions.start(NOW).await;
    let young = sessions.start(after(20)).await;
    assert_eq!(sessions.sweep(after(25)).await.unwrap(), 1);
    assert!(sessions.find(&young, after(25)).await.unwrap().is_some());
}

#[tokio::test]
async fn ids_are_not_guessed_and_ended_ones_do_not_work() {
    let (sessions, _scratch) = store().await;
    let id = sessions.start(NOW).await;
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
async fn without_its_key_a_session_is_worthless_and_with_it_again_of_use() {
    let (sessions, scratch) = store().await;
    let id = sessions.start(NOW).await;
    assert!(open(&scratch, &[8]).await.current(&id).await.is_none());
    assert!(open(&scratch, &[8, 7]).await.current(&id).await.is_some());
}

#[tokio::test]
async fn a_key_is_changed_without_signing_anybody_out() {
    let (sessions, scratch) = store().await;
    let (used, unused) = (sessions.start(NOW).await, sessions.start(NOW).await);
    let both = open(&scratch, &[8, 7]).await;
    assert!(both.current(&used).await.is_some());
    let new = open(&scratch, &[8]).await;
    assert!(new.current(&used).await.is_some(), "sealed again on use");
    assert!(new.current(&unused).await.is_none());
    assert!(
        sessions.current(&used).await.is_none(),
        "the old key is worth nothing"
    );
}

#[tokio::test]
async fn a_browser_holds_several_accounts() {
    let (sessions, _scratch) = store().await;
    let first = sessions.start(NOW).await;
    let id = sessions.add("other", Some(&first), NOW).await;
    assert_ne!(first, id);
    assert_eq!(sessions.current(&id).await.unwrap(), "other");
    let accounts = sessions.accounts(&id).await.unwrap();
    let names: Vec<_> = accounts.iter().map(|a| &a.person.organization).collect();
    assert_eq!(names, ["acme", "other"]);

    assert!(sessions.switch(&id, &accounts[0].id).await.unwrap());
    assert_eq!(sessions.current(&id).await.unwrap(), "acme");
    assert!(!sessions.switch(&id, "0123456789abcdef").await.unwrap());
    assert_eq!(sessions.current(&id).await.unwrap(), "acme");

    let hash = secret::hash(&id);
    sessions.leave(&hash, &accounts[0].id).await.unwrap();
    assert_eq!(sessions.current(&id).await.unwrap(), "other");
    sessions.leave(&hash, &accounts[1].id).await.unwrap();
    assert_eq!(sessions.current(&id).await, None);
    sessions.end(&first).await.unwrap();
    let count = sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM accounts)",
    );
    let count: i64 = count.fetch_one(sessions.database.pool()).await.unwrap();
    assert_eq!(count, 0, "tokens are gone");
}

#[tokio::test]
async fn the_same_person_again_replaces_the_account() {
    let (sessions, _scratch) = store().await;
    let first = sessions.start(NOW).await;
    let id = sessions.add("acme", Some(&first), NOW).await;
    assert_eq!(sessions.accounts(&id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_token_does_not_open_under_another_account() {
    let (sessions, _scratch) = store().await;
    let first = sessions.start(NOW).await;
    let id = sessions.add("other", Some(&first), NOW).await;
    sessions.end(&first).await.unwrap();
    let accounts = sessions.accounts(&id).await.unwrap();
    let swap = "UPDATE accounts SET token = (SELECT token FROM accounts WHERE account = $1) WHERE account = $2";
    let swap = sqlx::query(swap)
        .bind(&accounts[0].id)
        .bind(&accounts[1].id);
    swap.execute(sessions.database.pool()).await.unwrap();
    assert_eq!(sessions.current(&id).await, None);
}
