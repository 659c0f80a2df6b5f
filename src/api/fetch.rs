//! One request over the browser's fetch: aborted when its future is dropped or takes too long.

use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, Request, RequestInit, Response};

/// A request without an answer for this long has failed, in milliseconds.
const PATIENCE: u32 = 30_000;

/// HTTP methods that the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Patch,
    Delete,
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What came back, whatever its status.
pub(super) struct Answer {
    pub(super) http: u16,
    /// The header as it came: seconds or a date.
    pub(super) retry_after: Option<String>,
    pub(super) body: String,
}

/// Aborts the request when it is dropped; harmless once the answer is read.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends one request and reads the whole answer. An error means that no answer came: the outcome of a
/// write is then unknown.
pub(super) async fn fetch(
    method: Method,
    path: &str,
    body: Option<&str>,
) -> Result<Answer, JsValue> {
    let controller = AbortOnDrop(AbortController::new()?);
    let _patience = {
        let controller = controller.0.clone();
        Timeout::new(PATIENCE, move || controller.abort())
    };

    let headers = Headers::new()?;
    headers.set("Accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method(method.name());
    init.set_signal(Some(&controller.0.signal()));
    if let Some(body) = body {
        headers.set("Content-Type", "application/json")?;
        init.set_body(&JsValue::from_str(body));
    }
    init.set_headers(&headers);

    let request = Request::new_with_str_and_init(path, &init)?;
    let sent = leptos::prelude::window().fetch_with_request(&request);
    let response: Response = JsFuture::from(sent).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok(Answer {
        http: response.status(),
        retry_after: response.headers().get("Retry-After")?,
        body: text.as_string().unwrap_or_default(),
    })
}
