//! Starting, stopping, and reasons not to start.

use std::fs;
use std::path::Path;

use gateway::{Options, Running, StartError, serve};

fn options(data: &Path) -> Options {
    let mut options = Options::local(data);
    options.fleet = control_plane::Fleet::Empty;
    options
}

async fn refused(options: Options) -> String {
    match serve::start(options).await {
        Ok(_) => panic!("it starts"),
        Err(error) => error.to_string(),
    }
}

async fn status(running: &Running, path: &str) -> u16 {
    let url = format!("http://{}{path}", running.address);
    let get = reqwest::Client::new()
        .get(url)
        .bearer_auth(&running.local.as_ref().unwrap().admin_token);
    get.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn it_serves_on_a_socket_and_stops_when_asked() {
    let data = tempfile::tempdir().unwrap();
    let running = serve::start(options(data.path())).await.unwrap();
    assert_eq!(
        status(&running, "/v1beta2/sandbox/managed-runners").await,
        200
    );
    assert_eq!(running.url, format!("http://{}", running.address));
    let prefix = format!("{}/sign-in#code=", running.url);
    let link = running.sign_in_link().unwrap();
    let code = link.strip_prefix(&prefix).unwrap();
    assert_eq!(code.len(), 64);
    let (address, token) = (
        running.address,
        running.local.as_ref().unwrap().admin_token.clone(),
    );
    running.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());

    let mut again = options(data.path());
    again.listen = address;
    let running = serve::start(again).await.unwrap();
    assert_eq!(
        running.local.as_ref().unwrap().admin_token,
        token,
        "generated once and kept"
    );
    running.stop().await;
}

#[tokio::test]
async fn a_client_that_sends_too_much_reads_the_refusal() {
    let data = tempfile::tempdir().unwrap();
    let running = serve::start(options(data.path())).await.unwrap();
    let url = format!("http://{}/v1beta2/sandbox/managed-runners", running.address);
    for _ in 0..5 {
        let post = reqwest::Client::new()
            .post(&url)
            .bearer_auth(&running.local.as_ref().unwrap().admin_token)
            .header("content-type", "application/json")
            .body(vec![b' '; 10 << 20]);
        assert_eq!(post.send().await.unwrap().status(), 413);
    }
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let data = tempfile::tempdir().unwrap();
    let mut options = options(data.path());
    options.listen = listener.local_addr().unwrap();
    let error = refused(options).await;
    assert!(
        error.contains("--listen 127.0.0.1:") && error.contains("another port"),
        "{error}"
    );
}

#[tokio::test]
async fn a_missing_site_says_how_to_build_it() {
    let data = tempfile::tempdir().unwrap();
    let mut options = options(data.path());
    options.site = Some(data.path().join("dist"));
    let error = refused(options).await;
    assert!(
        error.contains("--site") && error.contains("cargo xtask build"),
        "{error}"
    );
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = refused(options(&file.join("data"))).await;
    assert!(error.contains("--data-dir"), "{error}");

    let data = folder.path().join("data");
    let running = serve::start(options(&data)).await.unwrap();
    let error = serve::start(options(&data)).await.err().unwrap();
    assert!(matches!(error, StartError::InUse { .. }), "{error}");
    drop(running);
}

#[tokio::test]
async fn an_unreadable_database_is_named() {
    let data = tempfile::tempdir().unwrap();
    for named in [None, Some(data.path().join("named.sqlite"))] {
        let file = named.clone().unwrap_or(data.path().join("sessions.sqlite"));
        fs::write(
            &file,
            "this is no database, but it is long enough to be one".repeat(40),
        )
        .unwrap();
        let mut options = options(data.path());
        options.database = named.map(gateway::DatabaseAddress::Sqlite);
        let error = refused(options).await;
        assert!(
            error.contains(&format!("--database sqlite:{}", file.display())),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_the_password() {
    let data = tempfile::tempdir().unwrap();
    let mut options = options(data.path());
    let address = "postgres://ada:p4ssw0rd-canary@127.0.0.1:1/console";
    options.database = Some(address.parse().unwrap());
    let error = refused(options).await;
    assert!(
        error.starts_with("--database postgres://127.0.0.1:1/console: "),
        "{error}"
    );
    assert!(
        error.contains("refused") && error.contains("server runs"),
        "{error}"
    );
    assert!(!error.contains("canary"), "{error}");
}

#[tokio::test]
async fn tokens_that_cannot_be_tokens_are_refused() {
    let data = tempfile::tempdir().unwrap();
    for (admin, user, option) in [
        ("", "user", "--admin-token"),
        ("two words", "user", "--admin-token"),
        ("admin", "caf\u{e9}", "--user-token"),
        ("same", "same", "--user-token"),
    ] {
        let mut options = options(data.path());
        options.admin_token = Some(admin.to_owned());
        options.user_token = Some(user.to_owned());
        let error = refused(options).await;
        assert!(error.starts_with(option), "{error}");
        assert!(!error.contains("caf"), "it repeats the token");
    }
}
