//! The command line, which may also be written as environment variables.

mod local;
mod notifying;
mod retention;
mod sharing;
mod together;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{ArgAction, Parser};
use contract::api::Dialect;
use contract::console::Choice;
use control_plane::Fleet;
use etcetera::BaseStrategy;
use ipnet::IpNet;

use crate::http::Site;
use crate::notify::Notifying;
use crate::settings::Intervals;
use crate::settings::Limits;
use crate::settings::PublicUrl;
use crate::share::Sharing;
use crate::start::Options;
use crate::start::TlsFiles;
use crate::upstream::UpstreamUrl;
use local::LocalOptions;
use notifying::NotifyingOptions;
use retention::RetentionOptions;
use sharing::SharingOptions;

/// Serves runner-console, the web console for CoreWeave sandbox managed runners.
#[derive(Parser)]
#[command(name = "runner-gateway", version)]
pub struct CommandLine {
    /// Do not serve: print the options that would be used, where each comes from, and what is wrong with them
    #[arg(value_enum, value_name = "check-config", hide_possible_values = true)]
    task: Option<Task>,

    /// TOML file with these options, under their long names; flags and environment variables take precedence
    #[arg(long, env = "RUNNER_CONSOLE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Address and port to listen on; port 0 picks a free one
    #[arg(long, env = "RUNNER_CONSOLE_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = listen)]
    listen: SocketAddr,

    /// API that the console uses: `local`, a simulated one inside this program, or the address of a remote
    /// one, like `https://api.coreweave.com`
    #[arg(long, env = "RUNNER_CONSOLE_UPSTREAM", value_name = "local | URL", default_value = "local", value_parser = upstream)]
    upstream: Upstream,

    /// Remote only: PEM file of a private certificate authority, trusted in addition to this machine's
    #[arg(long, env = "RUNNER_CONSOLE_UPSTREAM_CA", value_name = "FILE")]
    upstream_ca: Option<PathBuf>,

    /// Version of the API to use: `auto` (v1beta2 while it is served, because only it has profiles; otherwise v1),
    /// `v1beta2` only, or `v1` wherever it is served
    #[arg(long, env = "RUNNER_CONSOLE_API", value_name = "VERSION", default_value = "auto", value_parser = api)]
    api: Choice,

    /// Remote only: if the API does not say what a token may do, find out with an empty create request, which
    /// cannot succeed. If false, pages offer every change until one is refused
    #[arg(long, env = "RUNNER_CONSOLE_PROBE_RIGHTS", value_name = "true | false", default_value_t = true, action = ArgAction::Set)]
    probe_rights: bool,

    /// Where the gateway keeps sessions and history: `sqlite:PATH`, or
    /// `postgres://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full`, which several gateways may share
    /// [default: SQLite, in the data directory]
    #[arg(
        long,
        env = "RUNNER_CONSOLE_DATABASE",
        value_name = "ADDRESS",
        hide_env_values = true
    )]
    database: Option<String>,

    #[command(flatten)]
    retention: RetentionOptions,

    #[command(flatten)]
    sharing: SharingOptions,

    #[command(flatten)]
    notifying: NotifyingOptions,

    /// Directory for databases and secrets [default: the operating system's data directory for this user]
    #[arg(long, env = "RUNNER_CONSOLE_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,

    /// Folder with the built console [default: the one inside this program, or else dist]
    #[arg(long, env = "RUNNER_CONSOLE_SITE", value_name = "DIR")]
    site: Option<PathBuf>,

    /// Address at which people open the console, if it differs from --listen
    #[arg(long, env = "RUNNER_CONSOLE_PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,

    /// PEM file of the gateway's own certificate, for HTTPS without a proxy in front
    #[arg(long, env = "RUNNER_CONSOLE_TLS_CERT", value_name = "FILE")]
    tls_cert: Option<PathBuf>,

    /// PEM file of that certificate's private key
    #[arg(long, env = "RUNNER_CONSOLE_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,

    /// Addresses or networks of proxies whose X-Forwarded-For is trusted, like 10.0.0.0/8
    #[arg(long, env = "RUNNER_CONSOLE_TRUSTED_PROXIES", value_name = "NETWORK", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Vec<IpNet>,

    /// Second address to listen on, for /metrics and probes; do not expose it to the public
    #[arg(long, env = "RUNNER_CONSOLE_METRICS_LISTEN", value_name = "ADDRESS", value_parser = listen)]
    metrics_listen: Option<SocketAddr>,

    /// Whether /metrics includes runners: those that the token of --watch-token-file may read
    #[arg(long, env = "RUNNER_CONSOLE_METRICS_RUNNERS", value_name = "true | false", default_value_t = true, action = ArgAction::Set)]
    metrics_runners: bool,

    /// Format of the log, which goes to standard error
    #[arg(
        long,
        env = "RUNNER_CONSOLE_LOG_FORMAT",
        value_enum,
        default_value = "text"
    )]
    log_format: LogFormat,

    #[command(flatten)]
    local: LocalOptions,
}

