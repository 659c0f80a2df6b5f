//! The browser's end of the gateway's stream, as something to wait at.
//!
//! The browser would reconnect by itself, but says neither why a stream broke nor how long it waits; so a
//! stream that breaks is over, and this decides what comes next.

use std::{cell::RefCell, collections::VecDeque, future::poll_fn, rc::Rc, task::Poll, task::Waker};

use contract::console::stream;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, EventSource, MessageEvent};

use crate::api::early;

/// What the stream brings, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// An event of this name with its data, and the number by which a later stream goes on from here.
    Event {
        name: &'static str,
        data: String,
        id: String,
    },
    /// It broke, or never came to be.
    Broken,
}

/// Every event that the gateway sends.
const NAMES: [&str; 7] = [
    stream::CLOCK,
    stream::RESET,
    stream::RUNNER,
    stream::HEARTBEAT,
    stream::DELETED,
    stream::CURRENT,
    stream::STALE,
];

#[derive(Default)]
struct Queue {
    messages: VecDeque<Message>,
    waiting: Option<Waker>,
}

impl Queue {
    fn push(&mut self, message: Message) {
        self.messages.push_back(message);
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }
}

/// A stream; closed when it is dropped.
pub(super) struct Stream {
    source: EventSource,
    queue: Rc<RefCell<Queue>>,
    _listeners: Vec<Closure<dyn FnMut(Event)>>,
}

impl Stream {
    /// Opens a stream at a path of the gateway; a first one may be open already.
    pub(super) fn open(path: &str, is_first: bool) -> Result<Self, JsValue> {
        let early = early::stream().filter(|_| is_first);
        let (source, early) = match early {
            Some((source, messages)) => (source, messages),
            None => (EventSource::new(path)?, Vec::new()),
        };
        let queue = Rc::new(RefCell::new(Queue {
            messages: early.iter().filter_map(|event| message(event)).collect(),
            waiting: None,
        }));
        let mut listeners = Vec::new();
        let mut listen = |name: &str, make: fn(&Event) -> Option<Message>| {
            let queue = Rc::clone(&queue);
            let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                if let Some(message) = make(&event) {
                    queue.borrow_mut().push(message);
                }
            });
            let done =
                source.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
            listeners.push(listener);
            done
        };
        for name in NAMES {
            listen(name, message)?;
        }
        listen("error", |_| Some(Message::Broken))?;
        Ok(Self {
            source,
            queue,
            _listeners: listeners,
        })
    }

    /// Waits for the next message.
    pub(super) async fn next(&self) -> Message {
        poll_fn(|context| {
            let mut queue = self.queue.borrow_mut();
            if let Some(message) = queue.messages.pop_front() {
                return Poll::Ready(message);
            }
            queue.waiting = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

fn message(event: &Event) -> Option<Message> {
    let event: &MessageEvent = event.dyn_ref()?;
    let kind = event.type_();
    let name = NAMES.into_iter().find(|name| *name == kind)?;
    Some(Message::Event {
        name,
        data: event.data().as_string()?,
        id: event.last_event_id(),
    })
}
