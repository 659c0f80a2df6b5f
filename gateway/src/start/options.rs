//! What a gateway is started with.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use contract::console::Choice;
use control_plane::{Fleet, Served};
use ipnet::IpNet;

use crate::database::DatabaseAddress;
use crate::history::HistoryLimits;
use crate::http::Site;
use crate::notify::Notifying;
use crate::session::{SessionKeys, SessionLimits};
use crate::settings::Intervals;
use crate::settings::Limits;
use crate::settings::PublicUrl;
use crate::settings::metrics::Metrics;
use crate::share::Sharing;
use crate::start::StartError;
use crate::start::TlsFiles;
use crate::upstream::{Upstream, UpstreamUrl};

/// What a gateway is started with.
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The remote API to speak to; the local control plane unless named. What concerns the local control
    /// plane has no meaning then.
    pub upstream: Option<UpstreamUrl>,
    /// PEM file of certificate authorities that the remote API's certificate may be of, beside those that
    /// this machine trusts.
    pub upstream_ca: Option<PathBuf>,
    /// Which version of the API is spoken where there are several.
    pub api: Choice,
    /// Whether a create of nothing may be sent to the remote API to find out what a token may do, where it does
    /// not say so itself. Otherwise a token counts as one that may write until a write is refused.
    pub probe_rights: bool,
    /// Where databases and secrets are kept.
    pub data_dir: PathBuf,
    /// Where sessions and history are kept; a SQLite file in the data directory unless named.
    pub database: Option<DatabaseAddress>,
    /// The keys that tokens are sealed with; one that is made at the first start and kept in the data
    /// directory unless named. Gateways that share a database need the same.
    pub session_keys: Option<SessionKeys>,
    /// When sessions end by themselves.
    pub session_limits: SessionLimits,
    /// How much history is kept.
    pub history_limits: HistoryLimits,
    /// The folder of the built console; unless named, the one inside this program, and without one there are
    /// no pages, just the API.
    pub site: Option<PathBuf>,
    /// What links and cookies are made for; the address that is listened on unless named.
    pub public_url: Option<PublicUrl>,
    /// The token that may do everything; made at the first start and kept unless named.
    pub admin_token: Option<String>,
    /// The token that may only read; likewise.
    pub user_token: Option<String>,
    /// What a new database of the control plane holds.
    pub fleet: Fleet,
    /// Whether its runners are given a past when they are first seen, marked as simulated.
    pub simulated_past: bool,
    /// Speed of the lifecycle clock; 1 is the contract's timings (7.6).
    pub time_scale: f64,
    /// Which versions of the API the local control plane serves.
    pub served: Served,
    /// What is allowed about links for teammates.
    pub sharing: Sharing,
    /// What is allowed about notifications.
    pub notifying: Notifying,
    /// The gateway's own certificate; plain HTTP without one.
    pub tls: Option<TlsFiles>,
    /// Proxies that are believed where a request comes from.
    pub trusted_proxies: Vec<IpNet>,
    /// Where operators ask for figures; nowhere unless named.
    pub metrics_listen: Option<SocketAddr>,
    /// Whether figures tell of runners, too: of those that the watch token may read.
    pub metrics_runners: bool,
    /// How much is taken from strangers.
    pub limits: Limits,
    /// How often what is asked.
    pub intervals: Intervals,
}

impl Options {
    /// What is wrong with the files that these options name, without opening any database.
    pub fn problems(&self) -> Vec<StartError> {
        let site = self.site.as_deref().map(|folder| {
            let missing = || StartError::Site {
                folder: folder.to_owned(),
            };
            Site::open(folder).map(drop).ok_or_else(missing)
        });
        let upstream = self.upstream.as_ref().map(|url| {
            let authority = self.upstream_ca.as_deref();
            let upstream =
                Upstream::remote(url, authority, self.intervals.answer, Metrics::default());
            upstream.map(drop).map_err(|source| StartError::Upstream {
                url: url.clone(),
                source,
            })
        });
        let tls = self.tls.iter().flat_map(TlsFiles::problems);
        let tls = tls.map(|(option, file, problem)| StartError::Tls {
            option,
            file,
            problem,
        });
        let all = [site, upstream].into_iter().flatten();
        all.filter_map(Result::err).chain(tls).collect()
    }

    /// A gateway on a free port of this machine, with the demo fleet and no pages.
    pub fn local(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            upstream: None,
            upstream_ca: None,
            api: Choice::Auto,
            probe_rights: true,
            data_dir: data_dir.into(),
            database: None,
            session_keys: None,
            session_limits: SessionLimits::default(),
            history_limits: HistoryLimits::default(),
            site: None,
            public_url: None,
            admin_token: None,
            user_token: None,
            fleet: Fleet::Demo,
            simulated_past: false,
            time_scale: 1.0,
            served: Served::Both,
            sharing: Sharing::default(),
            notifying: Notifying::default(),
            tls: None,
            trusted_proxies: Vec::new(),
            metrics_listen: None,
            metrics_runners: true,
            limits: Limits::default(),
            intervals: Intervals::default(),
        }
    }
}