/// What is done instead of serving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Task {
    /// Say what would be used.
    CheckConfig,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object in each line.
    Json,
}

/// The wanted API; none is the local one.
#[derive(Clone)]
struct Upstream(Option<UpstreamUrl>);

impl CommandLine {
    /// What is to be done instead of serving.
    pub fn task(&self) -> Option<Task> {
        self.task
    }

    /// How the log is to be written.
    pub fn log_format(&self) -> LogFormat {
        self.log_format
    }

    /// What the gateway is to be started with.
    ///
    /// # Errors
    /// When the operating system does not say where data belongs, and no directory was named; when options
    /// do not go together.
    pub fn into_options(self) -> Result<Options, Vec<String>> {
        let (options, problems) = self.read();
        if problems.is_empty() {
            Ok(options)
        } else {
            Err(problems)
        }
    }

    /// Where data would be kept, if that is known, and everything that is wrong with the options and with the files that they
    /// name, whether or not the options go together.
    pub fn check(self) -> (Option<PathBuf>, Vec<String>) {
        let (options, mut problems) = self.read();
        problems.extend(options.problems().iter().map(ToString::to_string));
        let is_known = !options.data_dir.as_os_str().is_empty();
        (is_known.then_some(options.data_dir), problems)
    }

    /// The options without what cannot be followed, and what is wrong with that.
    fn read(self) -> (Options, Vec<String>) {
        let mut problems = self.contradictions();
        let mut take = |problem| problems.push(problem);
        let data_dir = self.data_dir.or_else(|| {
            let folders = etcetera::base_strategy::choose_native_strategy().ok()?;
            Some(folders.data_dir().join("runner-console"))
        });
        if data_dir.is_none() {
            take("there is no home directory; name one with --data-dir".to_owned());
        }
        // Not read by clap, whose messages repeat the value, and with it a password.
        let database = self.database.map(|address| address.parse());
        let database = database.transpose().unwrap_or_else(|problem: String| {
            take(format!("--database: {problem}"));
            None
        });
        let session_keys = self.retention.session_keys().unwrap_or_else(|problem| {
            take(problem);
            None
        });
        let sharing = self.sharing.read().unwrap_or_else(|problem| {
            take(problem);
            Sharing::default()
        });
        let notifying = self.notifying.read().unwrap_or_else(|problem| {
            take(problem);
            Notifying::default()
        });
        let is_local = self.upstream.0.is_none();
        let options = Options {
            listen: self.listen,
            upstream: self.upstream.0,
            upstream_ca: self.upstream_ca,
            api: self.api,
            probe_rights: self.probe_rights,
            data_dir: data_dir.unwrap_or_default(),
            database,
            session_keys,
            session_limits: self.retention.session_limits(),
            history_limits: self.retention.history_limits(),
            site: self
                .site
                .or_else(|| Site::built_in().is_none().then(|| "dist".into())),
            public_url: self.public_url,
            admin_token: self.local.admin_token,
            user_token: self.local.user_token,
            simulated_past: is_local && matches!(self.local.fleet, None | Some(Fleet::Demo)),
            fleet: self.local.fleet.unwrap_or(Fleet::Demo),
            time_scale: self.local.time_scale.unwrap_or(1.0),
            served: self.local.served.unwrap_or_default(),
            sharing,
            notifying,
            tls: self
                .tls_cert
                .zip(self.tls_key)
                .map(|(certificate, key)| TlsFiles { certificate, key }),
            trusted_proxies: self.trusted_proxies,
            metrics_listen: self.metrics_listen,
            metrics_runners: self.metrics_runners,
            limits: Limits::default(),
            intervals: Intervals::default(),
        };
        (options, problems)
    }
}

fn listen(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse()
        .map_err(|_| "write an IP address and a port, like 127.0.0.1:8080 or [::1]:8080")
}

fn network(text: &str) -> Result<IpNet, &'static str> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    address.or_else(|_| text.parse()).map_err(
        |_| "write addresses or networks, like 10.0.0.7 or 10.0.0.0/8, with commas between",
    )
}

fn api(text: &str) -> Result<Choice, String> {
    serde_json::from_value(text.into()).map_err(|_| {
        let versions = Dialect::ALL.map(Dialect::name).join(" or ");
        format!("write auto, {versions}")
    })
}

fn upstream(text: &str) -> Result<Upstream, &'static str> {
    match text {
        "local" => Ok(Upstream(None)),
        url => url.parse().map(|url| Upstream(Some(url))),
    }
}

#[cfg(test)]
mod tests;
