//! Reads an organization's runners again and again: the one place from which the API is asked for lists,
//! however many read along (design D4).

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use contract::console::Millis;
use contract::wire::Runner;
use control_plane::Change;
use jiff::Timestamp;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::{Instant, sleep_until};

use super::calendars::Calendars;
use super::hub::{Hub, Met};
use super::reading::{self, Pages, Retry, Trouble};
use super::tokens::Tokens;
use crate::history::History;
use crate::pace::Pace;
use crate::upstream::Upstream;

/// How often the same page is asked for before the reading is given up (contract 4.7).
const TRIES: u32 = 10;

/// With more changes at once than this, reading everything is less work.
const FEW: usize = 50;

/// Reading takes at most one part in so many of the time.
const SHARE: u32 = 4;

/// Reads the runners of one organization.
pub(super) struct Poller {
    pub(super) hub: Arc<Hub>,
    pub(super) upstream: Upstream,
    pub(super) tokens: Tokens,
    pub(super) history: History,
    pub(super) pace: Pace,
    /// What the local control plane tells by itself.
    pub(super) changes: Option<broadcast::Receiver<Change>>,
    pub(super) calendars: Calendars,
    /// Failures in a row.
    pub(super) failures: u32,
    /// More changed than could be taken in one by one.
    pub(super) overrun: bool,
}

/// What the next reading waits for.
#[derive(Debug, Clone, Copy)]
enum Waiting {
    /// The usual time after a reading that took so long.
    Usual(Duration),
    /// The API; asking sooner would not help.
    Failed,
    /// A token that is accepted; whoever comes may bring one.
    Refused,
}

/// What cut a wait short.
enum Woken {
    /// Time is up.
    Read,
    /// Somebody came to read.
    Wanted,
    /// These runners changed.
    Changed(HashSet<String>),
}

impl Poller {
    /// Runs until nobody is there on whose behalf the API could be asked.
    pub(super) async fn run(mut self) {
        let organization = self.hub.organization.clone();
        let former = self
            .history
            .recall(&organization, self.pace.last_retry)
            .await;
        self.hub.remember(former);
        while !self.tokens.is_idle().await {
            let begun = Instant::now();
            let (next, waiting) = match self.read_all().await {
                Ok(as_of) => {
                    self.failures = 0;
                    let took = begun.elapsed();
                    let pause = self.pause(took);
                    // The next `current` comes at the end of the next reading.
                    self.hub.complete(as_of, pause + took * 2);
                    self.history.watched(&organization, as_of).await;
                    (pause, Waiting::Usual(took))
                }
                Err(trouble) => {
                    let next = self.next_try(&trouble);
                    self.complain(&trouble, next);
                    match trouble.http {
                        401 | 403 => (next, Waiting::Refused),
                        _ => (next, Waiting::Failed),
                    }
                }
            };
            self.wait(next, waiting).await;
        }
    }

    /// Reads every page. What is passing is waited for here, so that a long list need not begin anew.
    async fn read_all(&mut self) -> Result<Millis, Trouble> {
        let as_of = Timestamp::now().into();
        let mut pages = Pages::default();
        self.hub.begin();
        loop {
            self.catch_up().await?;
            let asked_at = Timestamp::now();
            let (runners, more) = self.page(&mut pages).await?;
            self.meet(runners, asked_at).await;
            if !more {
                break;
            }
        }
        self.lose_missing().await?;
        self.calendars.forget_unused();
        Ok(as_of)
    }

    async fn page(&mut self, pages: &mut Pages) -> Result<(Vec<Runner>, bool), Trouble> {
        loop {
            let token = self.tokens.one().await?;
            match pages.read(&self.upstream, &token).await {
                Ok(page) => {
                    self.failures = 0;
                    return Ok(page);
                }
                Err(trouble) if trouble.retry == Retry::Token => {
                    self.tokens.refused(&token, trouble);
                }
                Err(trouble) if self.is_worth_waiting(&trouble) => {
                    let wait = self.next_try(&trouble);
                    self.complain(&trouble, wait);
                    tokio::time::sleep(wait).await;
                }
                Err(trouble) => return Err(trouble),
            }
        }
    }

    fn is_worth_waiting(&self, trouble: &Trouble) -> bool {
        matches!(trouble.retry, Retry::Soon | Retry::After(_)) && self.failures + 1 < TRIES
    }

    /// A runner that a list left out is gone only if it is not found by its name either: a list that shifts
    /// while its pages are read leaves out some that are there.
    async fn lose_missing(&mut self) -> Result<(), Trouble> {
        let mut missing = self.hub.missing();
        if missing.len() <= FEW {
            let asked_at = Timestamp::now();
            let mut gone = Vec::new();
            let token = self.tokens.one().await?;
            for runner_id in missing {
                match reading::runner(&self.upstream, &token, &runner_id).await? {
                    Some(runner) => self.meet(vec![runner], asked_at).await,
                    None => gone.push(runner_id),
                }
            }
            missing = gone;
        }
        self.lose(missing, Timestamp::now()).await;
        Ok(())
    }

