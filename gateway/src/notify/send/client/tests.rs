//! Receivers that want to be somebody else, or more than they may. Each test fails without the defence that it is of.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::*;

const PUBLIC: &str = "93.184.216.34:80";

/// A receiver that answers each connection with these bytes, and goes on with zeros if it is told to.
struct Receiver {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    written: Arc<AtomicUsize>,
    heard: Arc<Mutex<Vec<String>>>,
    _server: JoinSet<()>,
}

impl Receiver {
    async fn new(answer: &'static str, goes_on: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, written) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let (count, bytes, heard_by) = (
            Arc::clone(&connections),
            Arc::clone(&written),
            Arc::clone(&heard),
        );
        let mut server = JoinSet::new();
        server.spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::Relaxed);
                let mut request = vec![0; 65_536];
                let length = stream.read(&mut request).await.unwrap_or(0);
                let text = String::from_utf8_lossy(&request[..length]).into_owned();
                heard_by.lock().unwrap().push(text);
                stream.write_all(answer.as_bytes()).await.ok();
                let zeros = [0; 8192];
                while goes_on && bytes.load(Ordering::Relaxed) < 10 << 20 {
                    match stream.write(&zeros).await {
                        Ok(length) => bytes.fetch_add(length, Ordering::Relaxed),
                        Err(_) => break,
                    };
                }
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
    )
}

async fn post(client: &Client, url: &str) -> Tried {
    client.post(url, "msg_1", b"{}".to_vec(), None).await
}

#[tokio::test]
async fn what_is_taken_is_told_by_its_status() {
    let receiver = Receiver::new("HTTP/1.1 204 No Content\r\n\r\n", false).await;
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
    let receiver = Receiver::new("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", false).await;
    for found in [&["127.0.0.1:0"][..], &[PUBLIC, "127.0.0.1:0"], &["[::1]:0"]] {
        let tried = post(&client(false, &[found]), &receiver.url("hooks.example")).await;
        assert!(!tried.is_delivered);
        assert_eq!(
            tried.answer,
            "the name leads to an address that is not of the internet"
        );
    }
    for host in [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
    ] {
        let tried = post(&client(false, &[&[PUBLIC]]), &receiver.url(host)).await;
        let expected = "this address is not of the internet; messages do not go there";
        assert_eq!(tried.answer, expected, "{host}");
    }
    assert_eq!(receiver.connections(), 0);
}

#[tokio::test]
async fn a_name_that_changes_is_looked_at_each_time() {
    let receiver = Receiver::new("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", false).await;
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
    let receiver = Receiver::new("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", false).await;
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
    let inner = Receiver::new("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", false).await;
    let answer = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
        inner.url("127.0.0.1")
    );
    let receiver = Receiver::new(answer.leak(), false).await;
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
    let receiver = Receiver::new(answer, true).await;
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
    let receiver = Receiver::new(answer, true).await;
    let tried = post(
        &client(true, &[&["127.0.0.1:0"]]),
        &receiver.url("hooks.example"),
    )
    .await;
    assert!(!tried.is_delivered);
    assert!(receiver.written.load(Ordering::Relaxed) < 9 << 20);
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_never_answers_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let client = client(true, &[&["127.0.0.1:0"]]);
    let url = format!("http://hooks.example:{port}/");
    let tried = post(&client, &url).await;
    assert_eq!(tried, Tried::failed("no answer within 5 s"));
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
