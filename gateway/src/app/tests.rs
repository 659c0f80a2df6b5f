use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::{Method, Request, header};
use tower::ServiceExt;

use super::*;
use contract::console::Choice;

use crate::api::Turns;
use crate::changes::Changes;
use crate::database::{Database, scratch::Scratch};
use crate::dialects::Dialects;
use crate::feeds::{FeedDeps, Feeds};
use crate::history::{History, HistoryLimits};
use crate::http::client_address::TrustedProxies;
use crate::http::same_site::SameSite;
use crate::identity::Callers;
use crate::live::{Live, LiveDeps};
use crate::notify::{Notifier, NotifyDeps, Notifying};
use crate::operations::Readiness;
use crate::session::{Access, Cookie, Seal, SessionKeys, SessionLimits, Sessions, SignIns};
use crate::settings::build::Build;
use crate::settings::metrics::Metrics;
use crate::share::{ShareDeps, Sharing};
use crate::upstream::Upstream;

/// A gateway without pages before an API that never answers.
async fn app(scratch: &Scratch) -> App {
    let address = scratch.address.parse().unwrap();
    let database = Database::open(&address).await.unwrap();
    let upstream = Upstream::hanging();
    let keys = SessionKeys::one([0; 32]);
    let sessions = Sessions::new(database.clone(), &keys, SessionLimits::default());
    let intervals = Intervals::default();
    let callers = Arc::new(Callers::new(upstream.clone(), intervals.check, true));
    let dialects = Dialects::new(upstream.clone(), Choice::Auto);
    let history = History::new(database.clone(), HistoryLimits::default());
    let live = Live::new(LiveDeps {
        database: database.clone(),
        upstream: upstream.clone(),
        dialects: dialects.clone(),
        sessions: sessions.clone(),
        callers: Arc::clone(&callers),
        history: history.clone(),
        intervals,
        build: Build::default(),
        local: None,
        of_links: None,
    });
    let changes = Changes::new(database.clone(), Seal::new(&keys));
    let shares = Shares::new(ShareDeps {
        database: database.clone(),
        live: Arc::clone(&live),
        callers: Arc::clone(&callers),
        history: history.clone(),
        seal: Seal::new(&keys),
        intervals,
        sharing: Sharing::default(),
        public_url: None,
        tls: false,
    });
    let feeds = Feeds::new(FeedDeps {
        database: database.clone(),
        live: Arc::clone(&live),
        callers: Arc::clone(&callers),
        history: history.clone(),
        seal: Seal::new(&keys),
        check: intervals.check,
        enabled: true,
    });
    let notifier = Notifier::new(NotifyDeps {
        database,
        live: Arc::clone(&live),
        callers: Arc::clone(&callers),
        history: history.clone(),
        shares: Arc::clone(&shares),
        seal: Seal::new(&keys),
        intervals,
        notifying: Notifying::default(),
    });
    let limits = Limits::default();
    let access = Access {
        cookie: Cookie::new(false, Duration::from_hours(1), &keys),
        same_site: SameSite::new(None, false),
        sessions: sessions.clone(),
        callers,
    };
    let readiness = Readiness::new(
        upstream.clone(),
        dialects.clone(),
        sessions,
        Arc::clone(&live),
    );
    App {
        health: HealthRoutes {
            upstream: "test".to_owned(),
            simulated: true,
            readiness: Arc::new(readiness),
        },
        session: SessionRoutes {
            access: access.clone(),
            sign_ins: Arc::new(SignIns::new(&limits)),
            dialects,
            code: None,
            simulated: true,
        },
        live: LiveRoutes {
            access: access.clone(),
            live: Arc::clone(&live),
            history: history.clone(),
        },
        changes: ChangeRoutes {
            access: access.clone(),
            upstream: upstream.clone(),
            changes: changes.clone(),
        },
        notify: NotifyRoutes {
            access: access.clone(),
            notifier,
            shares: Arc::clone(&shares),
        },
        feeds: FeedRoutes {
            access: access.clone(),
            feeds,
            shares: Arc::clone(&shares),
        },
        shares,
        api: ApiRoutes {
            access,
            upstream,
            history,
            changes,
            live,
            turns: Turns::default(),
        },
        site: None,
        observer: Arc::new(Observer {
            metrics: Metrics::default(),
            trusted: TrustedProxies::default(),
        }),
        headers: ResponseHeaders::new(false),
        limits,
        intervals,
    }
}

