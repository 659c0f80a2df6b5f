//! Keeps the fleet true by asking: often while something changes, seldom when idle, never in a hidden
//! tab (contract 4.7).

use gloo_timers::future::TimeoutFuture;
use jiff::SignedDuration;
use leptos::prelude::*;

use super::{
    clock::Clock,
    fleet::{Fleet, Freshness},
    task,
    visibility::visible,
};
use crate::api::{
    self, Client,
    gate::{Gate, first},
};

/// Milliseconds between two readings while something changes.
const BUSY: u32 = 3_000;
/// Milliseconds between two readings when nothing does.
const IDLE: u32 = 15_000;
/// What is shown is old when the last good reading is older than this: two idle rounds.
pub(crate) const OLD: SignedDuration = SignedDuration::from_secs(35);

/// The reader of the fleet.
#[derive(Clone, Copy)]
pub(crate) struct Feed {
    /// Opened to read at once.
    nudge: Gate,
}

impl Feed {
    /// Reads the fleet over and over until the owner goes.
    pub(crate) fn start(client: Client, fleet: Fleet) -> Self {
        let nudge = Gate::new(false);
        let visible = visible();
        task::run(async move {
            loop {
                visible.pass().await;
                nudge.close();
                refresh(client, fleet).await;
                let busy = fleet.is_changing(Clock::instant());
                let pause = TimeoutFuture::new(if busy { BUSY } else { IDLE });
                first(pause, nudge.pass()).await;
            }
        });
        Self { nudge }
    }

    /// Reads now instead of at the next round.
    pub(crate) fn refresh(self) {
        self.nudge.open();
    }
}

async fn refresh(client: Client, fleet: Fleet) {
    let ticket = fleet.begin_list();
    match api::runners::list(&client, |page| fleet.read(ticket, page)).await {
        Ok(()) => fleet.end_list(ticket, Clock::instant()),
        Err(error) => fleet.fail_list(error),
    }
}

/// Whether what is shown is still what can be relied on.
pub(crate) fn is_current(freshness: &Freshness, now: jiff::Timestamp) -> bool {
    match freshness {
        Freshness::AsOf(at) => now.duration_since(*at) < OLD,
        Freshness::Loading | Freshness::Stale(..) => false,
    }
}

/// The feed of the signed-in console.
pub(crate) fn use_feed() -> Feed {
    expect_context()
}
