//! A stream of server-sent events, read over fetch. Unlike the browser's own `EventSource` it sends headers, says what
//! was answered, and is read no faster than the page takes it in.

mod parser;

use gloo_net::http::{RequestBuilder, Response};
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader};

use super::fetch::AbortOnDrop;
pub(crate) use parser::Event;
use parser::{Garbage, Parser};

/// The media type of such a stream.
pub(crate) const MEDIA_TYPE: &str = "text/event-stream";

/// A stream; aborted when it is dropped.
pub(crate) struct Events {
    _request: AbortOnDrop,
    reader: ReadableStreamDefaultReader,
    /// What is being read already.
    early: Option<Promise>,
    parser: Parser,
}

/// It ended, or brings what is none of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Broken;

impl From<Garbage> for Broken {
    fn from(_: Garbage) -> Self {
        Self
    }
}

impl Events {
    /// Opens the stream of a path; none where that cannot be had now.
    pub(super) async fn open(path: &str) -> Option<Self> {
        let request = AbortOnDrop(AbortController::new().ok()?);
        let answer = RequestBuilder::new(path)
            .header("Accept", MEDIA_TYPE)
            .cache(web_sys::RequestCache::NoStore)
            .abort_signal(Some(&request.0.signal()))
            .send()
            .await
            .ok()?;
        Self::of(&answer, request)
    }

    /// The events of an answer to a request; none if the answer is another one.
    pub(crate) fn of(answer: &Response, request: AbortOnDrop) -> Option<Self> {
        let media_type = answer.headers().get("Content-Type");
        let is_stream = media_type.is_some_and(|text| text.starts_with(MEDIA_TYPE));
        let body = answer.body().filter(|_| answer.ok() && is_stream)?;
        Some(Self {
            _request: request,
            reader: body.get_reader().unchecked_into(),
            early: None,
            parser: Parser::default(),
        })
    }

    /// Those of a reader that reads its first bytes already.
    pub(super) fn begun(
        reader: ReadableStreamDefaultReader,
        first: Promise,
        controller: AbortController,
    ) -> Self {
        Self {
            _request: AbortOnDrop(controller),
            reader,
            early: Some(first),
            parser: Parser::default(),
        }
    }

    /// Goes on to the next event that has arrived, which [`event`](Self::event) then is; whether there is one.
    ///
    /// # Errors
    /// When the stream is none of ours.
    pub(crate) fn advance(&mut self) -> Result<bool, Broken> {
        Ok(self.parser.advance()?)
    }

    /// The event that it went on to.
    ///
    /// # Errors
    /// When it is no text.
    pub(crate) fn event(&self) -> Result<Event<'_>, Broken> {
        Ok(self.parser.event()?)
    }

    /// Waits until something arrives, which may be no more than a sign of life.
    ///
    /// # Errors
    /// When the stream ended.
    pub(crate) async fn arrive(&mut self) -> Result<(), Broken> {
        let read = self.early.take().unwrap_or_else(|| self.reader.read());
        let read = JsFuture::from(read).await.map_err(|_| Broken)?;
        let value = Reflect::get(&read, &JsValue::from_str("value")).map_err(|_| Broken)?;
        let bytes: Uint8Array = value.dyn_into().map_err(|_| Broken)?;
        self.parser.push(&bytes.to_vec());
        Ok(())
    }

    /// Waits for the next event.
    ///
    /// # Errors
    /// As those of the other two.
    pub(crate) async fn next(&mut self) -> Result<Event<'_>, Broken> {
        while !self.advance()? {
            self.arrive().await?;
        }
        self.event()
    }
}
