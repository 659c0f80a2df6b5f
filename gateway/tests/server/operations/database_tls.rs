//! A database across a network: TLS, and the right server at its other end.

use std::path::PathBuf;

use gateway::{DatabaseAddress, Options, serve};
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::scratch::Scratch;
use crate::served::Served;
use crate::stage::ADMIN;
use crate::tls_api::Certificate;

/// What a client of PostgreSQL sends before TLS begins: `SSLRequest` of its protocol, section 53.7.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// TLS before the socket of a server. It stops when this is dropped.
struct Front {
    port: u16,
    name: String,
    _server: JoinSet<()>,
}

impl Front {
    async fn start(scratch: &Scratch, certificate: &Certificate) -> Self {
        let options: PgConnectOptions = scratch.address.parse().unwrap();
        let socket = options.get_socket().expect("the tests' server has one");
        let socket = socket.join(format!(".s.PGSQL.{}", options.get_port()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = certificate.acceptor(&[]);
        let mut server = JoinSet::new();
        server.spawn(async move {
            let mut open = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                open.spawn(pass_on(stream, acceptor.clone(), socket.clone()));
            }
        });
        Self {
            port,
            name: options.get_database().unwrap().to_owned(),
            _server: server,
        }
    }

    fn address(&self, host: &str, parameters: &str) -> DatabaseAddress {
        let Self { port, name, .. } = self;
        let address = format!("postgres://tests@{host}:{port}/{name}?{parameters}");
        address.parse().unwrap()
    }
}

async fn pass_on(mut stream: TcpStream, acceptor: TlsAcceptor, socket: PathBuf) {
    let mut request = [0; 8];
    stream.read_exact(&mut request).await.unwrap();
    assert_eq!(request, SSL_REQUEST, "not without TLS");
    stream.write_all(b"S").await.unwrap();
    // A client that does not trust us goes.
    let Ok(mut stream) = acceptor.accept(stream).await else {
        return;
    };
    let mut server = UnixStream::connect(socket).await.unwrap();
    copy_bidirectional(&mut stream, &mut server).await.ok();
}

/// Why a gateway does not start on that database.
async fn refusal(scratch: &Scratch, address: DatabaseAddress) -> String {
    let mut options = Options::local(scratch.path());
    options.database = Some(address);
    let started = serve::start(options).await;
    started.err().expect("it is refused").to_string()
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn the_database_is_spoken_to_over_tls_if_it_is_the_right_one() {
    let scratch = Scratch::on_server().await;
    let certificate = Certificate::of(&["localhost"]);
    let front = Front::start(&scratch, &certificate).await;
    let trusted = format!(
        "sslmode=verify-full&sslrootcert={}",
        certificate.authority.display()
    );

    let unknown = front.address("localhost", "sslmode=verify-full");
    let error = refusal(&scratch, unknown).await;
    assert!(error.contains("UnknownIssuer"), "{error}");
    let other_name = front.address("127.0.0.1", &trusted);
    let error = refusal(&scratch, other_name).await;
    assert!(error.contains("not valid for name"), "{error}");

    let address = front.address("localhost", &trusted);
    let served = Served::with(|options| options.database = Some(address)).await;
    let cookie = served.sign_in(ADMIN).await;
    assert!(!cookie.is_empty());
    // Calls of other gateways are heard over a connection of its own.
    served.create("alpha").await;
    served.stop().await;
}
