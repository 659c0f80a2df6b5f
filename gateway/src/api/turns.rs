//! Records the results of writes to one runner in the order of their responses. Finding out whose token a script used
//! takes a request, so one response could overtake another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

/// Those who wait, by what they write. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashMap<String, oneshot::Receiver<()>>>>);

/// A place in the order, until it is dropped.
pub(super) struct Turn {
    before: Option<oneshot::Receiver<()>>,
    _over: oneshot::Sender<()>,
}

impl Turns {
    /// Takes the next place of what is written under that key.
    pub(super) fn take(&self, key: &str) -> Turn {
        let (over, is_over) = oneshot::channel();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.retain(|_, is_over| is_over.try_recv() == Err(TryRecvError::Empty));
        Turn {
            before: last.insert(key.to_owned(), is_over),
            _over: over,
        }
    }
}

impl Turn {
    /// Waits until those before are through, however they ended.
    pub(super) async fn come(&mut self) {
        if let Some(before) = &mut self.before {
            before.await.ok();
            self.before = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn has_come(turn: &mut Turn) -> bool {
        let coming = pin!(turn.come());
        coming.poll(&mut Context::from_waker(Waker::noop())) == Poll::Ready(())
    }

    #[test]
    fn each_waits_for_those_before_and_for_nobody_else() {
        let turns = Turns::default();
        let mut first = turns.take("a");
        let second = turns.take("a");
        let mut other = turns.take("b");
        assert!(has_come(&mut first) && has_come(&mut other));
        drop(first);
        let mut third = turns.take("a");
        assert!(!has_come(&mut third));
        drop((second, other));
        let mut fourth = turns.take("a");
        assert!(!has_come(&mut fourth));
        drop(third);
        assert_eq!(turns.0.lock().unwrap().len(), 1, "nothing is left behind");
    }
}
