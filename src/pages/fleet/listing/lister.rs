//! Keeps the listing true: looks again when the view or the fleet changes, in pieces that leave room for keys
//! and frames in between.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::{ev, prelude::*};

use super::{
    Listing, Overview,
    look::{Found, Look},
    order::{by_id, order},
};
use crate::{
    api::gate::{Gate, first},
    pages::fleet::{
        address::Address,
        view::{Sort, View},
    },
    state::{
        clock::{self, Clock},
        fleet::{Fleet, Row},
        frame::{Pieces, painted},
        task,
    },
};

/// Rows between two looks at the clock.
const ROWS: usize = 500;
/// News are looked at again after this pause at the earliest, in milliseconds, or four times as long as the
/// last look took: a fleet in a storm leaves most of the time to the person.
const PAUSE: f64 = 50.0;

/// News wait until scrolling has come to rest for so long, in milliseconds, but no longer than the other.
const REST: u32 = 120;
const PATIENCE: f64 = 1_000.0;

/// The listing of the view, now and whenever the view, the fleet or the tick changes.
pub(in crate::pages::fleet) fn follow(
    fleet: Fleet,
    address: Address,
    tick: Memo<i64>,
) -> ReadSignal<Listing> {
    let mut lister = Lister::new(fleet);
    let view = address.with_untracked(View::clone);
    let mut look = lister.begin(view, tick.get_untracked());
    look.go_on(usize::MAX);
    let (listing, show) = signal(lister.keep(look));
    let (other_view, news) = (Gate::new(false), Gate::new(false));
    Effect::watch(
        move || address.with(|_| ()),
        move |(), _, _| other_view.open(),
        // What changed since the first look is not missed.
        true,
    );
    Effect::watch(
        move || {
            fleet.version();
            tick.track();
        },
        move |(), _, _| news.open(),
        true,
    );
    let scrolled = StoredValue::new(f64::NEG_INFINITY);
    let scrolling = window_event_listener(ev::scroll, move |_| {
        scrolled.set_value(clock::monotonic());
    });
    on_cleanup(move || scrolling.remove());
    task::run(async move {
        loop {
            first(other_view.pass(), news.pass()).await;
            let came = clock::monotonic();
            let is_waiting = || {
                let now = clock::monotonic();
                let scrolls = now - scrolled.get_value() < f64::from(REST) && now - came < PATIENCE;
                scrolls && untrack(|| !other_view.is_open())
            };
            while is_waiting() {
                first(TimeoutFuture::new(REST), other_view.pass()).await;
            }
            other_view.close();
            news.close();
            let begun = clock::monotonic();
            let mut pieces = Pieces::begin();
            let view = address.with_untracked(View::clone);
            let found = if let Some(known) = lister.known(&view, tick.get_untracked()) {
                known
            } else {
                if lister.is_typed(&view) {
                    // The letter comes first.
                    painted().await;
                    pieces = Pieces::begin();
                }
                let mut look = lister.begin(view, tick.get_untracked());
                while !look.go_on(ROWS) {
                    if pieces.between().await && untrack(|| other_view.is_open()) {
                        break;
                    }
                }
                if untrack(|| other_view.is_open()) {
                    // What was looked for is not wanted any more.
                    continue;
                }
                lister.keep(look)
            };
            let is_empty = found.overview.total == 0;
            if listing.with_untracked(|listing| *listing != found) {
                show.set(found);
            }
            if is_empty {
                // The first runners are shown as soon as they come.
                continue;
            }
            let pause = PAUSE.max((clock::monotonic() - begun) * 4.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "milliseconds"
            )]
            let pause = TimeoutFuture::new(pause as u32);
            first(pause, other_view.pass()).await;
        }
    });
    listing
}

/// What was found the last time, to go on from.
struct Lister {
    fleet: Fleet,
    /// The version of the fleet that all this is of, none before the first look.
    version: Option<u64>,
    by_id: Arc<Vec<Row>>,
    /// Every row in the order of a view, once one was looked through in it.
    ordered: Option<(Option<Sort>, Arc<Vec<Row>>)>,
    /// None after news or with another tick, in the light of which all rows are to be looked at.
    overview: Option<Overview>,
    found: Option<Found>,
    tick: i64,
}

impl Lister {
    fn new(fleet: Fleet) -> Self {
        Self {
            fleet,
            version: None,
            by_id: Arc::default(),
            ordered: None,
            overview: None,
            found: None,
            tick: 0,
        }
    }

    /// Whether the view asks for another text than the last one did.
    fn is_typed(&self, view: &View) -> bool {
        self.found
            .as_ref()
            .is_some_and(|found| found.view.text != view.text)
    }

    /// Forgets what is not so any more.
    fn notice(&mut self, tick: i64) {
        let version = untrack(|| self.fleet.version());
        if self.version != Some(version) {
            self.by_id = untrack(|| self.fleet.with(by_id));
            self.ordered = None;
        }
        if self.version != Some(version) || self.tick != tick {
            self.overview = None;
            self.found = None;
        }
        self.version = Some(version);
        self.tick = tick;
    }

    /// What the view shows, if that is known without a look.
    fn known(&mut self, view: &View, tick: i64) -> Option<Listing> {
        self.notice(tick);
        let found = self.found.as_ref()?.in_order_of(view, &self.by_id)?;
        Some(self.found.insert(found).listing.clone())
    }

    fn begin(&mut self, view: View, tick: i64) -> Look {
        self.notice(tick);
        let found = self.found.as_ref();
        let among = match found.filter(|found| found.view.sort == view.sort) {
            Some(found) if found.holds_all_of(&view) => Arc::clone(&found.passing),
            _ => self.all(view.sort),
        };
        Look::new(among, view, Clock::instant(), self.overview)
    }

    /// Every row in this order.
    fn all(&mut self, sort: Option<Sort>) -> Arc<Vec<Row>> {
        match &self.ordered {
            Some((known, rows)) if *known == sort => Arc::clone(rows),
            _ => {
                let rows = order(&self.by_id, sort);
                self.ordered = Some((sort, Arc::clone(&rows)));
                rows
            }
        }
    }

    fn keep(&mut self, look: Look) -> Listing {
        let found = self.found.insert(look.found());
        self.overview = Some(found.listing.overview);
        found.listing.clone()
    }
}
