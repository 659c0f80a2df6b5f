//! One open stream: what its reader missed, or the complete state, and then all changes.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Bytes;
use contract::console::stream::{CLOCK, Clock};
use http_body_util::channel::Sender;
use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::event::event;
use super::hub::Hub;
use super::readers::Reader;
use crate::identity::Rights;
use crate::session::AccessWatch;
use crate::settings::Intervals;
use crate::settings::build::Build;
use crate::settings::secret;

/// The first part of everything is a screenful, so that a page shows something soon.
const FIRST: usize = 40;
/// How many runners each further part has: a page whose code is not optimized yet reads so many within a frame.
const PART: usize = 60;

/// What a stream needs to run.
pub(super) struct Stream {
    pub(super) hub: Arc<Hub>,
    pub(super) out: Sender<Bytes, Infallible>,
    pub(super) intervals: Intervals,
    pub(super) build: Build,
    /// What the reader may know.
    pub(super) rights: Rights,
    /// The account of the reader's session; none for a script.
    pub(super) account: Option<String>,
}

/// The reader is gone, or too slow. It comes back when it can.
struct Ended;

impl Stream {
    /// Runs until the reader leaves or has to, or the gateway stops.
    pub(super) async fn run(
        mut self,
        last_event_id: Option<String>,
        reader: Reader,
        watch_access: AccessWatch,
        mut closing: watch::Receiver<bool>,
    ) {
        let check = self.intervals.check;
        tokio::select! {
            _ = self.read(last_event_id) => {}
            () = watch_access.revoked(check) => {}
            _ = closing.changed() => self.part().await,
        }
        drop(reader);
    }

    /// Tells the reader when to come back: not all at once, wherever they then end up.
    async fn part(&mut self) {
        let [byte] = secret::random_bytes();
        let millis = 500 + u64::from(byte) * 10;
        self.send(Bytes::from(format!("retry: {millis}\n\n")))
            .await
            .ok();
    }

    async fn read(&mut self, last_event_id: Option<String>) -> Result<(), Ended> {
        let mut latest = self.hub.latest();
        let mut signs = interval(self.intervals.keep_alive);
        signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        signs.reset();

        self.tell_time().await?;
        let mut number = match last_event_id.and_then(|id| self.hub.resume(&id)) {
            Some(number) => number,
            None => self.begin().await?,
        };
        number = self.catch_up(number).await?;
        for event in self.hub.standing(number) {
            self.send(event).await?;
        }
        loop {
            tokio::select! {
                changed = latest.changed() => {
                    changed.map_err(|_| Ended)?;
                    number = self.catch_up(number).await?;
                }
                _ = signs.tick() => self.tell_time().await?,
            }
        }
    }

    /// Sends everything that is known, in parts as the reader takes them. What happens meanwhile follows
    /// from the number that is returned on; an event that says what a part said already does no harm.
    async fn begin(&mut self) -> Result<u64, Ended> {
        let (reset, number) = self.hub.reset(self.build.name(), self.account.clone());
        self.send(reset).await?;
        let mut after: Option<String> = None;
        let mut most = FIRST;
        while let Some((part, last)) = self.hub.part(after.as_deref(), most, self.rights) {
            self.send(part).await?;
            after = Some(last);
            most = PART;
        }
        Ok(number)
    }

    async fn catch_up(&mut self, number: u64) -> Result<u64, Ended> {
        let (events, number) = self.hub.after(number, self.rights).ok_or(Ended)?;
        for event in events {
            self.send(event).await?;
        }
        Ok(number)
    }

    /// What time it is; a sign of life, too.
    async fn tell_time(&mut self) -> Result<(), Ended> {
        let clock = Clock {
            now: Timestamp::now().into(),
        };
        self.send(event(None, CLOCK, &clock)).await
    }

    async fn send(&mut self, event: Bytes) -> Result<(), Ended> {
        match timeout(self.intervals.patience, self.out.send_data(event)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Ended),
        }
    }
}
