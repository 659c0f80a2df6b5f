//! What whoever runs a gateway relies on.

mod logs;
mod metrics;
mod ready;
mod stopping;
mod tls;
