//! A gateway that is ready to answer, wherever its requests come from.

use std::sync::Arc;

use axum::Router;
use control_plane::{Clock, ControlPlane};
use jiff::Timestamp;
use sqlx::SqlitePool;

use crate::app::App;
use crate::callers::Callers;
use crate::data_dir::DataDir;
use crate::database;
use crate::history::History;
use crate::live::{Live, Parts};
use crate::local_tokens::LocalTokens;
use crate::options::Options;
use crate::public_url::PublicUrl;
use crate::same_site::SameSite;
use crate::session::{Cookie, OneTimeCode, Seal, Sessions};
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
    pub(crate) database: SqlitePool,
    pub(crate) public_url: Option<PublicUrl>,
    router: Router,
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
        let site = site.transpose()?;
        let data = DataDir::open(&options.data_dir)?;
        let database = open_database(&options, &data).await?;
        let key = data.session_key()?;
        let sessions = Sessions::new(database.clone(), &key);
        let (upstream, local, code) = match &options.upstream {
            None => {
                let (local, code) = open_local(&options, &data).await?;
                (
                    Upstream::local(&local.control_plane),
                    Some(local),
                    Some(code),
                )
            }
            Some(url) => {
                let upstream = Upstream::remote(url, options.pace.answer).map_err(|source| {
                    StartError::Upstream {
                        url: url.clone(),
                        source,
                    }
                })?;
                (upstream, None, None)
            }
        };

        let callers = Arc::new(Callers::new(upstream.clone(), options.pace.check));
        let history = History::new(database.clone());
        let live = Live::new(Parts {
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
        let shares = Shares::new(share::Parts {
            database: database.clone(),
            live: Arc::clone(&live),
            callers: Arc::clone(&callers),
            history: history.clone(),
            seal: Seal::new(&key),
            pace: options.pace,
            sharing: options.sharing,
            public_url: public_url.clone(),
        });
        let app = App {
            upstream: upstream.clone(),
            sessions: sessions.clone(),
            callers,
            history: history.clone(),
            live: Arc::clone(&live),
            shares: Arc::clone(&shares),
            pace: options.pace,
            code,
            cookie: Cookie::new(public_url.as_ref().is_some_and(PublicUrl::is_secure)),
            same_site: SameSite::new(public_url.clone()),
            site,
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
            router: app.router(),
            _data: data,
        })
    }

    /// Answers every request.
    pub fn router(&self) -> Router {
        self.router.clone()
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

async fn open_database(options: &Options, data: &DataDir) -> Result<SqlitePool, StartError> {
    let file = match &options.database {
        Some(file) => file.clone(),
        None => data.database("sessions.sqlite")?,
    };
    database::open(&file)
        .await
        .map_err(|source| StartError::Database { file, source })
}
