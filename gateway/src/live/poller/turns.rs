//! Whose turn it is: of several gateways one polls an organization, and the others follow its mirror.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::Poller;
use super::waiting::Waiting;
use crate::database::{Lease, Notice};

/// Why this gateway does not poll any more.
pub(super) enum Ended {
    /// Nobody is there on whose behalf the API could be asked.
    Idle,
    /// Another gateway may have a token that is accepted; asking again sooner would not help.
    Refused(Duration),
}

impl Poller {
    /// Runs until nobody is there on whose behalf the API could be asked.
    pub(in crate::live) async fn run(mut self) {
        let organization = self.hub.organization.clone();
        while !self.tokens.is_idle().await {
            match self.leases.take(&organization).await {
                Ok(Some(lease)) => {
                    let refused = self.lead(lease).await;
                    if !self.mirror.is_shared() {
                        continue;
                    }
                    if let Err(error) = self.leases.release(&organization).await {
                        tracing::warn!(%error, "a lease could not be given back");
                    }
                    if let Some(pause) = refused {
                        // The others try their tokens; whoever comes may bring one.
                        self.follow(pause, true).await;
                    }
                }
                Ok(None) => self.follow(self.leases.pause(), false).await,
                Err(error) => {
                    tracing::error!(%error, "the database did not say which gateway polls");
                    self.unreachable(self.leases.pause());
                    tokio::time::sleep(self.leases.pause()).await;
                }
            }
        }
    }

    /// Polls until the lease is lost or there is nothing to poll with.
    async fn lead(&mut self, mut lease: Lease) -> Option<Duration> {
        let organization = self.hub.organization.clone();
        if self.mirror.is_shared() {
            // What the gateway knew that polled before.
            self.catch_up_with_mirror().await;
        }
        let pause = self.intervals.last_retry;
        let former = self.history.recall(&organization, pause).await;
        self.hub.remember(former);
        let ended = tokio::select! {
            () = lease.lost() => None,
            ended = self.poll() => Some(ended),
        };
        self.mirror.start_over();
        match ended {
            Some(Ended::Refused(pause)) => Some(pause),
            Some(Ended::Idle) | None => None,
        }
    }

    /// Follows the mirror for a while, or until somebody comes to read.
    async fn follow(&mut self, lasting: Duration, or_until_wanted: bool) {
        let until = Instant::now() + lasting;
        loop {
            if !self.tokens.nobody_reads() {
                let wanted = Notice::Wanted(self.hub.organization.clone());
                self.mirror.call(&wanted).await;
            }
            if !self.catch_up_with_mirror().await {
                self.unreachable(lasting);
            }
            let hub = Arc::clone(&self.hub);
            tokio::select! {
                () = sleep_until(until) => return,
                () = hub.mirrored.notified() => {}
                () = hub.doubted.notified() => {
                    let doubted = Notice::Doubted(self.hub.organization.clone());
                    self.mirror.call(&doubted).await;
                }
                () = hub.wanted.notified() => {
                    if or_until_wanted {
                        return;
                    }
                }
            }
        }
    }

    /// False if the database does not answer.
    async fn catch_up_with_mirror(&mut self) -> bool {
        match self.mirror.read().await {
            Ok(news) => {
                self.hub.follow(news);
                true
            }
            Err(error) => {
                tracing::error!(%error, "what the polling gateway knows cannot be read");
                false
            }
        }
    }

    /// Tells the other gateways what is new.
    pub(super) async fn mirror_news(&self) {
        if !self.mirror.is_shared() {
            return;
        }
        let (runners, standing) = self.hub.unmirrored();
        if let Err(error) = self.mirror.tell(&runners, standing.as_ref()).await {
            tracing::error!(%error, "other gateways could not be told about changes");
            self.hub.put_back((runners, standing));
        }
    }

    fn unreachable(&self, next: Duration) {
        let message = "the gateway's database cannot be reached";
        self.hub.fail(503, message, next);
    }

    /// Waits for the next reading; or gives up for now, if another gateway might do better.
    pub(super) async fn wait_or_leave(
        &mut self,
        next: Duration,
        waiting: Waiting,
    ) -> Option<Ended> {
        if self.mirror.is_shared() && matches!(waiting, Waiting::Refused) {
            return Some(Ended::Refused(next));
        }
        self.wait(next, waiting).await;
        None
    }
}
