//! Giving way to keys and frames, and waiting until what was just changed is on screen.

use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use super::clock;
use crate::api::gate::first;

/// What gives way does its work in pieces of about so many milliseconds; a frame has sixteen.
const PIECE: f64 = 6.0;

/// A page that paints nothing for so many milliseconds is not seen. A slow machine may take a third of it for a frame.
const UNSEEN: u32 = 500;

/// Waits until the next frame is painted. A page that nobody sees is not painted, and waits for a moment only.
pub(crate) async fn painted() {
    let frame = Promise::new(&mut |go_on, _| {
        // A page without a window needs no frame.
        window().request_animation_frame(&go_on).ok();
    });
    let frame = async {
        // The promise is always kept.
        JsFuture::from(frame).await.ok();
    };
    first(frame, TimeoutFuture::new(UNSEEN)).await;
    give_way().await;
}

/// Work in pieces that leave room for keys and frames in between.
pub(crate) struct Pieces {
    /// When the piece that is under way began.
    begun: f64,
}

impl Pieces {
    /// The first piece begins.
    pub(crate) fn begin() -> Self {
        Self {
            begun: clock::monotonic(),
        }
    }

    /// Gives way if the piece has taken its time; whether it did. Then the next one begins.
    pub(crate) async fn between(&mut self) -> bool {
        if clock::monotonic() - self.begun < PIECE {
            return false;
        }
        give_way().await;
        *self = Self::begin();
        true
    }
}

/// Lets everything else that waits go first. A message to ourselves comes at once, where a timer that follows on others
/// waits four milliseconds at least (HTML, timers).
async fn give_way() {
    let Ok(channel) = MessageChannel::new() else {
        return TimeoutFuture::new(0).await;
    };
    let (here, there) = (channel.port1(), channel.port2());
    let came = Promise::new(&mut |go_on, _| here.set_onmessage(Some(&go_on)));
    if there.post_message(&JsValue::NULL).is_ok() {
        // The promise is always kept.
        JsFuture::from(came).await.ok();
    }
    here.close();
}