async fn send(router: &Router, method: &str, path: &str, more: &[(&str, &str)]) -> Response {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:8080");
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let Ok(response) = router.clone().oneshot(request).await;
    response
}

#[tokio::test]
async fn an_api_that_hangs_is_not_waited_for() {
    let scratch = Scratch::new().await;
    let router = app(&scratch).await.router();
    tokio::time::pause();
    for method in [Method::GET, Method::POST] {
        let token = [("authorization", "Bearer token")];
        let path = "/v1beta2/sandbox/managed-runners";
        let response = send(&router, method.as_str(), path, &token).await;
        assert_eq!(response.status(), 504);
    }
}

/// What a request must bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing.
    Nothing,
    /// It comes from the console's own pages.
    OwnPages,
    /// A bearer token, or the session's cookie from the console's own pages.
    Credential,
    /// What opens a link.
    Link,
}

/// The whole surface, the site aside.
#[rustfmt::skip]
const PATHS: [(&str, &str, Needs); 45] = {
    use Needs::{Credential, Link, Nothing, OwnPages};
    [
        ("/healthz", "GET, HEAD", Nothing),
        ("/readyz", "GET, HEAD", Nothing),
        ("/console/session", "GET, HEAD, POST, DELETE", OwnPages),
        ("/console/session/switch", "POST", OwnPages),
        ("/console/session/accounts/{id}", "DELETE", OwnPages),
        ("/console/sessions", "GET, HEAD, DELETE", OwnPages),
        ("/console/sessions/{id}", "DELETE", OwnPages),
        ("/console/events", "GET, HEAD", Credential),
        ("/console/runners", "GET, HEAD", Credential),
        ("/console/history", "GET, HEAD", Credential),
        ("/console/uptime", "GET, HEAD", Credential),
        ("/console/days", "GET, HEAD", Credential),
        ("/console/changes", "GET, HEAD", Credential),
        ("/console/changes/{id}", "GET, HEAD", Credential),
        ("/console/shares", "GET, HEAD, POST", Credential),
        ("/console/shares/preview", "POST", Credential),
        ("/console/shares/{id}", "PATCH, DELETE", Credential),
        ("/console/shares/{id}/badge", "POST, DELETE", Credential),
        ("/console/notifications", "GET, HEAD", Credential),
        ("/console/notifications/rules", "POST", Credential),
        ("/console/notifications/rules/preview", "POST", Credential),
        ("/console/notifications/rules/{id}", "PATCH, DELETE", Credential),
        ("/console/notifications/rules/{id}/pause", "POST, DELETE", Credential),
        ("/console/notifications/channels", "POST", Credential),
        ("/console/notifications/channels/{id}", "DELETE", Credential),
        ("/console/notifications/channels/{id}/test", "POST", Credential),
        ("/console/notifications/messages", "GET, HEAD", Credential),
        ("/console/notifications/messages/{id}/replay", "POST", Credential),
        ("/console/feeds", "GET, HEAD, POST", Credential),
        ("/console/feeds/{id}", "DELETE", Credential),
        ("/console/feed/{file}", "GET, HEAD", Link),
        ("/console/shared", "GET, HEAD", Link),
        ("/console/shared/events", "GET, HEAD", Link),
        ("/console/badge/{capability}", "GET, HEAD", Link),
        ("/openapi.json", "GET, HEAD", Nothing),
        ("/v1/sandbox/managedRunners", "GET, HEAD, POST", Credential),
        ("/v1/sandbox/managedRunners/{id}", "GET, HEAD, POST, PATCH, DELETE", Credential),
        ("/v1beta1/auth/whoami", "GET, HEAD", Credential),
        ("/v1beta1/cks/clusters", "GET, HEAD", Credential),
        ("/v1beta1/cks/clusters/{id}", "GET, HEAD", Credential),
        ("/v1beta2/sandbox/managed-runners", "GET, HEAD, POST", Credential),
        ("/v1beta2/sandbox/managed-runners/{id}", "GET, HEAD, PATCH, DELETE", Credential),
        ("/v1beta2/sandbox/managed-runners/{id}/apply-update", "POST", Credential),
        ("/v1beta2/sandbox/profile-templates", "GET, HEAD, POST", Credential),
        ("/v1beta2/sandbox/profile-templates/{id}", "GET, HEAD, PATCH, DELETE", Credential),
    ]
};

