//! Every path that is not a file of the site, with its methods and who may use it. What is not in this
//! table does not exist: nothing reaches the API that was not allowed here.

use http::Method;

use crate::refusal::Refusal;
use crate::request_path::RequestPath;

/// What a request must bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing.
    Anyone,
    /// It comes from the console's own pages.
    OwnPages,
    /// A bearer token, or the session's cookie from the console's own pages. What the token may do, the
    /// API says at each request (contract 2).
    Credential,
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// Is the gateway alive?
    Health,
    /// Can it do its work?
    Ready,
    /// Sign-in, who am I, sign-out.
    Session,
    /// To another account of this browser.
    Switch,
    /// Sign-out of one account.
    Leave,
    /// A person's sessions.
    OwnSessions,
    /// The live stream of runners.
    Events,
    /// Every runner at once.
    Runners,
    /// What happened to a runner.
    History,
    /// How a runner stood of late.
    Uptime,
    /// Links for teammates, as those who make them manage them.
    Shares,
    /// The managed-runner API.
    Api,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Route {
    /// A segment in braces stands for any one segment that is not empty.
    path: &'static str,
    /// The methods that the path has, as an `Allow` header names them. GET brings HEAD along.
    methods: &'static str,
    pub(crate) access: Access,
    pub(crate) target: Target,
}

const fn route(path: &'static str, methods: &'static str, access: Access, target: Target) -> Route {
    Route {
        path,
        methods,
        access,
        target,
    }
}

/// The whole surface, the site aside.
#[rustfmt::skip]
const ROUTES: &[Route] = &{
    use Access::{Anyone, Credential, OwnPages};
    use Target::{
        Api, Events, Health, History, Leave, OwnSessions, Ready, Runners, Session, Shares, Switch, Uptime,
    };
    [
        route("/healthz", "GET, HEAD", Anyone, Health),
        route("/readyz", "GET, HEAD", Anyone, Ready),
        route("/console/session", "GET, HEAD, POST, DELETE", OwnPages, Session),
        route("/console/session/switch", "POST", OwnPages, Switch),
        route("/console/session/accounts/{id}", "DELETE", OwnPages, Leave),
        route("/console/sessions", "GET, HEAD, DELETE", OwnPages, OwnSessions),
        route("/console/sessions/{id}", "DELETE", OwnPages, OwnSessions),
        route("/console/events", "GET", Credential, Events),
        route("/console/runners", "GET, HEAD", Credential, Runners),
        route("/console/history", "GET, HEAD", Credential, History),
        route("/console/uptime", "GET, HEAD", Credential, Uptime),
        route("/console/shares", "GET, HEAD, POST", Credential, Shares),
        route("/console/shares/preview", "POST", Credential, Shares),
        route("/console/shares/{id}", "PATCH, DELETE", Credential, Shares),
        route("/console/shares/{id}/badge", "POST, DELETE", Credential, Shares),
        route("/openapi.json", "GET, HEAD", Anyone, Api),
        route("/v1beta1/auth/whoami", "GET, HEAD", Credential, Api),
        route("/v1beta1/cks/clusters", "GET, HEAD", Credential, Api),
        route("/v1beta1/cks/clusters/{id}", "GET, HEAD", Credential, Api),
        route("/v1beta2/sandbox/managed-runners", "GET, HEAD, POST", Credential, Api),
        route("/v1beta2/sandbox/managed-runners/{id}", "GET, HEAD, PATCH, DELETE", Credential, Api),
        route("/v1beta2/sandbox/managed-runners/{id}/apply-update", "POST", Credential, Api),
        route("/v1beta2/sandbox/profile-templates", "GET, HEAD, POST", Credential, Api),
        route("/v1beta2/sandbox/profile-templates/{id}", "GET, HEAD, PATCH, DELETE", Credential, Api),
    ]
};

