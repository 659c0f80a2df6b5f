//! HTTPS without a proxy in front.

use axum::body::Bytes;
use gateway::{StartError, TlsFiles, serve};
use http::{Request, Response};
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{self, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use serde_json::json;

use crate::served::Served;
use crate::stage::{ADMIN, SESSION};
use crate::tls_api::Certificate;

type Client = legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

async fn served(certificate: &Certificate) -> (Served, Client) {
    let files = TlsFiles {
        certificate: certificate.chain.clone(),
        key: certificate.key.clone(),
    };
    let served = Served::with(|options| options.tls = Some(files)).await;
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_file(&certificate.authority).unwrap();
    roots.add(authority).unwrap();
    let provider = rustls::crypto::ring::default_provider();
    let tls = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let https = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_only()
        .enable_all_versions()
        .build();
    (
        served,
        legacy::Client::builder(TokioExecutor::new()).build(https),
    )
}

async fn sign_in(served: &Served, client: &Client, origin: &str) -> Response<()> {
    let request = Request::post(format!("https://{}{SESSION}", served.running.address))
        .header("origin", origin)
        .header("content-type", "application/json")
        .body(json!({ "token": ADMIN }).to_string().into());
    let answer = client.request(request.unwrap()).await.unwrap();
    answer.map(drop)
}

#[tokio::test]
async fn a_browser_gets_http_2_and_a_cookie_that_is_tied_to_the_host() {
    let certificate = Certificate::of(&["127.0.0.1"]);
    let (served, client) = served(&certificate).await;
    assert_eq!(
        served.running.url,
        format!("https://{}", served.running.address)
    );
    let answer = sign_in(&served, &client, &served.running.url).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.version(), http::Version::HTTP_2);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-runner-console-") && cookie.ends_with("; Secure"));
    let strict = answer.headers()["strict-transport-security"]
        .to_str()
        .unwrap();
    assert_eq!(strict, "max-age=63072000");
}

#[tokio::test]
async fn a_page_without_tls_is_another_site() {
    let certificate = Certificate::of(&["127.0.0.1"]);
    let (served, client) = served(&certificate).await;
    let insecure = format!("http://{}", served.running.address);
    let answer = sign_in(&served, &client, &insecure).await;
    assert_eq!(answer.status(), 403);
}

#[tokio::test]
async fn files_that_do_not_go_together_are_named() {
    let (one, other) = (
        Certificate::of(&["a.example"]),
        Certificate::of(&["b.example"]),
    );
    for (certificate, key, says) in [
        (&one.chain, &other.key, "--tls-key"),
        (&one.chain, &one.chain, "--tls-key"),
        (&one.key, &one.key, "--tls-cert"),
        (&one.chain.join("none"), &one.key, "--tls-cert"),
    ] {
        let data = tempfile::tempdir().unwrap();
        let mut options = gateway::Options::local(data.path());
        options.tls = Some(TlsFiles {
            certificate: certificate.clone(),
            key: key.clone(),
        });
        let error = serve::start(options).await.err().unwrap();
        assert!(matches!(error, StartError::Tls { .. }), "{error}");
        assert!(error.to_string().starts_with(says), "{error}");
    }
}
