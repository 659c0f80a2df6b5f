//! A gateway that is ready to answer, wherever its requests come from.

use std::sync::Arc;

use axum::Router;
use control_plane::{Clock, ControlPlane};
use jiff::Timestamp;

use super::data_dir::DataDir;
use super::local_tokens::LocalTokens;
use super::{Options, StartError};
use crate::api::{ApiRoutes, Turns};
use crate::app::App;
use crate::changes::{ChangeRoutes, Changes};
use crate::database::{Database, DatabaseAddress};
use crate::dialects::Dialects;
use crate::feeds::{FeedDeps, FeedRoutes, Feeds};
use crate::history::History;
use crate::http::Site;
use crate::http::client_address::TrustedProxies;
use crate::http::headers::ResponseHeaders;
use crate::http::observe::Observer;
use crate::http::same_site::SameSite;
use crate::identity::Callers;
use crate::live::{Live, LiveDeps, LiveRoutes};
use crate::notify::{Notifier, NotifyDeps, NotifyRoutes};
use crate::operations::{HealthRoutes, Operators, Readiness, RunnerFigures};
use crate::session::{Access, Cookie, OneTimeCode, Seal, SessionRoutes, Sessions, SignIns};
use crate::settings::PublicUrl;
use crate::settings::metrics::Metrics;
use crate::share::{ShareDeps, Shares};
use crate::upstream::Upstream;

/// A gateway. Nothing moves in it by itself until it is served.
pub struct Gateway {
    /// The control plane inside this program; none before a remote API.
    pub local: Option<Local>,
    pub(crate) upstream: Upstream,
    pub(crate) sessions: Sessions,
    pub(crate) history: History,
    pub(crate) changes: Changes,
    pub(crate) live: Arc<Live>,
    pub(crate) shares: Arc<Shares>,
    pub(crate) notifier: Arc<Notifier>,
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
                    Upstream::remote(url, authority, options.intervals.answer, metrics.clone());
                let upstream = upstream.map_err(|source| StartError::Upstream {
                    url: url.clone(),
                    source,
                })?;
                (upstream, None, None)
            }
        };

        let probes = options.probe_rights;
        let callers = Callers::new(upstream.clone(), options.intervals.check, probes);
        let callers = Arc::new(callers);
        let dialects = Dialects::new(upstream.clone(), options.api);
        let history = History::new(database.clone(), options.history_limits)
            .with_simulated_past(options.simulated_past);
        let live = Live::new(LiveDeps {
            database: database.clone(),
            upstream: upstream.clone(),
            dialects: dialects.clone(),
            sessions: sessions.clone(),
            callers: Arc::clone(&callers),
            history: history.clone(),
            intervals: options.intervals,
            build: site.as_ref().map(Site::build).unwrap_or_default(),
            local: local
                .as_ref()
                .map(|local| (local.control_plane.clone(), local.admin_token.clone())),
            of_links: options.sharing.token.clone(),
        });
        let public_url = options.public_url;
        let tls = options.tls.is_some();
        let changes = Changes::new(database.clone(), Seal::new(&keys));
        let feeds = Feeds::new(FeedDeps {
            database: database.clone(),
            live: Arc::clone(&live),
            callers: Arc::clone(&callers),
            history: history.clone(),
            seal: Seal::new(&keys),
            check: options.intervals.check,
            enabled: options.sharing.enabled,
        });
        let shares = Shares::new(ShareDeps {
            database: database.clone(),
            live: Arc::clone(&live),
            callers: Arc::clone(&callers),
            history: history.clone(),
            seal: Seal::new(&keys),
            intervals: options.intervals,
            sharing: options.sharing,
            public_url: public_url.clone(),
            tls,
        });
        let notifier = Notifier::new(NotifyDeps {
            database: database.clone(),
            live: Arc::clone(&live),
            callers: Arc::clone(&callers),
            history: history.clone(),
            shares: Arc::clone(&shares),
            seal: Seal::new(&keys),
            intervals: options.intervals,
            notifying: options.notifying,
        });
        let is_secure = public_url.as_ref().map_or(tls, PublicUrl::is_secure);
        let readiness = Arc::new(Readiness::new(
            upstream.clone(),
            dialects.clone(),
            sessions.clone(),
            Arc::clone(&live),
        ));
        let operators = Operators {
            metrics: metrics.clone(),
            live: Arc::clone(&live),
            sessions: sessions.clone(),
            readiness: Arc::clone(&readiness),
            runners: RunnerFigures::new(options.metrics_runners),
        };
        let access = Access {
            cookie: Cookie::new(is_secure, options.session_limits.longest, &keys),
            same_site: SameSite::new(public_url.clone(), tls),
            sessions: sessions.clone(),
            callers,
        };
        let app = App {
            health: HealthRoutes {
                upstream: upstream.name.clone(),
                simulated: upstream.simulated,
                readiness,
            },
            session: SessionRoutes {
                access: access.clone(),
                sign_ins: Arc::new(SignIns::new(&options.limits)),
                dialects,
                code: code.map(Arc::new),
                simulated: upstream.simulated,
            },
            live: LiveRoutes {
                access: access.clone(),
                live: Arc::clone(&live),
                history: history.clone(),
            },
            changes: ChangeRoutes {
                access: access.clone(),
                upstream: upstream.clone(),
                changes: changes.clone(),
            },
            shares: Arc::clone(&shares),
            notify: NotifyRoutes {
                access: access.clone(),
                notifier: Arc::clone(&notifier),
                shares: Arc::clone(&shares),
            },
            feeds: FeedRoutes {
                access: access.clone(),
                feeds,
                shares: Arc::clone(&shares),
            },
            api: ApiRoutes {
                access,
                changes: changes.clone(),
                upstream: upstream.clone(),
                history: history.clone(),
                live: Arc::clone(&live),
                turns: Turns::default(),
            },
            site,
            observer: Arc::new(Observer {
                metrics: metrics.clone(),
                trusted: TrustedProxies::new(options.trusted_proxies),
            }),
            headers: ResponseHeaders::new(is_secure),
            limits: options.limits,
            intervals: options.intervals,
        };
        Ok(Self {
            local,
            upstream,
            sessions,
            history,
            changes,
            live,
            shares,
            notifier,
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
        served: options.served,
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
