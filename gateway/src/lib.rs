//! The gateway: serves the console, keeps people's tokens, and speaks to the managed-runner API for
//! them (design sections 2 and 4).
//!
//! It is made of layers, of which each knows those before it and none behind it:
//!
//! ```text
//! settings ← http ← database ← history, upstream ← identity ← dialects ← session ← live, changes ← share
//!          ← notify, api, operations
//!          ← app (wiring only) ← start ← serve
//! ```
//!
//! Each feature has a router of its own, with its own state; `app` puts them together.

mod api;
mod app;
mod changes;
mod database;
mod dialects;
mod feeds;
mod history;
mod http;
mod identity;
mod live;
mod notify;
mod operations;
pub mod serve;
mod session;
mod settings;
mod share;
mod start;
mod upstream;

pub use contract::console::Choice;
pub use database::{DatabaseAddress, DatabaseError, PostgresAddress};
pub use history::HistoryLimits;
pub use notify::{MailServer, Notifying, Pace};
pub use serve::Running;
pub use session::{SessionKeys, SessionLimits};
pub use settings::{Intervals, Limits, PublicUrl};
pub use share::Sharing;
pub use start::{
    CommandLine, Configuration, Gateway, Local, LogFormat, Options, StartError, Task, TlsFiles,
};
pub use upstream::{TrustError, UpstreamUrl};
