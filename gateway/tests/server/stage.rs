//! A gateway to send requests to, and the requests.

use std::fs;

use axum::Router;
use axum::body::{Body, Bytes};
use gateway::{Gateway, Local, Options};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::scratch::Scratch;

pub(crate) const RUNNERS: &str = "/v1beta2/sandbox/managed-runners";
pub(crate) const SESSION: &str = "/console/session";
pub(crate) const ADMIN: &str = "CW-SECRET-admin-canary";
pub(crate) const USER: &str = "CW-SECRET-user-canary";

/// A gateway with an empty fleet, and its folders.
pub(crate) struct Stage {
    pub(crate) gateway: Gateway,
    pub(crate) data: Scratch,
    pub(crate) site: TempDir,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With some options changed.
    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let data = Scratch::new().await;
        let site = site();
        let mut options = options(&data, &site);
        change(&mut options);
        let gateway = Gateway::open(options).await.unwrap();
        Self {
            gateway,
            data,
            site,
        }
    }

    /// The same folders after the end of one process and the start of another.
    pub(crate) async fn restart(self) -> Self {
        let Self {
            gateway,
            data,
            site,
        } = self;
        drop(gateway);
        let gateway = Gateway::open(options(&data, &site)).await.unwrap();
        Self {
            gateway,
            data,
            site,
        }
    }

    /// The control plane inside the gateway.
    pub(crate) fn local(&self) -> &Local {
        self.gateway.local.as_ref().unwrap()
    }

    pub(crate) async fn send(&self, call: Call) -> Answer {
        send(self.gateway.router(), call).await
    }

    /// Signs in and returns the cookie as a browser would send it.
    pub(crate) async fn sign_in(&self, token: &str) -> String {
        let answer = self.send(post(SESSION, &json!({ "token": token }))).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.cookie()
    }
}

pub(crate) fn options(data: &Scratch, site: &TempDir) -> Options {
    let mut options = Options::local(data.path());
    options.site = Some(site.path().join("dist"));
    options.fleet = control_plane::Fleet::Empty;
    options.database = data.is_on_server().then(|| data.address.parse().unwrap());
    options.admin_token = Some(ADMIN.to_owned());
    options.user_token = Some(USER.to_owned());
    options
}

/// A built site in `dist`, and beside it what must not be reached.
fn site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let dist = folder.path().join("dist");
    fs::create_dir_all(dist.join("snippets")).unwrap();
    let file = |name: &str, text: &str| fs::write(dist.join(name), text).unwrap();
    file("index.html", "<!DOCTYPE html><title>console</title>");
    file("app-0123456789abcdef.js", "plain script");
    file("app-0123456789abcdef.js.br", "brotli");
    file("app-0123456789abcdef.js.gz", "gzip");
    file("app-0123456789abcdef_bg.wasm", "\0asm");
    file("icon.svg", "<svg/>");
    file("snippets/inline0.js", "snippet");
    file(".hidden", "hidden");
    fs::write(folder.path().join("outside.txt"), "outside").unwrap();
    folder
}

pub(crate) async fn send(router: Router, call: Call) -> Answer {
    let Ok(response) = router.oneshot(call.0).await;
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes(),
    }
}

/// A request as a browser on this machine sends it, unless told otherwise.
pub(crate) struct Call(Request<Body>);

pub(crate) fn call(method: Method, path: &str) -> Call {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:8080");
    Call(request.body(Body::empty()).unwrap())
}

pub(crate) fn get(path: &str) -> Call {
    call(Method::GET, path)
}

pub(crate) fn delete(path: &str) -> Call {
    call(Method::DELETE, path)
}

pub(crate) fn post(path: &str, body: &Value) -> Call {
    call(Method::POST, path).json(body)
}

impl Call {
    /// Sets a header; an empty value takes it away.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        let headers = self.0.headers_mut();
        if value.is_empty() {
            headers.remove(name);
        } else {
            headers.insert(name, value.parse().unwrap());
        }
        self
    }

    pub(crate) fn cookie(self, cookie: &str) -> Self {
        self.header("cookie", cookie)
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .body(body.to_string())
    }

    pub(crate) fn body(mut self, body: impl Into<Body>) -> Self {
        *self.0.body_mut() = body.into();
        self
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// A header, empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The cookie that the answer sets, without its attributes.
    pub(crate) fn cookie(&self) -> String {
        let cookie = self.header("set-cookie");
        cookie.split(';').next().unwrap_or_default().to_owned()
    }

    /// Fails unless this is a refusal with that HTTP status and a `google.rpc.Status` body.
    #[track_caller]
    pub(crate) fn refused(&self, http: u16) -> Value {
        assert_eq!(self.status, http, "{self:?}");
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        let status = self.json();
        assert!(status["code"].is_u64(), "{status}");
        assert!(!status["message"].as_str().unwrap().is_empty(), "{status}");
        assert!(status["details"].is_array(), "{status}");
        status
    }
}
