//! What whoever runs a gateway relies on.

mod check_config;
mod database_tls;
mod logs;
mod metrics;
mod ready;
mod stopping;
mod tls;