/// The row of a request; none for a path of the site.
///
/// # Errors
/// 404 for an unknown path below the API's and the gateway's own, 405 for a method that the path lacks.
pub(crate) fn find(path: &RequestPath, method: &Method) -> Result<Option<&'static Route>, Refusal> {
    let segments = path.segments();
    let Some(route) = ROUTES.iter().find(|route| matches(route.path, segments)) else {
        return if is_reserved(segments) {
            Err(Refusal::unknown_path())
        } else {
            Ok(None)
        };
    };
    if route
        .methods
        .split(", ")
        .any(|allowed| allowed == method.as_str())
    {
        Ok(Some(route))
    } else {
        Err(Refusal::method(route.methods))
    }
}

/// The route of a path by name, for figures and logs: never more names than rows, and a few.
pub(crate) fn template(path: &RequestPath) -> &'static str {
    let segments = path.segments();
    let route = ROUTES.iter().find(|route| matches(route.path, segments));
    match route {
        Some(route) => route.path,
        None if is_reserved(segments) => "other",
        None => "site",
    }
}

fn matches(pattern: &str, segments: &[String]) -> bool {
    let mut wanted = pattern.split('/').skip(1);
    segments.iter().all(|segment| match wanted.next() {
        Some(name) if name.starts_with('{') => !segment.is_empty(),
        Some(name) => name == segment,
        None => false,
    }) && wanted.next().is_none()
}

/// Paths that never lead to the site: the API's versions, now and later, and the gateway's own.
fn is_reserved(segments: &[String]) -> bool {
    segments
        .first()
        .is_some_and(|first| first == "console" || first.starts_with("v1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_at(method: &str, path: &str) -> Result<Option<&'static Route>, Refusal> {
        find(&RequestPath::parse(path).unwrap(), &method.parse().unwrap())
    }

    #[test]
    fn only_health_and_the_description_are_open() {
        let open: Vec<_> = ROUTES
            .iter()
            .filter(|route| route.access == Access::Anyone)
            .map(|route| route.path)
            .collect();
        assert_eq!(open, ["/healthz", "/readyz", "/openapi.json"]);
        assert!(
            ROUTES
                .iter()
                .filter(|route| route.path.starts_with("/v1"))
                .all(|route| route.access == Access::Credential)
        );
    }

    #[test]
    fn paths_of_the_api_are_found() {
        for (method, path) in [
            ("GET", "/v1beta2/sandbox/managed-runners"),
            ("PATCH", "/v1beta2/sandbox/managed-runners/a"),
            ("POST", "/v1beta2/sandbox/managed-runners/a/apply-update"),
            ("HEAD", "/v1beta1/cks/clusters/a"),
        ] {
            let route = find_at(method, path).unwrap().unwrap();
            assert_eq!(route.target, Target::Api);
        }
    }

    #[test]
    fn unknown_paths_below_the_api_are_refused() {
        for path in [
            "/v1",
            "/v1/sandbox/managedRunners",
            "/v1beta2/sandbox/managed-runners/",
            "/v1beta2/sandbox/managed-runners/a/b",
            "/v1beta2/sandbox/Managed-Runners",
            "/v1beta2/sandbox/managed-runners/{id}/apply-update/c",
            "/console",
            "/console/session/",
            "/%63onsole/x",
            "/%761beta2/x",
        ] {
            assert_eq!(find_at("GET", path).unwrap_err().http(), 404, "{path}");
        }
    }

    #[test]
    fn a_method_that_is_not_there_is_refused() {
        for (method, path) in [
            ("PUT", "/v1beta2/sandbox/managed-runners"),
            ("BREW", "/console/session"),
            ("OPTIONS", "/v1beta1/auth/whoami"),
            ("get", "/healthz"),
        ] {
            assert_eq!(
                find_at(method, path).unwrap_err().http(),
                405,
                "{method} {path}"
            );
        }
    }

    #[test]
    fn the_rest_is_the_site() {
        for path in ["/", "/runners/a", "/shared", "/main-1234.css", "/consoles"] {
            assert!(find_at("GET", path).unwrap().is_none(), "{path}");
        }
    }
}
