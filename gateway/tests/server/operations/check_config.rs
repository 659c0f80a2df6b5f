//! `runner-gateway check-config`.

use std::process::{Command, Output};

use crate::tls_api::Certificate;

/// What the program says of a file of that content.
fn check(text: &str, more: &[&str]) -> (Output, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let (file, site) = (folder.path().join("a.toml"), folder.path().join("dist"));
    std::fs::create_dir(&site).unwrap();
    std::fs::write(site.join("index.html"), "<!DOCTYPE html>").unwrap();
    std::fs::write(&file, text).unwrap();
    let usual = format!("--site={}", site.display());
    let is_named = more.iter().any(|arg| arg.starts_with("--site"));
    let site = (!is_named).then_some(usual);
    let output = Command::new(env!("CARGO_BIN_EXE_runner-gateway"))
        .arg("check-config")
        .arg("--config")
        .arg(&file)
        .args(site)
        .arg("--data-dir")
        .arg(folder.path())
        .args(more)
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (said(&output.stdout), said(&output.stderr));
    (output, out, err)
}

#[test]
fn what_can_be_followed_is_shown() {
    let (output, out, err) = check("listen = \"127.0.0.1:9000\"\nuser-token = \"CANARY\"", &[]);
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert!(out.contains("listen = \"127.0.0.1:9000\"  # file"), "{out}");
    assert!(!out.contains("CANARY"), "{out}");
}

#[test]
fn everything_is_told_at_once() {
    let text = "listn = 1\nfleet = 300\nupstream-ca = \"/none\"";
    let (output, out, err) = check(text, &["--tls-cert=/none", "--time-scale=0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(out.contains("fleet = \"300\"  # file"), "{out}");
    for says in [
        "listn: there is no such key",
        "--time-scale: write a number above 0",
        "--upstream-ca: this is for a remote API",
        "--tls-cert: its private key is missing",
    ] {
        assert!(err.contains(says), "{says} in {err}");
    }
    assert_eq!(err.lines().count(), 4, "{err}");
}

/// Files are looked at whether or not the options go together, and each of them.
#[test]
fn files_are_told_with_everything_else() {
    let more = [
        "--upstream=https://a.example",
        "--upstream-ca=/no/ca.pem",
        "--fleet=demo",
        "--time-scale=2",
        "--site=/no/dist",
        "--tls-cert=/no/cert.pem",
        "--tls-key=/no/key.pem",
        "--watch-token-file=/no/token",
        "--session-key-file=/no/keys",
    ];
    let (output, out, err) = check("listn = 1", &more);
    assert_eq!(output.status.code(), Some(2));
    assert!(out.contains("# data is kept in "), "{out}");
    for says in [
        "listn: there is no such key",
        "--fleet: this is for the local control plane",
        "--time-scale: this is for the local control plane",
        "/no/ca.pem",
        "--site /no/dist",
        "--tls-cert /no/cert.pem",
        "--tls-key /no/key.pem",
        "--watch-token-file: /no/token",
        "--session-key-file /no/keys",
    ] {
        assert!(err.contains(says), "{says} in {err}");
    }
    assert_eq!(err.lines().count(), 9, "{err}");
}

#[test]
fn what_cannot_be_followed_is_named_and_ends_with_2() {
    let certificate = Certificate::of(&["127.0.0.1"]);
    let key = certificate.authority.to_str().unwrap();
    let chain = certificate.chain.to_str().unwrap();
    for (text, more, says) in [
        (
            "listn = 1",
            &[][..],
            "a.toml: listn: there is no such key; did you mean listen?",
        ),
        ("listen = \"x\"", &[], "a.toml: listen: write an IP address"),
        ("", &["--listen=x"], "--listen"),
        ("upstream-ca = \"/none\"", &[], "--upstream-ca"),
        (
            "upstream-ca = \"/none\"",
            &["--upstream=https://a.example"],
            "/none",
        ),
        ("", &["--site=/none"], "--site /none"),
        ("", &["--tls-cert", chain], "--tls-key"),
        ("", &["--tls-cert", chain, "--tls-key", key], "--tls-key"),
        (
            "upstream = \"https://a.example\"",
            &["--fleet=demo"],
            "--fleet",
        ),
    ] {
        let (output, _, err) = check(text, more);
        assert_eq!(output.status.code(), Some(2), "{text} {more:?}: {err}");
        assert!(err.contains(says), "{text} {more:?}: {err}");
    }
}
