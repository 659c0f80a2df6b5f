//! The links that are being looked at: one board each, however many look.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use super::board::Board;
use super::look::{Looks, Memory};
use super::rights::Makers;
use super::store::Store;
use super::stored::Stored;
use crate::live::Live;

/// How often a link that is being looked at is read again: what another gateway changes about it, and its
/// end, show within this time.
const LOOK: Duration = Duration::from_secs(1);

/// News come in bursts; they are shown together.
const BURST: Duration = Duration::from_millis(100);

/// What boards are made of.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) store: Store,
    pub(super) live: Arc<Live>,
    pub(super) makers: Arc<Makers>,
    pub(super) looks: Arc<Looks>,
    /// Moves when some link was changed.
    pub(super) changed: watch::Sender<u64>,
    /// How often the maker's rights are asked for.
    pub(super) check: Duration,
}

/// All boards.
pub(super) struct Boards {
    parts: Parts,
    open: Mutex<HashMap<String, Weak<Board>>>,
}

impl Boards {
    pub(super) fn new(parts: Parts) -> Self {
        Self {
            parts,
            open: Mutex::default(),
        }
    }

    /// The board of a link that was opened just now. It lives as long as somebody holds it.
    pub(super) fn open(&self, share: Stored) -> Arc<Board> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let living = open.get(&share.id).and_then(Weak::upgrade);
        if let Some(board) = living.filter(|board| !board.has_ended()) {
            return board;
        }
        open.retain(|_, board| board.strong_count() > 0);
        let board = Arc::new(Board::new());
        open.insert(share.id.clone(), Arc::downgrade(&board));
        tokio::spawn(run(self.parts.clone(), Arc::downgrade(&board), share));
        board
    }
}

/// Keeps a board true until nobody holds it any more, or the link is over.
async fn run(parts: Parts, board: Weak<Board>, mut share: Stored) {
    let attendance = parts.live.attend(&share.organization);
    let mut latest = attendance.hub.latest();
    let mut changed = parts.changed.subscribe();
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut memory = Memory::default();
    let mut checked = Instant::now();
    let mut is_kept = false;
    loop {
        let Some(board) = board.upgrade() else {
            return;
        };
        let now = Timestamp::now();
        let looks = &parts.looks;
        let page = looks.page(&share, &attendance.hub, &mut memory, now).await;
        let is_live = page.live;
        board.show(page);
        if is_live && !std::mem::replace(&mut is_kept, true) {
            looks.keep(&share, now).await;
        }
        tokio::select! {
            news = latest.changed() => {
                if news.is_err() {
                    return board.end();
                }
                drop(board);
                sleep(BURST).await;
                continue;
            }
            _ = changed.changed() => {}
            _ = ticks.tick() => {}
        }
        match parts.store.find(&share.id).await {
            Ok(Some(now)) if now.over(Timestamp::now().into()).is_none() => {
                if now.version != share.version {
                    memory = Memory::default();
                }
                share = now;
            }
            Ok(_) => return board.end(),
            Err(error) => tracing::error!(%error, "a link could not be read"),
        }
        if checked.elapsed() >= parts.check {
            checked = Instant::now();
            if !parts.makers.may(&share).await {
                return board.end();
            }
        }
    }
}
