//! The links that are being looked at: one broadcast each, however many look.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use super::broadcast::Broadcast;
use super::renderer::{Memory, Renderer};
use super::store::Store;
use super::stored::Stored;
use crate::live::Live;
use crate::session::CreatorRights;

/// How often a link that is being looked at is read again: what another gateway changes about it, and its
/// end, show within this time.
const LOOK: Duration = Duration::from_secs(1);

/// News come in bursts; they are shown together.
const BURST: Duration = Duration::from_millis(100);

/// What broadcasts are made of.
#[derive(Clone)]
pub(super) struct Deps {
    pub(super) store: Store,
    pub(super) live: Arc<Live>,
    pub(super) creator_rights: Arc<CreatorRights>,
    pub(super) renderer: Arc<Renderer>,
    /// Moves when some link was changed.
    pub(super) changed: watch::Sender<u64>,
    /// How often the maker's rights are asked for.
    pub(super) check: Duration,
}

/// All broadcasts.
pub(super) struct Broadcasts {
    deps: Deps,
    open: Mutex<HashMap<String, Weak<Broadcast>>>,
}

impl Broadcasts {
    pub(super) fn new(deps: Deps) -> Self {
        Self {
            deps,
            open: Mutex::default(),
        }
    }

    /// The broadcast of a link that was opened just now. It lives as long as somebody holds it.
    pub(super) fn open(&self, share: Stored) -> Arc<Broadcast> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let living = open.get(&share.id).and_then(Weak::upgrade);
        if let Some(broadcast) = living.filter(|broadcast| !broadcast.has_ended()) {
            return broadcast;
        }
        open.retain(|_, broadcast| broadcast.strong_count() > 0);
        let broadcast = Arc::new(Broadcast::new());
        open.insert(share.id.clone(), Arc::downgrade(&broadcast));
        tokio::spawn(run(self.deps.clone(), Arc::downgrade(&broadcast), share));
        broadcast
    }
}

/// Keeps a broadcast true until nobody holds it any more, or the link is over.
async fn run(deps: Deps, broadcast: Weak<Broadcast>, mut share: Stored) {
    let subscription = deps.live.subscribe(&share.organization);
    let mut latest = subscription.hub.latest();
    let mut changed = deps.changed.subscribe();
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut memory = Memory::default();
    let mut checked = Instant::now();
    let mut is_kept = false;
    loop {
        let Some(broadcast) = broadcast.upgrade() else {
            return;
        };
        let now = Timestamp::now();
        let renderer = &deps.renderer;
        let page = renderer
            .page(&share, &subscription.hub, &mut memory, now)
            .await;
        let is_live = page.live;
        broadcast.show(page);
        if is_live && !std::mem::replace(&mut is_kept, true) {
            renderer.keep(&share, now).await;
        }
        tokio::select! {
            news = latest.changed() => {
                if news.is_err() {
                    return broadcast.end();
                }
                drop(broadcast);
                sleep(BURST).await;
                continue;
            }
            _ = changed.changed() => {}
            _ = ticks.tick() => {}
        }
        match deps.store.find(&share.id).await {
            Ok(Some(now)) if now.over(Timestamp::now().into()).is_none() => {
                if now.version != share.version {
                    memory = Memory::default();
                }
                share = now;
            }
            Ok(_) => return broadcast.end(),
            Err(error) => tracing::error!(%error, "a link could not be read"),
        }
        if checked.elapsed() >= deps.check {
            checked = Instant::now();
            if !share.creator_may(&deps.creator_rights).await {
                return broadcast.end();
            }
        }
    }
}
