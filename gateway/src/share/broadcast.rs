//! One link that is being looked at, by however many: what it shows is made and written once.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use contract::console::share::{ENDED, PAGE, SharedPage, SharedUpdate, UPDATE};
use jiff::Timestamp;
use tokio::sync::{broadcast, watch};
use tokio::time::Instant;

use crate::live::event;

/// How many events a slow viewer may be behind before it gets the whole page again.
const BEHIND: usize = 16;

/// How old the server's clock may be that a viewer is told.
const CLOCK: Duration = Duration::from_secs(1);

/// A link that is being looked at.
pub(super) struct Broadcast {
    inner: Mutex<Inner>,
    news: broadcast::Sender<Bytes>,
    /// Whether there is something to show, or will never be.
    ready: watch::Sender<bool>,
}

#[derive(Default)]
struct Inner {
    stage: Stage,
    page: SharedPage,
    /// The page as an event, and when it was written.
    whole: Option<(Bytes, Instant)>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    #[default]
    Waiting,
    Shown,
    Ended,
}

impl Broadcast {
    pub(super) fn new() -> Self {
        Self {
            inner: Mutex::default(),
            news: broadcast::Sender::new(BEHIND),
            ready: watch::Sender::new(false),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows a page, and tells the viewers what is new about it.
    pub(super) fn show(&self, page: SharedPage) {
        let mut inner = self.inner();
        match inner.stage {
            Stage::Ended => return,
            Stage::Waiting => inner.stage = Stage::Shown,
            Stage::Shown => {
                let news = match SharedUpdate::between(&inner.page, &page) {
                    None => Some(event(None, PAGE, &page)),
                    Some(update) => {
                        let is_same = page
                            == SharedPage {
                                now: page.now,
                                ..inner.page.clone()
                            };
                        (!is_same).then(|| event(None, UPDATE, &update))
                    }
                };
                // Nobody may be there to hear it.
                news.map(|news| self.news.send(news).ok());
            }
        }
        inner.page = page;
        inner.whole = None;
        drop(inner);
        self.ready.send_replace(true);
    }

    /// Shows nothing any more, for good.
    pub(super) fn end(&self) {
        let mut inner = self.inner();
        *inner = Inner {
            stage: Stage::Ended,
            ..Inner::default()
        };
        self.news.send(event(None, ENDED, &())).ok();
        drop(inner);
        self.ready.send_replace(true);
    }

    /// Whether it shows nothing any more.
    pub(super) fn has_ended(&self) -> bool {
        self.inner().stage == Stage::Ended
    }

    /// The whole page as an event, and what follows it; none if it has ended.
    pub(super) async fn join(&self) -> Option<(Bytes, broadcast::Receiver<Bytes>)> {
        // The sender is part of this.
        self.ready.subscribe().wait_for(|ready| *ready).await.ok()?;
        let mut inner = self.inner();
        if inner.stage == Stage::Ended {
            return None;
        }
        let is_recent = |(_, at): &&(Bytes, Instant)| at.elapsed() < CLOCK;
        let whole = if let Some((whole, _)) = inner.whole.as_ref().filter(is_recent) {
            whole.clone()
        } else {
            inner.page.now = Timestamp::now().into();
            let whole = event(None, PAGE, &inner.page);
            inner.whole = Some((whole.clone(), Instant::now()));
            whole
        };
        Some((whole, self.news.subscribe()))
    }

    /// The page as it is; none if it has ended.
    pub(super) async fn page(&self) -> Option<SharedPage> {
        self.ready.subscribe().wait_for(|ready| *ready).await.ok()?;
        let inner = self.inner();
        (inner.stage == Stage::Shown).then(|| SharedPage {
            now: Timestamp::now().into(),
            ..inner.page.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use contract::console::Millis;
    use contract::console::share::SharedRunner;

    use super::*;

    fn page(title: &str, heard: i64) -> SharedPage {
        SharedPage {
            title: title.to_owned(),
            runners: vec![SharedRunner {
                heard_at: Some(Millis(heard)),
                ..SharedRunner::default()
            }],
            ..SharedPage::default()
        }
    }

    #[tokio::test]
    async fn every_viewer_gets_the_same_bytes() {
        let broadcast = Broadcast::new();
        broadcast.show(page("a", 1));
        let (first, mut one) = broadcast.join().await.unwrap();
        let (second, mut two) = broadcast.join().await.unwrap();
        assert_eq!(first.as_ptr(), second.as_ptr(), "written once");
        broadcast.show(page("a", 2));
        let (one, two) = (one.try_recv().unwrap(), two.try_recv().unwrap());
        assert_eq!(one.as_ptr(), two.as_ptr(), "written once");
        assert!(one.starts_with(b"event: update\n"), "{one:?}");
    }

    #[tokio::test]
    async fn what_does_not_change_is_not_told_and_another_title_is_a_page() {
        let broadcast = Broadcast::new();
        broadcast.show(page("a", 1));
        let (_, mut news) = broadcast.join().await.unwrap();
        broadcast.show(page("a", 1));
        assert!(news.try_recv().is_err());
        broadcast.show(page("b", 1));
        assert!(news.try_recv().unwrap().starts_with(b"event: page\n"));
    }

    #[tokio::test]
    async fn after_the_end_nothing_is_shown() {
        let broadcast = Broadcast::new();
        broadcast.show(page("canary", 1));
        let (_, mut news) = broadcast.join().await.unwrap();
        broadcast.end();
        assert_eq!(news.try_recv().unwrap(), "event: ended\ndata: null\n\n");
        broadcast.show(page("canary", 2));
        assert!(news.try_recv().is_err());
        assert!(broadcast.join().await.is_none());
        assert!(broadcast.page().await.is_none());
    }
}
