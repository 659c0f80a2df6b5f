//! The gateway: serves the console, keeps people's tokens, and speaks to the managed-runner API for
//! them (design sections 2 and 4).
//!
//! Every request goes through `app`: its path is taken apart, looked up in the one table of
//! `routes`, checked as its row says, and answered by the session, the API or the site.

mod accept_encoding;
mod api;
mod app;
mod body;
mod caller;
mod callers;
mod client_address;
mod command_line;
mod configuration;
mod data_dir;
mod database;
mod event_gzip;
mod gateway;
mod history;
mod limits;
mod live;
mod local_tokens;
mod metrics;
mod observe;
mod operators;
mod options;
mod pace;
mod person;
mod public_url;
mod query;
mod rate_limit;
mod ready;
mod refusal;
mod request_path;
mod response_headers;
mod routes;
mod same_site;
mod secret;
pub mod serve;
mod session;
mod share;
mod site;
mod start_error;
mod upstream;

pub use command_line::{CommandLine, LogFormat, Task};
pub use configuration::{Configuration, Unusable};
pub use database::{DatabaseAddress, DatabaseError, PostgresAddress};
pub use gateway::{Gateway, Local};
pub use history::HistoryLimits;
pub use limits::Limits;
pub use options::Options;
pub use pace::Pace;
pub use public_url::PublicUrl;
pub use serve::{Running, TlsFiles};
pub use session::{SessionKeys, SessionLimits};
pub use share::Sharing;
pub use start_error::StartError;
pub use upstream::{TrustError, UpstreamUrl};
