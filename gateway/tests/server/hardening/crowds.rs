//! Connections by the thousand, of which nobody asks for anything.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use gateway::Options;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::process::{Child, Command};

use crate::raw::{rest, statuses};
use crate::served::Served;

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

/// The program on a port of its own: the two ends of a connection are files of two processes.
async fn program(folder: &Path) -> (Child, SocketAddr) {
    let site = folder.join("site");
    std::fs::create_dir(&site).unwrap();
    std::fs::write(site.join("index.html"), "<!DOCTYPE html>").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_runner-gateway"))
        .args(["--listen", "127.0.0.1:0", "--fleet", "empty", "--data-dir"])
        .arg(folder)
        .arg("--site")
        .arg(site)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    loop {
        let line = lines.next_line().await.unwrap().expect("it starts");
        if let Some(link) = line.trim().strip_prefix("http://") {
            let address = link.split('/').next().unwrap().parse().unwrap();
            return (child, address);
        }
    }
}

#[tokio::test]
async fn thousands_of_idle_connections_do_not_keep_others_out() {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap();
    let files = usize::try_from(files).unwrap();
    let count = files.saturating_sub(1_000).min(10_000);
    assert!(count > 100, "this machine allows {files} files only");
    let folder = tempfile::tempdir().unwrap();
    let (_program, to) = program(folder.path()).await;
    let mut idle = Vec::new();
    while idle.len() < count {
        // Many at a time: one that comes while there is no room to wait in tries again after a second.
        let many = (0..100).map(|number| tokio::spawn(from(1 + number % 4, to)));
        for one in many.collect::<Vec<_>>() {
            idle.push(one.await.unwrap());
        }
    }
    for _ in 0..20 {
        assert!(is_served(from(9, to).await).await);
    }
    drop(idle);
}
