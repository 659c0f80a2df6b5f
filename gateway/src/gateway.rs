//! A gateway that is ready to answer, wherever its requests come from.

use std::sync::Arc;

use axum::Router;
use control_plane::{Clock, ControlPlane};
use jiff::Timestamp;

use crate::app::App;
use crate::callers::Callers;
use crate::client_address::TrustedProxies;
use crate::data_dir::DataDir;
use crate::database::{Database, DatabaseAddress};
use crate::history::History;
use crate::live::{Live, Parts};
use crate::local_tokens::LocalTokens;
use crate::metrics::Metrics;
use crate::observe::Observer;
use crate::operators::Operators;
use crate::options::Options;
use crate::public_url::PublicUrl;
use crate::ready::Readiness;
use crate::response_headers::ResponseHeaders;
use crate::same_site::SameSite;
use crate::session::{Cookie, OneTimeCode, Seal, Sessions, SignIns};
use crate::share::{self, Shares};
use crate::site::Site;
use crate::start_error::StartError;
use crate::upstream::Upstream;

/// A gateway. Nothing moves in it by itself until it is served.
pub struct Gateway {
    /// The control plane inside this program; none before a remote API.
    pub local: Option<Local>,
    pub(crate) upstream: Upstream,
    pub(crate) sessions: Sessions,
    pub(crate) history: History,
    pub(crate) live: Arc<Live>,
    pub(crate) shares: Arc<Shares>,
    pub(crate) database: Database,
    pub(crate) public_url: Option<PublicUrl>,
    pub(crate) metrics: Metrics,
    router: Router,
    operators: Router,
    /// Keeps other gateways off the databases.
    _data: DataDir,
}

/// The control plane inside this program, and the ways in.
#[derive(Clone)]
pub struct Local {
    /// The token that may do everything.
    pub admin_token: String,
    /// The token that may only read.
    pub user_token: String,
    /// Signs in as the admin, once and within an hour.
    pub sign_in_code: String,
    /// The control plane itself.
    pub control_plane: ControlPlane,
}

impl Gateway {
    /// Opens everything that is kept in the data directory, and the site.
    ///
    /// # Errors
    /// When an option cannot be followed; the message says which and what to do.
    pub async fn open(options: Options) -> Result<Self, StartError> {
        let site = options.site.as_deref().map(|folder| {
            Site::open(folder).ok_or_else(|| StartError::Site {
                folder: folder.to_owned(),
            })
        });
        let site = site.transpose()?.or_else(Site::built_in);
        let data = DataDir::open(&options.data_dir)?;
        let database = open_database(&options, &data).await?;
        let keys = match &options.session_keys {
            Some(keys) => keys.clone(),
            None => data.session_key()?,
        };
        let sessions = Sessions::new(database.clone(), &keys, options.session_limits);
        let metrics = Metrics::default();
        let (upstream, local, code) = match &options.upstream {
            None => {
                let (local, code) = open_local(&options, &data).await?;
                (
                    Upstream::local(&local.control_plane, metrics.clone()),
                    Some(local),
                    Some(code),
                )
            }
            Some(url) => {
                let authority = options.upstream_ca.as_deref();
                let upstream =
                    Upstream::remote(url, authority, options.pace.answer, metrics.clone());
                let upstream = upstream.map_err(|source| StartError::Upstream {
                    url: url.clone(),
                    source,
                })?;
                (upstream, None, None)
            }
        };

        let callers = Arc::new(Callers::new(upstream.clone(), options.pace.check));
        let history = History::new(database.clone(), options.history_limits);
        let live = Live::new(Parts {
            database: database.clone(),
            upstream: upstream.clone(),
            sessions: sessions.clone(),
            callers: Arc::clone(&callers),
            history: history.clone(),
            pace: options.pace,
            local: local
                .as_ref()
                .map(|local| (local.control_plane.clone(), local.admin_token.clone())),
            of_links: options.sharing.token.clone(),
        });
        let public_url = options.public_url;
        let tls = options.tls.is_some();
        let shares = Shares::new(share::Parts {
            database: database.clone(),
            live: Arc::clone(&live),
            callers: Arc::clone(&callers),
            history: history.clone(),
            seal: Seal::new(&keys),
            pace: options.pace,
            sharing: options.sharing,
            public_url: public_url.clone(),
            tls,
        });
        let is_secure = public_url.as_ref().map_or(tls, PublicUrl::is_secure);
        let readiness = Readiness::new(upstream.clone(), sessions.clone(), Arc::clone(&live));
        let readiness = Arc::new(readiness);
        let operators = Operators {
            metrics: metrics.clone(),
            live: Arc::clone(&live),
            sessions: sessions.clone(),
            readiness: Arc::clone(&readiness),
        };
        let app = App {
            upstream: upstream.clone(),
            sessions: sessions.clone(),
            callers,
            history: history.clone(),
            live: Arc::clone(&live),
            shares: Arc::clone(&shares),
            pace: options.pace,
            code,
            cookie: Cookie::new(is_secure, options.session_limits.longest),
            same_site: SameSite::new(public_url.clone(), tls),
            site,
            readiness,
            observer: Arc::new(Observer {
                metrics: metrics.clone(),
                trusted: TrustedProxies::new(options.trusted_proxies),
            }),
            headers: ResponseHeaders::new(is_secure),
            limits: options.limits,
            sign_ins: SignIns::new(&options.limits),
        };
        Ok(Self {
            local,
            upstream,
            sessions,
            history,
            live,
            shares,
            database,
            public_url,
            metrics,
            router: app.router(),
            operators: operators.router(),
            _data: data,
        })
    }

    /// Answers every request.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Answers operators: figures and probes.
    pub fn operators(&self) -> Router {
        self.operators.clone()
    }
}

async fn open_local(options: &Options, data: &DataDir) -> Result<(Local, OneTimeCode), StartError> {
    let tokens = LocalTokens::find(options, data)?;
    let control_plane = ControlPlane::open(control_plane::Options {
        database: data.database("control-plane.sqlite")?,
        admin_token: tokens.admin.clone(),
        user_token: tokens.user.clone(),
        fleet: options.fleet,
        time_scale: options.time_scale,
        clock: Clock::System,
    })
    .await?;
    let (code, sign_in_code) = OneTimeCode::new(&tokens.admin, Timestamp::now());
    let local = Local {
        admin_token: tokens.admin,
        user_token: tokens.user,
        sign_in_code,
        control_plane,
    };
    Ok((local, code))
}

async fn open_database(options: &Options, data: &DataDir) -> Result<Database, StartError> {
    let address = match &options.database {
        Some(address) => address.clone(),
        None => DatabaseAddress::Sqlite(data.database("sessions.sqlite")?),
    };
    Database::open(&address)
        .await
        .map_err(|source| StartError::Database { address, source })
}
