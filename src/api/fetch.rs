//! One request over the browser's fetch: aborted when its future is dropped or takes too long.

use gloo_net::http::RequestBuilder;
use gloo_timers::callback::Timeout;
use web_sys::AbortController;

/// A request without an answer for this long has failed, in milliseconds.
const TIMEOUT: u32 = 30_000;

pub(crate) use contract::api::Method;

fn of_http(method: Method) -> gloo_net::http::Method {
    use gloo_net::http;
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}

/// What came back, whatever its status.
pub(super) struct Answer {
    pub(super) http: u16,
    /// The header as it came: seconds or a date.
    pub(super) retry_after: Option<String>,
    /// The account that this browser has switched to, in a refusal of another one.
    pub(super) account: Option<String>,
    pub(super) body: String,
    /// How the server's log names the request.
    pub(super) request_id: Option<String>,
}

/// Aborts the request when it is dropped; harmless once the answer is read.
pub(crate) struct AbortOnDrop(pub(crate) AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// No answer came, or not all of it.
#[derive(Debug)]
pub(super) struct NoAnswer;

impl From<gloo_net::Error> for NoAnswer {
    fn from(_: gloo_net::Error) -> Self {
        Self
    }
}

/// Says whose page sends the request, and in a refusal whose the session is.
const ACCOUNT: &str = "Runner-Console-Account";

/// Sends one request of an account, if that matters, and reads the whole answer. An error means that no answer came: the outcome of a
/// write is then unknown.
pub(super) async fn fetch(
    method: Method,
    path: &str,
    body: Option<&str>,
    account: &str,
) -> Result<Answer, NoAnswer> {
    let controller = AbortOnDrop(AbortController::new().map_err(|_| NoAnswer)?);
    let _patience = {
        let controller = controller.0.clone();
        Timeout::new(TIMEOUT, move || controller.abort())
    };
    let request = RequestBuilder::new(path)
        .method(of_http(method))
        .header("Accept", "application/json")
        .abort_signal(Some(&controller.0.signal()));
    let request = match account {
        "" => request,
        account => request.header(ACCOUNT, account),
    };
    let response = match body {
        None => request.send().await?,
        Some(body) => {
            let request = request.header("Content-Type", "application/json");
            request.body(body)?.send().await?
        }
    };
    Ok(Answer {
        http: response.status(),
        retry_after: response.headers().get("Retry-After"),
        request_id: response.headers().get("X-Request-Id"),
        account: response.headers().get(ACCOUNT),
        body: response.text().await?,
    })
}
