//! Receivers that want to be somebody else, or more than they may. Each test fails without the defence that it is of.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::*;

const PUBLIC: &str = "93.184.216.34:80";

/// How a receiver goes on when it has answered.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    /// It waits for the next request on the same connection.
    Waits,
    /// It sends letters, as fast as they are taken, up to 10 MiB.
    Pours,
    /// It sends a letter now and then, for ever.
    Drips,
}

/// A receiver that answers each request with these bytes.
struct Receiver {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    written: Arc<AtomicUsize>,
    heard: Arc<Mutex<Vec<String>>>,
    _server: JoinSet<()>,
}

impl Receiver {
    async fn new(answer: &'static str, then: Then) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, written) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let (count, bytes, hears) = (connections.clone(), written.clone(), heard.clone());
        let mut server = JoinSet::new();
        server.spawn(async move {
            let mut connected = JoinSet::new();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::Relaxed);
                let (bytes, hears) = (bytes.clone(), hears.clone());
                connected.spawn(async move {
                    let mut request = vec![0; 65_536];
                    while let Ok(length @ 1..) = stream.read(&mut request).await {
                        let text = String::from_utf8_lossy(&request[..length]).into_owned();
                        hears.lock().unwrap().push(text);
                        stream.write_all(answer.as_bytes()).await.ok();
                        while then != Then::Waits && bytes.load(Ordering::Relaxed) < 10 << 20 {
                            let letters = if then == Then::Pours { 8192 } else { 1 };
                            match stream.write(&vec![b'a'; letters]).await {
                                Ok(length) => bytes.fetch_add(length, Ordering::Relaxed),
                                Err(_) => return,
                            };
                            if then == Then::Drips {
                                tokio::time::sleep(Duration::from_millis(10)).await;
                            }
                        }
                    }
                });
            }
        });
        Self {
            address,
            connections,
            written,
            heard,
            _server: server,
        }
    }

    fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/hook", self.address.port())
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

/// A client for which every name leads to the next of these addresses.
fn client(private: bool, addresses: &[&[&str]]) -> Client {
    patient(private, addresses, PATIENCE)
}

/// One that waits so long.
fn patient(private: bool, addresses: &[&[&str]], patience: Duration) -> Client {
    let addresses: Vec<Vec<SocketAddr>> = addresses
        .iter()
        .map(|one| one.iter().map(|text| text.parse().unwrap()).collect())
        .collect();
    let turn = AtomicUsize::new(0);
    let lookup = move |_: String| -> Found {
        let turn = turn
            .fetch_add(1, Ordering::Relaxed)
            .min(addresses.len() - 1);
        let found = addresses[turn].clone();
        Box::pin(async move { Ok(found) })
    };
    Client::with(
        Allows {
            private,
            plain: true,
        },
        Arc::new(lookup),
        patience,
    )
}

async fn post(client: &Client, url: &str) -> Tried {
    client.post(url, "msg_1", b"{}".to_vec(), None).await
}

#[tokio::test]
async fn what_is_taken_is_told_by_its_status() {
    let receiver = Receiver::new("HTTP/1.1 204 No Content\r\n\r\n", Then::Waits).await;
    let client = client(true, &[&["127.0.0.1:0"]]);
    let tried = post(&client, &receiver.url("hooks.example")).await;
    assert_eq!(
        tried,
        Tried {
            is_delivered: true,
            answer: "204 No Content".to_owned()
        }
    );
    let heard = receiver.heard.lock().unwrap()[0].to_lowercase();
    assert!(heard.starts_with("post /hook http/1.1\r\n"), "{heard}");
    assert!(heard.contains("webhook-id: msg_1\r\n"), "{heard}");
}

