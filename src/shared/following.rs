//! Keeps a teammate's page true, for weeks if need be.

use std::cell::Cell;

use contract::console::share::{ENDED, PAGE, SharedPage, SharedUpdate, UPDATE};
use gloo_timers::future::TimeoutFuture;
use jiff::Timestamp;
use leptos::{ev, prelude::*};

use super::{
    link::Link,
    stream::{self, Closed, Stream},
};
use crate::{
    api::{
        Backoff,
        events::Event,
        gate::{Gate, first},
    },
    state::{
        clock::{self, Clock},
        following::OLD,
        storage::Store,
        task,
    },
};

/// Pauses between tries, in milliseconds.
const BACKOFF: Backoff = Backoff::new(300, 20_000);
/// The stream brings the page within this time, in milliseconds; if not, the page is asked for.
const FIRST: u32 = 1_500;
/// It is asked for so often, in milliseconds.
const AGAIN: u32 = 5_000;
/// How often a display that nobody attends tries a link that was refused, in milliseconds.
const RARELY: u32 = 60_000;
/// A page that cannot read what the server sends is older than the server; it waits this long before it
/// reloads itself, in milliseconds.
const OUTDATED: u32 = 30_000;

/// Where the passphrase stays until the tab is closed.
const PASSPHRASE: &str = "shared-passphrase";

/// What there is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The first answer is awaited.
    Opening,
    /// The link needs a passphrase that nobody has typed yet.
    Locked,
    /// The page is shown.
    Shown,
    /// The link opens nothing.
    Refused,
}

/// Follows what the link shows.
#[derive(Clone, Copy)]
pub(super) struct Following {
    stage: RwSignal<Stage>,
    page: RwSignal<SharedPage>,
    /// Whether news arrive.
    connected: RwSignal<bool>,
    passphrase: StoredValue<String>,
    nudge: Gate,
    unattended: bool,
    clock: Clock,
}

impl Following {
    /// Follows the link in the address bar until the owner goes.
    pub(super) fn start(clock: Clock, unattended: bool) -> Self {
        let kept = Store::Tab.read(PASSPHRASE).unwrap_or_default();
        let following = Self {
            stage: RwSignal::new(Stage::Opening),
            page: RwSignal::new(SharedPage::default()),
            connected: RwSignal::new(false),
            passphrase: StoredValue::new(kept),
            nudge: Gate::new(false),
            unattended,
            clock,
        };
        let online = window_event_listener(ev::online, move |_| following.nudge.open());
        // Another link in the same tab is another page.
        let other = window_event_listener(ev::hashchange, |_| reload());
        on_cleanup(move || {
            online.remove();
            other.remove();
        });
        task::run(following.run());
        following
    }

    /// What there is to show.
    pub(super) fn stage(self) -> Stage {
        self.stage.get()
    }

    /// The page.
    pub(super) fn page(self) -> Signal<SharedPage> {
        self.page.into()
    }

    /// Whether news arrive.
    pub(super) fn is_connected(self) -> bool {
        self.connected.get()
    }

    /// The present, by the server's clock.
    pub(super) fn now(self) -> Timestamp {
        self.clock.now()
    }

    /// Whether what is shown is how things are, and not how they were.
    pub(super) fn is_fresh(self) -> bool {
        let (live, as_of) = self.page.with(|page| (page.live, page.as_of));
        let age = as_of.map(|as_of| self.now().duration_since(as_of.instant()));
        live && age.is_some_and(|age| age < OLD)
    }

    /// Tries with a passphrase.
    pub(super) fn unlock(self, passphrase: String) {
        Store::Tab.write(PASSPHRASE, &passphrase);
        self.passphrase.set_value(passphrase);
        self.stage.set(Stage::Opening);
        self.nudge.open();
    }

    async fn run(self) {
        let fragment = window().location().hash().unwrap_or_default();
        let link = Link::parse(&fragment);
        if link.asks && self.passphrase.with_value(String::is_empty) {
            self.stage.set(Stage::Locked);
            self.nudge.pass().await;
        }
        let (visited, mut failures) = (Cell::new(false), 0);
        loop {
            self.nudge.close();
            let mut worked = false;
            let closed = self.follow(&link, &visited, &mut worked).await;
            self.connected.set(false);
            let wait = match closed {
                Closed::Refused => {
                    self.page.set(SharedPage::default());
                    self.stage.set(Stage::Refused);
                    failures = 0;
                    if !self.unattended {
                        self.nudge.pass().await;
                        continue;
                    }
                    RARELY
                }
                Closed::Busy(seconds) => seconds.clamp(1, 60) * 1000,
                Closed::Broken => {
                    failures = if worked { 0 } else { failures + 1 };
                    // What lies between may refuse streams alone.
                    let header = self
                        .passphrase
                        .with_value(|passphrase| link.header(passphrase));
                    self.ask(&header, &visited).await;
                    BACKOFF.pause(failures, js_sys::Math::random())
                }
            };
            first(TimeoutFuture::new(wait), self.nudge.pass()).await;
        }
    }

    /// Follows one stream to its end, and asks for the page while the stream brings nothing: what lies between may
    /// hold it back.
    async fn follow(self, link: &Link, visited: &Cell<bool>, worked: &mut bool) -> Closed {
        let header = self
            .passphrase
            .with_value(|passphrase| link.header(passphrase));
        let mut closed = Closed::Broken;
        let stream = async { closed = self.follow_stream(&header, visited, worked).await };
        first(stream, self.do_without(&header, visited)).await;
        closed
    }

    /// Asks for the page again and again until the stream brings something.
    async fn do_without(self, header: &str, visited: &Cell<bool>) {
        TimeoutFuture::new(FIRST).await;
        while !self.connected.try_get_untracked().unwrap_or(true) {
            self.ask(header, visited).await;
            TimeoutFuture::new(AGAIN).await;
        }
        std::future::pending::<()>().await;
    }

    /// Asks for the page once, and shows it if the stream has brought nothing meanwhile.
    async fn ask(self, header: &str, visited: &Cell<bool>) {
        if let Some(page) = stream::page(header, visited.get()).await
            && !self.connected.try_get_untracked().unwrap_or(true)
        {
            visited.set(true);
            self.show(page);
        }
    }

    async fn follow_stream(self, header: &str, visited: &Cell<bool>, worked: &mut bool) -> Closed {
        let mut stream = match Stream::open(header, visited.get()).await {
            Ok(stream) => stream,
            Err(closed) => return closed,
        };
        loop {
            let event = match stream.next().await {
                Ok(event) => event,
                Err(closed) => return closed,
            };
            if event.name == ENDED {
                return Closed::Refused;
            }
            if self.take(&event).is_err() {
                TimeoutFuture::new(OUTDATED).await;
                reload();
                return Closed::Broken;
            }
            *worked = true;
            visited.set(true);
        }
    }

    fn show(self, page: SharedPage) {
        clock::learn(page.now, None);
        self.page.set(page);
        self.stage.set(Stage::Shown);
    }

    fn take(self, event: &Event) -> Result<(), serde_json::Error> {
        match event.name {
            PAGE => {
                self.show(serde_json::from_str(event.data)?);
            }
            UPDATE => {
                let update: SharedUpdate = serde_json::from_str(event.data)?;
                clock::learn(update.now, None);
                self.page.update(|page| update.apply(page));
            }
            _ => {}
        }
        self.connected.set(true);
        Ok(())
    }
}

fn reload() {
    // Reloading the page one is on is always allowed.
    window().location().reload().ok();
}
