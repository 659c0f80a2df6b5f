//! What whoever runs a gateway relies on.

mod check_config;
mod logs;
mod metrics;
mod ready;
mod stopping;
mod tls;