    async fn meet(&mut self, runners: Vec<Runner>, asked_at: Timestamp) {
        let now = Timestamp::now();
        let calendars = &mut self.calendars;
        let met = runners.into_iter().map(|runner| Met {
            maintenance: calendars.of(&runner, now),
            runner,
        });
        let observations = self.hub.meet(met.collect(), now.into());
        let organization = &self.hub.organization;
        self.history
            .write(organization, observations, asked_at)
            .await;
    }

    async fn lose(&self, runner_ids: Vec<String>, asked_at: Timestamp) {
        let observations = self.hub.lose(runner_ids);
        let organization = &self.hub.organization;
        self.history
            .write(organization, observations, asked_at)
            .await;
    }

    /// How long to wait after a reading.
    fn pause(&self, took: Duration) -> Duration {
        let usual = if self.tokens.nobody_reads() {
            self.pace.unwatched
        } else if self.hub.is_changing(Timestamp::now().into()) {
            self.pace.changing
        } else {
            self.pace.idle
        };
        usual.max(took * (SHARE - 1))
    }

    /// How long to wait after a failure: as the API says, else longer with each one, never twice the same,
    /// so that many gateways do not ask at once.
    fn next_try(&mut self, trouble: &Trouble) -> Duration {
        self.failures += 1;
        let Pace {
            idle,
            first_retry,
            last_retry,
            ..
        } = self.pace;
        match trouble.retry {
            Retry::After(wait) => wait.max(first_retry),
            Retry::Soon if self.failures < TRIES => {
                let wait = first_retry * 2_u32.saturating_pow(self.failures - 1);
                wait.min(last_retry).mul_f64(jitter())
            }
            _ => idle,
        }
    }

    fn complain(&self, trouble: &Trouble, next: Duration) {
        let Trouble { http, message, .. } = trouble;
        tracing::warn!(organization = %self.hub.organization, http, "cannot read runners: {message}");
        self.hub.fail(*http, message, next);
        self.history.interrupted(&self.hub.organization);
    }

    /// Waits until the next reading, and takes in what the control plane tells meanwhile.
    async fn wait(&mut self, next: Duration, waiting: Waiting) {
        let begun = Instant::now();
        let mut until = begun + next;
        while !std::mem::take(&mut self.overrun) {
            match (self.woken(until).await, waiting) {
                (Woken::Read, _) | (Woken::Wanted, Waiting::Refused) => return,
                (Woken::Wanted, Waiting::Failed) => {}
                (Woken::Wanted, Waiting::Usual(took)) => {
                    until = until.min(begun + self.pause(took));
                }
                (Woken::Changed(runner_ids), waiting) => {
                    if self.reread(&runner_ids).await.is_err() {
                        return;
                    }
                    if let Waiting::Usual(took) = waiting {
                        until = until.min(Instant::now() + self.pause(took));
                    }
                }
            }
        }
    }

    async fn woken(&mut self, until: Instant) -> Woken {
        let hub = Arc::clone(&self.hub);
        let changed = async {
            match &mut self.changes {
                Some(changes) => changes.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = sleep_until(until) => Woken::Read,
            () = hub.wanted.notified() => Woken::Wanted,
            change = changed => match change {
                Ok(change) => match self.pending() {
                    Some(mut runner_ids) => {
                        runner_ids.insert(change.runner_id().to_owned());
                        Woken::Changed(runner_ids)
                    }
                    None => Woken::Read,
                },
                Err(RecvError::Lagged(_)) => Woken::Read,
                Err(RecvError::Closed) => {
                    self.changes = None;
                    Woken::Read
                }
            },
        }
    }

    /// The runners of which changes wait to be taken in; none if they are too many to be named.
    fn pending(&mut self) -> Option<HashSet<String>> {
        let mut runner_ids = HashSet::new();
        let Some(changes) = &mut self.changes else {
            return Some(runner_ids);
        };
        loop {
            match changes.try_recv() {
                Ok(change) => runner_ids.insert(change.runner_id().to_owned()),
                Err(TryRecvError::Lagged(_)) => return None,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            };
        }
        (runner_ids.len() <= FEW).then_some(runner_ids)
    }

    /// Takes in what changed while a long reading goes on. If that is too much, the reading which is on
    /// brings a part, and the one after it the rest.
    async fn catch_up(&mut self) -> Result<(), Trouble> {
        let pending = self.pending();
        self.overrun |= pending.is_none();
        self.reread(&pending.unwrap_or_default()).await
    }

    async fn reread(&mut self, runner_ids: &HashSet<String>) -> Result<(), Trouble> {
        for runner_id in runner_ids {
            let token = self.tokens.one().await?;
            let asked_at = Timestamp::now();
            let found = reading::runner(&self.upstream, &token, runner_id).await?;
            if let Some(runner) = found {
                self.meet(vec![runner], asked_at).await;
            } else {
                self.lose(vec![runner_id.clone()], asked_at).await;
            }
        }
        Ok(())
    }
}

/// Between a half and one and a half.
fn jitter() -> f64 {
    let [byte] = crate::secret::random_bytes();
    0.5 + f64::from(byte) / 256.0
}
