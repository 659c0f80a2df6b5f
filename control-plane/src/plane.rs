//! What every call and the lifecycle loop share.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{Notify, broadcast};

use crate::caller::Tokens;
use crate::change::Change;
use crate::options::{Clock, Served};
use crate::simulation::cluster::SimulatedCluster;
use crate::simulation::lifecycle::{Step, advance};
use crate::simulation::record::Record;
use crate::simulation::timing::{Instant, Timing, instant};
use crate::store::{Store, StoreError, Write, clusters, runners};

/// How many runners one transaction of the lifecycle moves.
const BATCH: u32 = 500;

/// The state of a control plane.
pub(crate) struct Plane {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) timing: Timing,
    pub(crate) served: Served,
    pub(crate) tokens: Tokens,
    pub(crate) changes: broadcast::Sender<Change>,
    /// A write may have made something due earlier than the loop expects.
    pub(crate) woken: Notify,
}

impl Plane {
    pub(crate) fn now(&self) -> Instant {
        instant(self.clock.now())
    }

    /// Makes a write lasting, then tells everybody. In a task of its own: a caller that hangs up between
    /// the two would leave watchers in the dark.
    pub(crate) async fn commit(
        self: &Arc<Self>,
        write: Write,
        changes: Vec<Change>,
    ) -> Result<(), StoreError> {
        let plane = Arc::clone(self);
        let task = tokio::spawn(async move {
            write.commit().await?;
            for change in changes {
                // Nobody may be listening.
                let _ = plane.changes.send(change);
            }
            plane.woken.notify_one();
            Ok(())
        });
        task.await.unwrap_or(Err(sqlx::Error::WorkerCrashed.into()))
    }

    /// The runner as it is at `now`, with everything done that was due before: a write must not see a
    /// life that the loop has not caught up with. What was done is part of the write.
    pub(crate) async fn find(
        &self,
        write: &mut Write,
        key: &str,
        now: Instant,
    ) -> Result<Option<Record>, StoreError> {
        let Some(mut record) = runners::find(write, key).await? else {
            return Ok(None);
        };
        let mut sites = Sites::default();
        match self.advance(write, &mut sites, &mut record, now).await? {
            Some(Step::Gone) => Ok(None),
            _ => Ok(Some(record)),
        }
    }

    /// Does what is due by `now` for all runners; the answer is when something is due next.
    pub(crate) async fn tick(self: &Arc<Self>) -> Result<Option<Instant>, StoreError> {
        let now = self.now();
        let mut sites = Sites::default();
        loop {
            let next = runners::next_due(&mut *self.store.read().await?).await?;
            if next.is_none_or(|next| next > now) {
                return Ok(next);
            }
            let mut write = self.store.write().await?;
            let mut changes = Vec::new();
            for mut record in runners::due(&mut write, now, BATCH).await? {
                let step = self
                    .advance(&mut write, &mut sites, &mut record, now)
                    .await?;
                let runner_id = record.runner.identity.runner_id;
                match step {
                    Some(Step::Gone) => changes.push(Change::Deleted { runner_id }),
                    Some(Step::Seen) => changes.push(Change::Written { runner_id }),
                    Some(Step::Unseen) | None => {}
                }
            }
            self.commit(write, changes).await?;
        }
    }

    async fn advance(
        &self,
        write: &mut Write,
        sites: &mut Sites,
        record: &mut Record,
        now: Instant,
    ) -> Result<Option<Step>, StoreError> {
        if record.life.due().is_none_or(|at| at > now) {
            return Ok(None);
        }
        let cluster = sites.get(write, &record.runner.identity.cluster_id).await?;
        let step = advance(record, cluster, &self.timing, now);
        match step {
            Some(Step::Gone) => runners::delete(write, &record.runner.id).await?,
            _ => runners::update(write, record).await?,
        }
        Ok(step)
    }
}

/// The clusters that a pass has met; they are fixed once they are in.
#[derive(Default)]
struct Sites(HashMap<String, SimulatedCluster>);

impl Sites {
    async fn get(&mut self, write: &mut Write, id: &str) -> Result<&SimulatedCluster, StoreError> {
        if !self.0.contains_key(id) {
            let cluster = clusters::by_id(write, id).await?;
            self.0.insert(id.to_owned(), cluster.unwrap_or_default());
        }
        Ok(&self.0[id])
    }
}
