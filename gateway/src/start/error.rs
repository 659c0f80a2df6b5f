//! Why the gateway does not start, in words that say what to do.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::database::{DatabaseAddress, DatabaseError};
use crate::upstream::{TrustError, UpstreamUrl};

/// Why the gateway does not start. Each message names the option that is concerned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("{option} {address}: {}", listen_advice(.source))]
    Listen {
        /// `--listen` or `--metrics-listen`.
        option: &'static str,
        /// The wanted address.
        address: SocketAddr,
        /// The operating system's reason.
        source: io::Error,
    },
    /// A file for TLS cannot be used.
    #[error("{option} {}: {problem}", .file.display())]
    Tls {
        /// `--tls-cert` or `--tls-key`.
        option: &'static str,
        /// The file.
        file: PathBuf,
        /// What is wrong and what to do.
        problem: String,
    },
    /// The folder holds no built site.
    #[error(
        "--site {}: there is no index.html in this folder; build the site with `cargo xtask build`, \
         or name the folder that holds it", .folder.display()
    )]
    Site {
        /// The folder.
        folder: PathBuf,
    },
    /// The data directory cannot be used.
    #[error(
        "--data-dir {}: {source}; name a directory that you may write to", .folder.display()
    )]
    DataDir {
        /// The directory.
        folder: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// Another gateway uses the data directory.
    #[error(
        "--data-dir {}: another runner-gateway is using this directory; stop it, or name another \
         directory", .folder.display()
    )]
    InUse {
        /// The directory.
        folder: PathBuf,
    },
    /// A file with a secret is not as the gateway wrote it.
    #[error("{}: {problem}", .file.display())]
    SecretFile {
        /// The file.
        file: PathBuf,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A token cannot be used as one.
    #[error("{option}: {problem}")]
    Token {
        /// `--admin-token` or `--user-token`.
        option: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The gateway's own database cannot be opened.
    #[error("--database {address}: {source}{}", database_advice(.address, .source))]
    Database {
        /// Where it is.
        address: DatabaseAddress,
        /// The database's reason.
        source: DatabaseError,
    },
    /// The remote API cannot be trusted.
    #[error("--upstream {url}: {source}")]
    Upstream {
        /// The address.
        url: UpstreamUrl,
        /// Why.
        source: TrustError,
    },
    /// The local control plane does not start.
    #[error("the local control plane could not start: {0}")]
    ControlPlane(#[from] control_plane::OpenError),
}

fn database_advice(address: &DatabaseAddress, source: &DatabaseError) -> &'static str {
    match (source, address) {
        (DatabaseError::Newer(_) | DatabaseError::Foreign(_), _) => "",
        (DatabaseError::Other(_), DatabaseAddress::Sqlite(_)) => {
            "; name a file that you may write to, or move this one away to start over (everyone will be signed out)"
        }
        (DatabaseError::Other(_), DatabaseAddress::Postgres(_)) => {
            "; check that the server runs, that this user may create tables in this database, and that password and sslmode are right"
        }
    }
}

fn listen_advice(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::AddrInUse => {
            "another program is already listening there; stop it, or choose another port \
             (port 0 takes a free one)"
                .to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "not allowed; ports below 1024 need administrator rights, so choose a higher one"
                .to_owned()
        }
        io::ErrorKind::AddrNotAvailable => {
            "this machine does not have that address; use 127.0.0.1, or 0.0.0.0 for all of them"
                .to_owned()
        }
        _ => source.to_string(),
    }
}
