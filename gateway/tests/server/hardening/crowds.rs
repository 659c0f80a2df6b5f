//! Connections by the thousand, of which nobody asks for anything.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use gateway::Options;
use rlimit::Resource;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};

use crate::raw::{rest, statuses};
use crate::served::Served;

/// Files that 10,000 connections and the tests beside them need.
const FILES: u64 = 22_000;

fn few(options: &mut Options) {
    options.limits.connections = 30;
    options.limits.connections_per_address = 10;
    options.limits.first_request = Duration::from_mins(5);
}

/// A connection from one of this machine's many addresses.
async fn from(last: u8, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    let own = SocketAddr::from((Ipv4Addr::new(127, 0, 0, last), 0));
    socket.bind(own).unwrap();
    socket.connect(to).await.unwrap()
}

/// Whether a request gets an answer over it.
async fn is_served(mut stream: TcpStream) -> bool {
    let request = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.ok();
    statuses(&rest(&mut stream).await) == [200]
}

#[tokio::test]
async fn one_address_does_not_take_the_places_of_all() {
    let served = Served::with(few).await;
    let to = served.running.address;
    let mut idle = Vec::new();
    for _ in 0..10 {
        idle.push(from(1, to).await);
    }
    assert!(!is_served(from(1, to).await).await, "too many of one");
    assert!(is_served(from(2, to).await).await);
    idle.clear();
    crate::served::eventually(async || is_served(from(1, to).await).await.then_some(())).await;
}

#[tokio::test]
async fn a_proxy_may_bring_as_many_as_there_is_room_for() {
    let served = Served::with(|options| {
        few(options);
        options.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let to = served.running.address;
    let mut idle = Vec::new();
    for _ in 0..29 {
        idle.push(from(1, to).await);
    }
    assert!(is_served(from(1, to).await).await);
    // The one that was served has left.
    crate::served::eventually(async || is_served(from(1, to).await).await.then_some(())).await;
    idle.push(from(1, to).await);
    assert!(!is_served(from(1, to).await).await, "too many of all");
}

#[tokio::test]
async fn thousands_of_idle_connections_do_not_keep_others_out() {
    // Both ends of each are in this process. Only who may do everything may have more than the hard limit.
    let files = match Resource::NOFILE.set(FILES, FILES) {
        Ok(()) => FILES,
        Err(_) => rlimit::increase_nofile_limit(FILES).unwrap(),
    };
    let count = usize::try_from(files / 2)
        .unwrap()
        .saturating_sub(500)
        .min(10_000);
    assert!(count > 100, "this machine allows {files} files only");
    let served =
        Served::with(|options| options.limits.first_request = Duration::from_mins(5)).await;
    let to = served.running.address;
    let mut idle = Vec::new();
    for number in 0..count {
        let last = u8::try_from(1 + number % 4).unwrap();
        idle.push(from(last, to).await);
    }
    for _ in 0..20 {
        assert!(is_served(from(9, to).await).await);
    }
    drop(idle);
}
