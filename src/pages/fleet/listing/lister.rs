//! Keeps the listing true: looks again when the view or the fleet changes, in pieces that leave room for keys
//! and frames in between.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

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
        task,
    },
};

/// A piece takes about so long, in milliseconds; a frame has sixteen.
const PIECE: f64 = 6.0;
/// Rows between two looks at the clock.
const ROWS: usize = 500;
/// News are looked at again after this pause at the earliest, in milliseconds, or four times as long as the
/// last look took: a fleet in a storm leaves most of the time to the person.
const PAUSE: f64 = 50.0;
/// A page that paints nothing for so many milliseconds is not seen.
const UNSEEN: u32 = 100;

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
    task::run(async move {
        loop {
            first(other_view.pass(), news.pass()).await;
            other_view.close();
            news.close();
            let begun = clock::monotonic();
            let mut piece = begun;
            let view = address.with_untracked(View::clone);
            let found = if let Some(known) = lister.known(&view, tick.get_untracked()) {
                known
            } else {
                if lister.is_typed(&view) {
                    painted().await;
                    piece = clock::monotonic();
                }
                let mut look = lister.begin(view, tick.get_untracked());
                while !look.go_on(ROWS) {
                    if clock::monotonic() - piece >= PIECE {
                        TimeoutFuture::new(0).await;
                        if untrack(|| other_view.is_open()) {
                            break;
                        }
                        piece = clock::monotonic();
                    }
                }
                if untrack(|| other_view.is_open()) {
                    // What was looked for is not wanted any more.
                    continue;
                }
                lister.keep(look)
            };
            if listing.with_untracked(|listing| *listing != found) {
                show.set(found);
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

/// Waits until the letter that was typed is on screen. A page that nobody sees is not painted.
async fn painted() {
    let frame = Promise::new(&mut |go_on, _| {
        // A page without a window needs no frame.
        window().request_animation_frame(&go_on).ok();
    });
    let frame = async {
        // The promise is always kept.
        JsFuture::from(frame).await.ok();
    };
    first(frame, TimeoutFuture::new(UNSEEN)).await;
    TimeoutFuture::new(0).await;
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