/// Every path that a router has.
fn mounted(router: &Router) -> Vec<String> {
    // Nothing but its debugging text tells.
    let text = format!("{router:?}");
    let (_, paths) = text.split_once("paths: {").unwrap();
    let (paths, _) = paths.split_once("} }").unwrap();
    let mut paths: Vec<_> = paths
        .split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    paths.retain(|path| !path.contains("{*"));
    paths.sort();
    paths
}

#[tokio::test]
async fn nothing_is_mounted_but_what_is_listed() {
    let scratch = Scratch::new().await;
    let mut listed: Vec<_> = PATHS.iter().map(|(path, ..)| (*path).to_owned()).collect();
    listed.sort();
    let features = app(&scratch).await.features();
    assert_eq!(mounted(&features), listed);
}

#[tokio::test]
async fn every_path_has_its_methods_and_asks_for_what_it_needs() {
    let scratch = Scratch::new().await;
    let router = app(&scratch).await.router();
    for (path, methods, needs) in PATHS {
        let path = path.replace("{id}", "a").replace("{capability}", "a.svg");
        let path = path.replace("{file}", "a.ics");
        for method in ["BREW", "OPTIONS", "PUT", "get"] {
            let response = send(&router, method, &path, &[]).await;
            assert_eq!(response.status(), 405, "{method} {path}");
            assert_eq!(response.headers()[header::ALLOW], methods, "{path}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
        }
        for method in methods.split(", ") {
            let plain = send(&router, method, &path, &[]).await.status();
            let foreign = [
                ("origin", "https://evil.example"),
                ("cookie", "runner-console=a"),
            ];
            let foreign = send(&router, method, &path, &foreign).await.status();
            let (plain, foreign) = (plain.as_u16(), foreign.as_u16());
            match needs {
                Needs::Nothing => assert!(![401, 403].contains(&plain), "{method} {path}"),
                Needs::Link => assert_eq!((plain, foreign), (404, 404), "{method} {path}"),
                // Whoever signs in or out has no session yet, or none any more.
                Needs::OwnPages if path == "/console/session" => {
                    assert_eq!(foreign, 403, "{method} {path}");
                }
                Needs::OwnPages | Needs::Credential => {
                    assert_eq!((plain, foreign), (401, 403), "{method} {path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn unknown_paths_below_the_api_are_refused() {
    let scratch = Scratch::new().await;
    let router = app(&scratch).await.router();
    for path in [
        "/v1",
        "/v1/sandbox/managedrunners",
        "/v1/sandbox/managedRunners/a/apply",
        "/v1beta2/sandbox/managed-runners/",
        "/v1beta2/sandbox/managed-runners/a/b",
        "/v1beta2/sandbox/Managed-Runners",
        "/v1beta2/sandbox/managed-runners/{id}/apply-update/c",
        "/console",
        "/console/session/",
        "/%63onsole/x",
        "/%761beta2/x",
        "/metrics",
        "/healthz/x",
        "/.well-known/change-password",
        // Without a site.
        "/",
        "/runners/a",
        "/consoles",
    ] {
        let response = send(&router, "GET", path, &[]).await;
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    }
}
