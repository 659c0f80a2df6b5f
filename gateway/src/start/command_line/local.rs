//! Options of the local control plane, which do not go with a remote API.

use clap::Args;
use control_plane::{Fleet, Served};

/// What the local control plane is started with.
#[derive(Args)]
pub(super) struct LocalOptions {
    /// Local only: token with full access [default: created once, kept in the data directory and printed]
    #[arg(
        long,
        env = "RUNNER_CONSOLE_ADMIN_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub(super) admin_token: Option<String>,

    /// Local only: token with read access [default: likewise]
    #[arg(
        long,
        env = "RUNNER_CONSOLE_USER_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub(super) user_token: Option<String>,

    /// Local only: what a new database contains: `demo`, `empty`, or a number of runners [default: demo]
    #[arg(long, env = "RUNNER_CONSOLE_FLEET")]
    pub(super) fleet: Option<Fleet>,

    /// Local only: speed of the simulated lifecycle [default: 1, real time]
    #[arg(long, env = "RUNNER_CONSOLE_TIME_SCALE", value_name = "X", value_parser = time_scale)]
    pub(super) time_scale: Option<f64>,

    /// Local only: versions of the API to serve: `both`, `v1`, `v1beta2`, `policy-only` (a v1 that knows
    /// only policies) or `unavailable` (v1 not for this organization) [default: both]
    #[arg(long, env = "RUNNER_CONSOLE_SERVED", value_name = "VERSIONS")]
    pub(super) served: Option<Served>,
}

impl LocalOptions {
    /// Those of them that are given.
    pub(super) fn given(&self) -> impl Iterator<Item = &'static str> + use<> {
        let given = [
            (self.admin_token.is_some(), "--admin-token"),
            (self.user_token.is_some(), "--user-token"),
            (self.fleet.is_some(), "--fleet"),
            (self.time_scale.is_some(), "--time-scale"),
            (self.served.is_some(), "--served"),
        ];
        let given = given.into_iter().filter(|(given, _)| *given);
        given.map(|(_, option)| option)
    }
}

fn time_scale(text: &str) -> Result<f64, &'static str> {
    text.parse()
        .ok()
        .filter(|scale: &f64| scale.is_finite() && *scale > 0.0)
        .ok_or("write a number above 0; 10 makes installs ten times faster")
}
