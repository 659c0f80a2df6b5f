//! The time between two readings, during which the local control plane can report changes.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::{Instant, sleep_until};

use super::{FEW, Poller};
use crate::live::reading::{self, Trouble};

/// What the next reading waits for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Waiting {
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
    /// Something depends on the next reading.
    Doubted,
    /// These runners changed; whether through this gateway.
    Changed(HashSet<String>, bool),
}

impl Poller {
    /// Waits until the next reading, and takes in what the control plane tells meanwhile.
    pub(super) async fn wait(&mut self, next: Duration, waiting: Waiting) {
        let begun = Instant::now();
        let mut until = begun + next;
        while !std::mem::take(&mut self.overrun) {
            match (self.woken(until).await, waiting) {
                (Woken::Read, _) | (Woken::Wanted, Waiting::Refused) => return,
                (Woken::Wanted, Waiting::Failed)
                | (Woken::Doubted, Waiting::Failed | Waiting::Refused) => {}
                (Woken::Doubted, Waiting::Usual(took)) => {
                    // Somebody waits: half of the time may go to reading.
                    until = until.min(begun + took);
                }
                (Woken::Wanted, Waiting::Usual(took)) => {
                    until = until.min(begun + self.pause(took));
                }
                (Woken::Changed(runner_ids, is_ours), waiting) => {
                    if self.reread(&runner_ids, is_ours).await.is_err() {
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
            () = hub.doubted.notified() => Woken::Doubted,
            () = hub.doubted_elsewhere.notified() => Woken::Doubted,
            () = hub.was_touched.notified() => Woken::Changed(hub.touched(), true),
            change = changed => match change {
                Ok(change) => match self.pending() {
                    Some(mut runner_ids) => {
                        runner_ids.insert(change.runner_id().to_owned());
                        Woken::Changed(runner_ids, false)
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
    pub(super) async fn catch_up(&mut self) -> Result<(), Trouble> {
        let pending = self.pending();
        self.overrun |= pending.is_none();
        self.reread(&pending.unwrap_or_default(), false).await
    }

    /// `with_policies` where those may have changed, too.
    async fn reread(
        &mut self,
        runner_ids: &HashSet<String>,
        with_policies: bool,
    ) -> Result<(), Trouble> {
        for runner_id in runner_ids {
            let token = self.tokens.one(self.needs_admin()).await?.0;
            let asked_at = Timestamp::now();
            let found = reading::runner(&self.upstream, self.dialect, &token, runner_id).await?;
            if let Some(runner) = found {
                self.ingest(vec![runner], None, asked_at).await;
                // After it, so that nothing that changes meanwhile is missed for it.
                if with_policies && let Some(policy) = self.policy_now(runner_id).await {
                    let policies = [(runner_id.clone(), policy)].into();
                    self.hub.learn_policies(Some(&policies));
                }
            } else {
                self.remove(vec![runner_id.clone()], asked_at).await;
            }
        }
        Ok(())
    }
}
