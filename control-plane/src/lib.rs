//! A local control plane for sandbox managed runners: the v1beta2 API as the contract has it, over
//! simulated clusters whose failures have causes and remedies (design D10).
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use control_plane::{Clock, ControlPlane, Fleet, Options, Served};
//!
//! let plane = ControlPlane::open(Options {
//!     database: "control-plane.db".into(),
//!     admin_token: "CW-SECRET-admin".into(),
//!     user_token: "CW-SECRET-user".into(),
//!     fleet: Fleet::Demo,
//!     time_scale: 1.0,
//!     clock: Clock::System,
//!     served: Served::Both,
//! })
//! .await?;
//! let router: axum::Router = plane.router();
//! tokio::spawn(plane.run());
//! # Ok(())
//! # }
//! ```

mod api;
mod caller;
mod change;
mod fleet;
mod options;
mod plane;
mod refusal;
mod runners;
mod simulation;
mod store;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use jiff::Timestamp;
use tokio::sync::{Notify, broadcast};

use crate::caller::Tokens;
use crate::plane::Plane;
use crate::simulation::timing::{Timing, timestamp};
use crate::store::{Store, StoreError};

pub use change::Change;
pub use options::{Clock, Fleet, ManualClock, Options, Served, UnknownFleet, UnknownServed};

/// How many changes a watcher may be behind before it has to start over.
const BACKLOG: usize = 4096;

/// The longest sleep of the lifecycle loop: the machine's clock may be set.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// A running control plane. Clones share everything.
#[derive(Clone)]
pub struct ControlPlane {
    plane: Arc<Plane>,
}

/// A control plane cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The time scale is no factor.
    #[error("the time scale must be a positive number, not {0}")]
    TimeScale(f64),
    /// The database cannot be used.
    #[error("cannot open the database {}: {reason}; check that its folder exists and can be written to", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
}

/// A pass of the lifecycle failed; the next one tries again.
#[derive(Debug, thiserror::Error)]
#[error("the simulation stopped: {0}")]
pub struct TickError(String);

impl ControlPlane {
    /// Opens the database, and puts the fleet into a new one.
    ///
    /// # Errors
    /// The options make no sense, or the database cannot be used.
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        if !(options.time_scale.is_finite() && options.time_scale > 0.0) {
            return Err(OpenError::TimeScale(options.time_scale));
        }
        let timing = Timing::new(options.time_scale);
        let open = async {
            let store = Store::open(&options.database).await?;
            fleet::seed(&store, options.fleet, &timing, options.clock.now()).await?;
            Ok(store)
        };
        let store = open
            .await
            .map_err(|error: StoreError| OpenError::Database {
                path: options.database.clone(),
                reason: error.to_string(),
            })?;
        let plane = Plane {
            store,
            clock: options.clock,
            timing,
            served: options.served,
            tokens: Tokens {
                admin: options.admin_token,
                user: options.user_token,
            },
            changes: broadcast::channel(BACKLOG).0,
            woken: Notify::new(),
        };
        Ok(Self {
            plane: Arc::new(plane),
        })
    }

    /// The API: runners, profile templates, clusters, the caller, and `/openapi.json`.
    pub fn router(&self) -> Router {
        api::router(Arc::clone(&self.plane))
    }

    /// Lets time pass: does what is due when it is due, until it is dropped.
    pub async fn run(self) {
        loop {
            let sleep = match self.plane.tick().await {
                Ok(next) => next.map_or(LONGEST_SLEEP, |next| {
                    let wait = next.saturating_sub(self.plane.now());
                    Duration::from_millis(u64::try_from(wait).unwrap_or(0)).min(LONGEST_SLEEP)
                }),
                Err(error) => {
                    tracing::error!(%error, "the simulation stopped and will try again");
                    LONGEST_SLEEP
                }
            };
            let _ = tokio::time::timeout(sleep, self.plane.woken.notified()).await;
        }
    }

    /// Does everything that is due by now, and says when something is due next. [`ControlPlane::run`]
    /// does this by itself.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tick(&self) -> Result<Option<Timestamp>, TickError> {
        match self.plane.tick().await {
            Ok(next) => Ok(next.map(timestamp)),
            Err(error) => Err(TickError(error.to_string())),
        }
    }

    /// Every change from now on. A receiver that falls more than 4096 changes behind is told so and
    /// should read everything again.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.plane.changes.subscribe()
    }

    /// Lets go of the database after the calls that are on. Calls after that fail.
    pub async fn close(&self) {
        self.plane.store.close().await;
    }
}
