//! What a gateway is started with.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use control_plane::Fleet;

use crate::pace::Pace;
use crate::public_url::PublicUrl;
use crate::share::Sharing;
use crate::upstream::UpstreamUrl;

/// What a gateway is started with.
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The remote API to speak to; the local control plane unless named. What concerns the local control
    /// plane has no meaning then.
    pub upstream: Option<UpstreamUrl>,
    /// Where databases and secrets are kept.
    pub data_dir: PathBuf,
    /// The SQLite file of sessions and history; in the data directory unless named.
    pub database: Option<PathBuf>,
    /// The folder of the built console; without one there are no pages, just the API.
    pub site: Option<PathBuf>,
    /// What links and cookies are made for; the address that is listened on unless named.
    pub public_url: Option<PublicUrl>,
    /// The token that may do everything; made at the first start and kept unless named.
    pub admin_token: Option<String>,
    /// The token that may only read; likewise.
    pub user_token: Option<String>,
    /// What a new database of the control plane holds.
    pub fleet: Fleet,
    /// Speed of the lifecycle clock; 1 is the contract's timings (7.6).
    pub time_scale: f64,
    /// What is allowed about links for teammates.
    pub sharing: Sharing,
    /// How often what is asked.
    pub pace: Pace,
}

impl Options {
    /// A gateway on a free port of this machine, with the demo fleet and no pages.
    pub fn local(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            upstream: None,
            data_dir: data_dir.into(),
            database: None,
            site: None,
            public_url: None,
            admin_token: None,
            user_token: None,
            fleet: Fleet::Demo,
            time_scale: 1.0,
            sharing: Sharing::default(),
            pace: Pace::default(),
        }
    }
}
