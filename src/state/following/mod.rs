//! Keeps the fleet true: by the gateway's stream, and by asking while that is broken (design D4).

mod freshness;

use contract::console::stream::{
    CLOCK, CURRENT, Clock, Current, DELETED, HEARTBEAT, RESET, RUNNER, Reset, STALE, Stale,
};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::{
    clock::{self, Asked},
    fleet::Fleet,
    frame::{Pieces, painted},
    task,
    visibility::visible,
};
use crate::api::{
    self, ApiError, Backoff, Client, Intent,
    gate::{Gate, first},
};
pub(crate) use freshness::{Freshness, OLD, Way};

/// A hidden tab looks for news this often, in milliseconds: a browser has six connections to a server,
/// and the streams of hidden tabs would use them up.
const HIDDEN: u32 = 15_000;
/// First and longest pause between tries of a broken stream, in milliseconds.
const BACKOFF: Backoff = Backoff::new(500, 15_000);
/// A new stream brings the whole truth within this time, in milliseconds; if not, the page asks for it, again
/// and again, while it waits: what lies between may hold back what a stream brings.
const FIRST: u32 = 1_500;
/// It asks so often, in milliseconds.
const AGAIN: u32 = 5_000;
/// A new stream that brings nothing for so long is broken, in milliseconds.
const PATIENCE: u32 = 20_000;

/// Follows the fleet.
#[derive(Clone, Copy)]
pub(crate) struct Following {
    fleet: Fleet,
    freshness: RwSignal<Freshness>,
    way: RwSignal<Way>,
    /// The server's build, once it is known.
    build: RwSignal<Option<String>>,
    /// Opened to try at once.
    nudge: Gate,
}

/// Why a stream is over.
enum End {
    /// The tab went out of sight.
    Hidden,
    /// It broke; whether it had brought anything.
    Broken { worked: bool },
}

impl Following {
    /// Keeps the fleet true until the owner goes.
    pub(crate) fn start(client: Client, fleet: Fleet) -> Self {
        let following = Self {
            fleet,
            freshness: RwSignal::new(Freshness::Loading),
            way: RwSignal::new(Way::Connecting),
            build: RwSignal::new(None),
            nudge: Gate::new(false),
        };
        task::run(following.run(client, visible()));
        following
    }

    /// How what is on screen stands to the truth.
    pub(crate) fn freshness(self) -> Freshness {
        self.freshness.get()
    }

    /// Whether the runners are known, be it as they were a while ago.
    pub(crate) fn is_known(self) -> bool {
        self.freshness.with(|now| *now != Freshness::Loading)
    }

    /// How news arrive.
    pub(crate) fn way(self) -> Way {
        self.way.get()
    }

    /// The server's build, once it is known.
    pub(crate) fn build(self) -> Option<String> {
        self.build.get()
    }

    /// Tries now instead of after the pause.
    pub(crate) fn refresh(self) {
        self.nudge.open();
    }

    async fn run(self, client: Client, visible: Gate) {
        let mut place = String::new();
        let mut failures = 0_u32;
        loop {
            client.signed_in().await;
            self.nudge.close();
            let pause = match self.follow(client, &mut place, visible).await {
                End::Hidden => {
                    failures = 0;
                    first(TimeoutFuture::new(HIDDEN), visible.pass()).await;
                    continue;
                }
                End::Broken { worked } => {
                    failures = if worked { 1 } else { failures + 1 };
                    BACKOFF.pause(failures.saturating_sub(1), js_sys::Math::random())
                }
            };
            // A stream that worked until now is tried once more before anything is said.
            if failures > 1 {
                self.poll(client).await;
            }
            first(TimeoutFuture::new(pause), self.nudge.pass()).await;
        }
    }

    /// Follows a stream to its end. `place` is where the next one goes on.
    async fn follow(self, client: Client, place: &mut String, visible: Gate) -> End {
        let mut stream = None;
        let opened = async { stream = api::console::events(&client, place).await };
        first(opened, self.do_without(client)).await;
        let Some(mut stream) = stream else {
            return End::Broken { worked: false };
        };
        let mut patience = PATIENCE;
        let mut worked = false;
        let mut pieces = Pieces::begin();
        loop {
            let mut event = None;
            let next = async { event = Some(stream.next().await) };
            if worked {
                first(next, TimeoutFuture::new(patience)).await;
            } else {
                first(next, self.do_without(client)).await;
            }
            let Some(Ok(event)) = event else {
                return End::Broken { worked };
            };
            let was_empty = untrack(|| self.fleet.len()) == 0;
            let Ok(within) = self.take(event.name, event.data, client) else {
                // A part that cannot be read: better everything anew than a table that is wrong.
                place.clear();
                return End::Broken { worked: false };
            };
            if !event.id.is_empty() {
                event.id.clone_into(place);
            }
            if was_empty && untrack(|| self.fleet.len()) > 0 {
                // The first rows are on screen before the others are read: the frame that is under way
                // may not have them yet.
                painted().await;
                painted().await;
            }
            // What comes is the news of ten thousand runners at once, perhaps.
            pieces.between().await;
            patience = within.unwrap_or(patience);
            if within.is_some() {
                worked = true;
                self.way.set(Way::Live);
                // Hidden tabs sip: up to the present and no further.
                if !untrack(|| visible.is_open()) {
                    return End::Hidden;
                }
            }
        }
    }

