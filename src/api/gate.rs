//! A gate that tasks wait at: for the sign-in, for the tab to be looked at.

use std::{future::poll_fn, pin::pin, task::Poll, task::Waker};

use leptos::prelude::*;

/// Open or closed; tasks wait while it is closed.
#[derive(Clone, Copy)]
pub(crate) struct Gate {
    open: RwSignal<bool>,
    waiting: StoredValue<Vec<Waker>>,
}

impl Gate {
    /// A gate that starts open, or not.
    pub(crate) fn new(open: bool) -> Self {
        Self {
            open: RwSignal::new(open),
            waiting: StoredValue::new(Vec::new()),
        }
    }

    /// Whether tasks pass.
    pub(crate) fn is_open(&self) -> bool {
        self.open.get()
    }

    /// Lets nobody pass from now on.
    pub(crate) fn close(&self) {
        if self.open.get_untracked() {
            self.open.set(false);
        }
    }

    /// Lets everybody pass, those who wait first.
    pub(crate) fn open(&self) {
        if !self.open.get_untracked() {
            self.open.set(true);
        }
        let mut waiting = Vec::new();
        self.waiting
            .update_value(|wakers| waiting = std::mem::take(wakers));
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Waits until the gate is open.
    pub(crate) async fn pass(&self) {
        poll_fn(|context| {
            if self.open.get_untracked() {
                Poll::Ready(())
            } else {
                self.waiting
                    .update_value(|wakers| wakers.push(context.waker().clone()));
                Poll::Pending
            }
        })
        .await;
    }
}

/// Ends with the first of the two; the other is dropped.
pub(crate) async fn first(a: impl Future<Output = ()>, b: impl Future<Output = ()>) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    poll_fn(|context| {
        if a.as_mut().poll(context).is_ready() || b.as_mut().poll(context).is_ready() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::task::Context;

    use super::*;

    #[test]
    fn a_closed_gate_holds_until_it_opens() {
        let owner = Owner::new();
        owner.with(|| {
            let gate = Gate::new(true);
            gate.close();
            let mut context = Context::from_waker(Waker::noop());
            let mut waits = pin!(gate.pass());
            assert!(waits.as_mut().poll(&mut context).is_pending());
            assert_eq!(gate.waiting.with_value(Vec::len), 1);
            gate.open();
            assert!(waits.as_mut().poll(&mut context).is_ready());
            assert_eq!(gate.waiting.with_value(Vec::len), 0);
        });
    }

    #[test]
    fn the_first_to_end_wins() {
        let mut context = Context::from_waker(Waker::noop());
        let never = std::future::pending::<()>;
        assert!(pin!(first(never(), async {})).poll(&mut context).is_ready());
        assert!(pin!(first(async {}, never())).poll(&mut context).is_ready());
        assert!(
            pin!(first(never(), never()))
                .poll(&mut context)
                .is_pending()
        );
    }
}
