//! The built console's files and pages.

use std::os::unix::fs::symlink;

use http::Method;

use crate::stage::{ADMIN, Stage, call, get};

const SCRIPT: &str = "/app-0123456789abcdef.js";
const PAGE: &str = "<!DOCTYPE html><title>console</title>";
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[tokio::test]
async fn every_page_is_the_index_and_is_never_kept() {
    let stage = Stage::new().await;
    for path in [
        "/",
        "/index.html",
        "/runners/new",
        "/runners/a",
        "/sign-in?next=%2Fa",
        "/runners/",
    ] {
        let answer = stage.send(get(path).header("accept", BROWSER)).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.text(), PAGE);
        assert_eq!(answer.header("content-type"), "text/html");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    for accept in ["", "*/*", "text/html"] {
        let answer = stage.send(get("/runners/a").header("accept", accept)).await;
        assert_eq!(answer.text(), PAGE);
    }
}

#[tokio::test]
async fn what_programs_ask_for_by_convention_is_not_a_page() {
    let stage = Stage::new().await;
    for path in [
        "/metrics",
        "/livez",
        "/api/x",
        "/debug/pprof",
        "/.well-known/a",
    ] {
        stage.send(get(path)).await.refused(404);
    }
}

#[tokio::test]
async fn what_is_missing_is_not_a_page() {
    let stage = Stage::new().await;
    for path in [
        "/app-fedcba9876543210.js",
        "/favicon.ico",
        "/runners/a.js",
        "/snippets/none.js",
    ] {
        stage
            .send(get(path).header("accept", BROWSER))
            .await
            .refused(404);
    }
    for accept in ["application/json", "image/avif,image/*", "application/wasm"] {
        stage
            .send(get("/runners/a").header("accept", accept))
            .await
            .refused(404);
    }
    let folder = stage
        .send(get("/snippets").header("accept", "image/png"))
        .await;
    folder.refused(404);
}

#[tokio::test]
async fn hashed_files_are_kept_for_ever_and_others_are_checked() {
    let stage = Stage::new().await;
    for (path, caching, kind) in [
        (
            SCRIPT,
            "public, max-age=31536000, immutable",
            "text/javascript",
        ),
        (
            "/app-0123456789abcdef_bg.wasm",
            "public, max-age=31536000, immutable",
            "application/wasm",
        ),
        ("/icon.svg", "no-cache", "image/svg+xml"),
        ("/snippets/inline0.js", "no-cache", "text/javascript"),
    ] {
        let answer = stage.send(get(path)).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("cache-control"), caching, "{path}");
        assert_eq!(answer.header("content-type"), kind, "{path}");
    }
}

#[tokio::test]
async fn files_are_sent_as_they_were_compressed() {
    let stage = Stage::new().await;
    for (accepted, sent, body) in [
        ("br, gzip", "br", "brotli"),
        ("gzip, deflate, br, zstd", "br", "brotli"),
        ("gzip", "gzip", "gzip"),
        ("br;q=0, gzip", "gzip", "gzip"),
        ("zstd", "", "plain script"),
        ("", "", "plain script"),
    ] {
        let answer = stage
            .send(get(SCRIPT).header("accept-encoding", accepted))
            .await;
        assert_eq!(answer.header("content-encoding"), sent, "{accepted}");
        assert_eq!(answer.text(), body, "{accepted}");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.header("content-type"), "text/javascript");
    }
    let svg = stage
        .send(get("/icon.svg").header("accept-encoding", "br"))
        .await;
    assert_eq!(svg.text(), "<svg/>");
    assert_eq!(svg.header("content-encoding"), "");
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let stage = Stage::new().await;
    for path in [SCRIPT, "/", "/runners/a"] {
        let with = stage.send(get(path)).await;
        let without = stage.send(call(Method::HEAD, path)).await;
        assert_eq!(without.status, 200);
        assert!(without.body.is_empty());
        let length = with.body.len().to_string();
        assert_eq!(without.header("content-length"), length);
        assert_eq!(
            without.header("cache-control"),
            with.header("cache-control")
        );
    }
}

#[tokio::test]
async fn nothing_outside_the_site_is_reached() {
    let stage = Stage::new().await;
    let outside = stage.site.path().join("outside.txt");
    let dist = stage.site.path().join("dist");
    symlink(&outside, dist.join("link.txt")).unwrap();
    symlink(stage.site.path(), dist.join("up")).unwrap();
    symlink(&outside, dist.join("icon.svg.br")).unwrap();
    symlink(dist.join("app-0123456789abcdef.js"), dist.join("alias.js")).unwrap();
    for path in [
        "/../outside.txt",
        "/..%2foutside.txt",
        "/%2e%2e/outside.txt",
        "/%2e%2e%2foutside.txt",
        "/..%5coutside.txt",
        "/..\\outside.txt",
        "/snippets/../../outside.txt",
        "/snippets/..%2f..%2foutside.txt",
        "/%252e%252e%252foutside.txt",
        "/..;/outside.txt",
        "//etc/passwd",
        "///etc/passwd",
        "/%2fetc%2fpasswd",
        "/etc/passwd%00.js",
        "/icon.svg%00",
        "/./outside.txt",
        "/link.txt",
        "/up/outside.txt",
        "/up/dist/../outside.txt",
        "/.hidden",
        "/file:///etc/passwd",
        "/C:/outside.txt",
    ] {
        // `\` is no character of a URI: a client that sends it is refused before it comes here.
        let Ok(uri) = path.parse::<http::Uri>() else {
            continue;
        };
        let answer = stage
            .send(get(&uri.to_string()).header("accept", "text/plain"))
            .await;
        let status = answer.status.as_u16();
        assert!([400, 404].contains(&status), "{path}: {answer:?}");
        answer.refused(status);
    }
    let icon = stage
        .send(get("/icon.svg").header("accept-encoding", "br"))
        .await;
    icon.refused(404);
    let alias = stage.send(get("/alias.js")).await;
    assert_eq!(
        alias.text(),
        "plain script",
        "a link inside the site is fine"
    );
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let stage = Stage::new().await;
    for call in [
        get("/"),
        get(SCRIPT),
        get("/missing.js"),
        get("/healthz"),
        get("/v1beta2/sandbox/managed-runners").bearer(ADMIN),
        get("/v1beta2/sandbox/managed-runners"),
        get("/console/session"),
        get("/%zz"),
        call(Method::PUT, "/"),
    ] {
        let answer = stage.send(call).await;
        let policy = answer.header("content-security-policy");
        for directive in [
            "default-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(
                policy.split("; ").any(|own| own == directive),
                "{directive}"
            );
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert!(!answer.header("cache-control").is_empty());
    }
}

#[tokio::test]
async fn a_gateway_without_a_site_still_serves_the_api() {
    let stage = Stage::with(|options| options.site = None).await;
    stage.send(get("/")).await.refused(404);
    assert_eq!(stage.send(get("/healthz")).await.status, 200);
}