#[tokio::test]
async fn a_name_that_leads_to_this_machine_is_not_reached() {
    let receiver = Receiver::new("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Then::Waits).await;
    for found in [&["127.0.0.1:0"][..], &[PUBLIC, "127.0.0.1:0"], &["[::1]:0"]] {
        let tried = post(&client(false, &[found]), &receiver.url("hooks.example")).await;
        assert!(!tried.is_delivered);
        assert_eq!(
            tried.answer,
            "the name resolves to an address that is not on the internet"
        );
    }
    for host in [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
    ] {
        let tried = post(&client(false, &[&[PUBLIC]]), &receiver.url(host)).await;
        let expected = "this address is not on the internet; messages are not sent there";
        assert_eq!(tried.answer, expected, "{host}");
    }
    assert_eq!(receiver.connections(), 0);
}

#[tokio::test]
async fn a_name_that_changes_is_looked_at_each_time() {
    let receiver = Receiver::new("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Then::Waits).await;
    // What was public when the channel was made leads elsewhere afterwards, as often as it is tried.
    let client = client(false, &[&["127.0.0.1:0"], &[PUBLIC], &["127.0.0.1:0"]]);
    for _ in 0..3 {
        client.check(&receiver.url("hooks.example")).unwrap();
    }
    assert!(
        !post(&client, &receiver.url("hooks.example"))
            .await
            .is_delivered
    );
    assert_eq!(receiver.connections(), 0);
}

#[tokio::test]
async fn no_connection_is_used_twice() {
    let receiver = Receiver::new("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Then::Waits).await;
    let client = client(true, &[&["127.0.0.1:0"]]);
    for _ in 0..2 {
        assert!(
            post(&client, &receiver.url("hooks.example"))
                .await
                .is_delivered
        );
    }
    assert_eq!(
        receiver.connections(),
        2,
        "each to an address that was just looked at"
    );
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_a_way() {
    let inner = Receiver::new("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Then::Waits).await;
    let answer = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
        inner.url("127.0.0.1")
    );
    let receiver = Receiver::new(answer.leak(), Then::Waits).await;
    let tried = post(
        &client(true, &[&["127.0.0.1:0"]]),
        &receiver.url("hooks.example"),
    )
    .await;
    let expected = Tried {
        is_delivered: false,
        answer: "307 Temporary Redirect".to_owned(),
    };
    assert_eq!(tried, expected);
    assert_eq!((receiver.connections(), inner.connections()), (1, 0));
}

#[tokio::test]
async fn a_long_answer_is_not_read_to_its_end_and_not_shown() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 10485760\r\n\r\nCANARY";
    let receiver = Receiver::new(answer, Then::Pours).await;
    let tried = post(
        &client(true, &[&["127.0.0.1:0"]]),
        &receiver.url("hooks.example"),
    )
    .await;
    assert_eq!(
        tried,
        Tried {
            is_delivered: true,
            answer: "200 OK".to_owned()
        }
    );
    // What lies in the buffers of the operating system is not read either.
    assert!(receiver.written.load(Ordering::Relaxed) < 9 << 20);
}

#[tokio::test]
async fn endless_headers_are_not_read() {
    let answer = "HTTP/1.1 200 OK\r\nx: ";
    let receiver = Receiver::new(answer, Then::Pours).await;
    let tried = post(
        &client(true, &[&["127.0.0.1:0"]]),
        &receiver.url("hooks.example"),
    )
    .await;
    assert!(!tried.is_delivered);
    assert!(receiver.written.load(Ordering::Relaxed) < 9 << 20);
}

#[tokio::test]
async fn a_receiver_that_never_ends_is_not_waited_for() {
    for (answer, is_delivered) in [
        ("", false),
        ("HTTP/1.1 200 OK\r\nx: ", false),
        ("HTTP/1.1 200 OK\r\n\r\n", true),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
            true,
        ),
    ] {
        for then in [Then::Waits, Then::Drips] {
            let receiver = Receiver::new(answer, then).await;
            let client = patient(true, &[&["127.0.0.1:0"]], Duration::from_millis(300));
            let url = receiver.url("hooks.example");
            let tried = tokio::time::timeout(Duration::from_secs(20), post(&client, &url)).await;
            let tried = tried.expect("it is given up long before");
            assert_eq!(tried.is_delivered, is_delivered, "{answer}: {tried:?}");
        }
    }
}

#[test]
fn addresses_that_are_none_of_the_web_are_refused() {
    let client = Client::new(false, false);
    for url in [
        "http://hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "hooks.example",
        "https://",
        "https://user:password@hooks.example/",
        "https://hooks.example@127.0.0.1/",
        "https://127.0.0.1/",
        "https://[::1]:8443/",
        "https://10.0.0.1/",
        "https://hooks.example/\r\nx: y",
        "",
    ] {
        assert!(client.check(url).is_err(), "{url}");
    }
    assert!(client.check("https://hooks.example/a?b=c").is_ok());
}