    /// Asks for everything while a new stream brings nothing, as long as that may be no more than slow.
    async fn do_without(self, client: Client) {
        TimeoutFuture::new(FIRST).await;
        for _ in (FIRST..PATIENCE).step_by(AGAIN as usize) {
            self.poll(client).await;
            TimeoutFuture::new(AGAIN).await;
        }
    }

    /// Takes an event. The answer is the milliseconds within which the next word must come, where the event
    /// says so.
    fn take(
        self,
        name: &str,
        data: &str,
        client: Client,
    ) -> Result<Option<u32>, serde_json::Error> {
        let fleet = self.fleet;
        match name {
            CLOCK => clock::learn(read::<Clock>(data)?.now, None),
            RESET => {
                let Reset { build, account } = read(data)?;
                // A stream that was opened before it was known who is signed in.
                if account.is_some_and(|account| account != client.account()) {
                    return Err(serde::de::Error::custom("another account's stream"));
                }
                self.build.set(Some(build));
                fleet.begin_list();
            }
            RUNNER => fleet.told(read(data)?),
            HEARTBEAT => fleet.heard(&read::<Vec<_>>(data)?),
            DELETED => {
                let ids: Vec<String> = read(data)?;
                fleet.remove_all(ids.iter().map(String::as_str));
            }
            CURRENT => {
                let Current { as_of, next_in } = read(data)?;
                // All that an older gateway says of its clock.
                clock::learn(as_of, None);
                fleet.end_list();
                self.freshness.set(Freshness::AsOf(as_of.instant()));
                return Ok(Some(deadline(next_in)));
            }
            STALE => {
                let Stale {
                    as_of,
                    http,
                    message,
                    next_in,
                } = read(data)?;
                let error = ApiError::told(Intent::Read, http, message);
                let as_of = as_of.map(contract::console::Millis::instant);
                self.freshness.set(Freshness::Stale(as_of, error));
                return Ok(Some(deadline(next_in)));
            }
            _ => {}
        }
        Ok(None)
    }

    /// Asks once for everything. Where the server knows nothing itself yet, nothing is wrong with the stream.
    async fn poll(self, client: Client) {
        let asked = Asked::now();
        match api::console::snapshot(&client).await {
            Ok(snapshot) => {
                if let Some(now) = snapshot.now {
                    clock::learn(now, Some(asked));
                }
                if let Some(as_of) = snapshot.as_of {
                    self.way.set(Way::Polling);
                    self.fleet.begin_list();
                    self.fleet.told(snapshot.runners);
                    self.fleet.end_list();
                    self.freshness.set(Freshness::AsOf(as_of.instant()));
                }
            }
            Err(error) => {
                self.way.set(Way::Polling);
                let as_of = self.freshness.with_untracked(Freshness::as_of);
                self.freshness.set(Freshness::Stale(as_of, error));
            }
        }
    }
}

fn read<T: DeserializeOwned>(data: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(data)
}

/// Twice the time in which the next word is promised, and a little.
fn deadline(next_in: u32) -> u32 {
    next_in.saturating_mul(2).saturating_add(3_000)
}

/// That of the signed-in console.
pub(crate) fn use_following() -> Following {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_become_the_fleet() {
        Owner::new().with(|| {
            let fleet = Fleet::new();
            let following = Following {
                fleet,
                freshness: RwSignal::new(Freshness::Loading),
                way: RwSignal::new(Way::Connecting),
                build: RwSignal::new(None),
                nudge: Gate::new(false),
            };
            let client = Client::new(Gate::new(true));
            client.act_for("a1");
            let take = |name: &str, data: &str| following.take(name, data, client);
            let ids = || untrack(|| fleet.with(|rows| rows.keys().cloned().collect::<Vec<_>>()));
            assert_eq!(take(RESET, r#"{"build":"1"}"#).unwrap(), None);
            let runners = r#"[{"runnerId":"a","createdAt":1},{"runnerId":"b","createdAt":1}]"#;
            assert_eq!(take(RUNNER, runners).unwrap(), None);
            let current = r#"{"asOf":5000,"nextIn":15000}"#;
            assert_eq!(take(CURRENT, current).unwrap(), Some(33_000));
            assert_eq!(ids(), ["a".into(), "b".into()]);
            take(DELETED, r#"["a"]"#).unwrap();
            take(HEARTBEAT, r#"[["b",7]]"#).unwrap();
            assert_eq!(ids(), ["b".into()]);

            // What was known before a reset and is not named after it is gone.
            take(RESET, r#"{"build":"1"}"#).unwrap();
            take(RUNNER, r#"[{"runnerId":"c"}]"#).unwrap();
            take(CURRENT, current).unwrap();
            assert_eq!(ids(), ["c".into()]);

            let stale = r#"{"asOf":5000,"http":503,"message":"down","nextIn":1000}"#;
            take(STALE, stale).unwrap();
            untrack(|| {
                assert!(matches!(following.freshness(), Freshness::Stale(Some(_), error) if error.http == 503));
            });
            assert!(take(RUNNER, "<html>").is_err());

            // What was opened before it was known who is signed in may be somebody else's.
            assert!(take(RESET, r#"{"build":"1","account":"a1"}"#).is_ok());
            assert!(take(RESET, r#"{"build":"1","account":"a2"}"#).is_err());
        });
    }
}
