//! The command line, which may also be written as environment variables.

mod kept;
mod sharing;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Parser;
use control_plane::Fleet;
use etcetera::BaseStrategy;
use ipnet::IpNet;

use crate::limits::Limits;
use crate::options::Options;
use crate::pace::Pace;
use crate::public_url::PublicUrl;
use crate::serve::TlsFiles;
use crate::site::Site;
use crate::upstream::UpstreamUrl;
use kept::Kept;
use sharing::SharingOptions;

/// Serves runner-console, the web console for CoreWeave sandbox managed runners.
#[derive(Parser)]
#[command(name = "runner-gateway", version)]
pub struct CommandLine {
    /// Instead of serving: say what would be used, from where, and what is wrong with it
    #[arg(value_enum, value_name = "check-config", hide_possible_values = true)]
    task: Option<Task>,

    /// TOML file of these options, with their long names as keys; flags and variables win over it
    #[arg(long, env = "RUNNER_CONSOLE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "RUNNER_CONSOLE_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = listen)]
    listen: SocketAddr,

    /// Which API the console speaks to: `local`, a simulated one inside this program, or the address of a
    /// remote one like `https://api.coreweave.com`
    #[arg(long, env = "RUNNER_CONSOLE_UPSTREAM", value_name = "local | URL", default_value = "local", value_parser = upstream)]
    upstream: Upstream,

    /// Remote only: PEM file of a private certificate authority, trusted beside this machine's own
    #[arg(long, env = "RUNNER_CONSOLE_UPSTREAM_CA", value_name = "FILE")]
    upstream_ca: Option<PathBuf>,

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
    kept: Kept,

    #[command(flatten)]
    sharing: SharingOptions,

    /// Directory of databases and secrets [default: the operating system's, per user]
    #[arg(long, env = "RUNNER_CONSOLE_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,

    /// Folder of the built console [default: the one built into this program, else dist]
    #[arg(long, env = "RUNNER_CONSOLE_SITE", value_name = "DIR")]
    site: Option<PathBuf>,

    /// Address under which people open the console, if it is not the one listened on
    #[arg(long, env = "RUNNER_CONSOLE_PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,

    /// PEM file of the gateway's own certificate, for HTTPS without a proxy in front
    #[arg(
        long,
        env = "RUNNER_CONSOLE_TLS_CERT",
        value_name = "FILE",
        requires = "tls_key"
    )]
    tls_cert: Option<PathBuf>,

    /// PEM file of that certificate's private key
    #[arg(
        long,
        env = "RUNNER_CONSOLE_TLS_KEY",
        value_name = "FILE",
        requires = "tls_cert"
    )]
    tls_key: Option<PathBuf>,

    /// Addresses or networks of proxies that are believed where a request comes from, like 10.0.0.0/8
    #[arg(long, env = "RUNNER_CONSOLE_TRUSTED_PROXIES", value_name = "NETWORK", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Vec<IpNet>,

    /// Second address to listen on, for /metrics and probes; keep it out of the public's reach
    #[arg(long, env = "RUNNER_CONSOLE_METRICS_LISTEN", value_name = "ADDRESS", value_parser = listen)]
    metrics_listen: Option<SocketAddr>,

    /// How the log is written, to standard error
    #[arg(
        long,
        env = "RUNNER_CONSOLE_LOG_FORMAT",
        value_enum,
        default_value = "text"
    )]
    log_format: LogFormat,

    /// Local only: token that may do everything [default: made once, kept in the data directory, printed]
    #[arg(
        long,
        env = "RUNNER_CONSOLE_ADMIN_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    admin_token: Option<String>,

    /// Local only: token that may only read [default: likewise]
    #[arg(
        long,
        env = "RUNNER_CONSOLE_USER_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    user_token: Option<String>,

    /// Local only: what a new database holds: `demo`, `empty`, or a number of runners [default: demo]
    #[arg(long, env = "RUNNER_CONSOLE_FLEET")]
    fleet: Option<Fleet>,

    /// Local only: speed of the simulated lifecycle [default: 1, life-like]
    #[arg(long, env = "RUNNER_CONSOLE_TIME_SCALE", value_name = "X", value_parser = time_scale)]
    time_scale: Option<f64>,
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
    pub fn into_options(self) -> Result<Options, String> {
        if let Some(url) = &self.upstream.0
            && let Some(option) = self.local_only()
        {
            return Err(format!(
                "{option}: this is of the local control plane, which is not used with --upstream {url}; \
                 leave one of the two out"
            ));
        }
        if self.upstream.0.is_none() && self.upstream_ca.is_some() {
            return Err(
                "--upstream-ca: this is of a remote API; name it with --upstream".to_owned(),
            );
        }
        if self.upstream.0.is_none() && self.sharing.is_remote_only() {
            return Err(
                "--share-token-file: this is of a remote API; name it with --upstream".to_owned(),
            );
        }
        let data_dir = match self.data_dir {
            Some(folder) => folder,
            None => etcetera::base_strategy::choose_native_strategy()
                .map(|folders| folders.data_dir().join("runner-console"))
                .map_err(|_| "there is no home directory; name one with --data-dir".to_owned())?,
        };
        // Not read by clap, whose messages repeat the value, and with it a password.
        let database = self.database.map(|address| address.parse());
        let database = database.transpose();
        let database = database.map_err(|problem: String| format!("--database: {problem}"))?;
        Ok(Options {
            listen: self.listen,
            upstream: self.upstream.0,
            upstream_ca: self.upstream_ca,
            data_dir,
            database,
            session_keys: self.kept.session_keys()?,
            session_limits: self.kept.session_limits(),
            history_limits: self.kept.history_limits(),
            site: self
                .site
                .or_else(|| Site::built_in().is_none().then(|| "dist".into())),
            public_url: self.public_url,
            admin_token: self.admin_token,
            user_token: self.user_token,
            fleet: self.fleet.unwrap_or(Fleet::Demo),
            time_scale: self.time_scale.unwrap_or(1.0),
            sharing: self.sharing.read()?,
            tls: self
                .tls_cert
                .zip(self.tls_key)
                .map(|(certificate, key)| TlsFiles { certificate, key }),
            trusted_proxies: self.trusted_proxies,
            metrics_listen: self.metrics_listen,
            limits: Limits::default(),
            pace: Pace::default(),
        })
    }
}

impl CommandLine {
    /// The first option given that concerns the local control plane alone.
    fn local_only(&self) -> Option<&'static str> {
        let given = [
            (self.admin_token.is_some(), "--admin-token"),
            (self.user_token.is_some(), "--user-token"),
            (self.fleet.is_some(), "--fleet"),
            (self.time_scale.is_some(), "--time-scale"),
        ];
        let first = given.into_iter().find(|(given, _)| *given);
        first.map(|(_, option)| option)
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

fn upstream(text: &str) -> Result<Upstream, &'static str> {
    match text {
        "local" => Ok(Upstream(None)),
        url => url.parse().map(|url| Upstream(Some(url))),
    }
}

fn time_scale(text: &str) -> Result<f64, &'static str> {
    text.parse()
        .ok()
        .filter(|scale: &f64| scale.is_finite() && *scale > 0.0)
        .ok_or("write a number above 0; 10 makes installs ten times faster")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::database::DatabaseAddress;

    fn parse(args: &[&str]) -> Result<Options, String> {
        CommandLine::try_parse_from([&["runner-gateway"], args].concat())
            .map_err(|error| error.to_string())?
            .into_options()
    }

    fn refused(args: &[&str]) -> String {
        parse(args).err().expect("refused")
    }

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn options_are_read() {
        let options = parse(&[
            "--data-dir=/d",
            "--database=sqlite:/x/y.db",
            "--public-url=https://console.example.com",
            "--fleet=300",
            "--time-scale=2.5",
        ])
        .unwrap();
        assert_eq!(options.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(options.data_dir, PathBuf::from("/d"));
        let database = DatabaseAddress::Sqlite("/x/y.db".into());
        assert_eq!(options.database, Some(database));
        assert_eq!(options.site, Some(PathBuf::from("dist")));
        assert!(matches!(options.fleet, Fleet::Count(300)));
        assert!((options.time_scale - 2.5).abs() < f64::EPSILON);
    }

    #[test]
    fn what_is_allowed_about_links_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "CW-SECRET-share\n").unwrap();
        let token = format!("--share-token-file={}", file.display());
        let remote = "--upstream=https://api.coreweave.com";
        let more = [
            "--sharing=false",
            "--share-longest=3days",
            "--share-passphrase=true",
        ];
        let all = [&["--data-dir=/d", remote, &token], &more[..]].concat();
        let sharing = parse(&all).unwrap().sharing;
        assert!(!sharing.enabled && sharing.passphrase_required);
        assert_eq!(sharing.longest.as_secs(), 3 * 86_400);
        assert_eq!(sharing.token.as_deref(), Some("CW-SECRET-share"));
        assert!(parse(&["--data-dir=/d"]).unwrap().sharing.enabled);

        std::fs::write(&file, "\n").unwrap();
        assert!(refused(&["--data-dir=/d", remote, &token]).contains("one API token"));
        assert!(refused(&["--data-dir=/d", &token]).contains("--upstream"));
        assert!(refused(&["--data-dir=/d", "--share-longest=91days"]).contains("90days"));
    }

    #[test]
    fn what_is_local_does_not_go_with_a_remote_api() {
        let remote = "--upstream=https://api.coreweave.com";
        let options = parse(&["--data-dir=/d", remote]).unwrap();
        let url = options.upstream.unwrap();
        assert_eq!(url.to_string(), "https://api.coreweave.com");
        for arg in [
            "--admin-token=a",
            "--user-token=a",
            "--fleet=demo",
            "--time-scale=1",
        ] {
            let error = refused(&["--data-dir=/d", remote, arg]);
            let option = arg.split('=').next().unwrap();
            assert!(
                error.starts_with(option) && error.contains("--upstream"),
                "{error}"
            );
        }
    }

    #[test]
    fn keys_come_from_a_private_file_or_the_environment() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let arg = format!("--session-key-file={}", file.display());
        let keys = format!("{}\n{}\n", "0a".repeat(32), "0b".repeat(32));
        std::fs::write(&file, &keys).unwrap();
        let mode = |mode| {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
            std::fs::set_permissions(&file, mode).unwrap();
        };
        mode(0o644);
        let error = refused(&["--data-dir=/d", &arg]);
        assert!(
            error.contains("chmod o=") && error.contains("keys"),
            "{error}"
        );
        mode(0o640);
        let named = parse(&["--data-dir=/d", &arg]).unwrap().session_keys;
        assert_eq!(named, Some(keys.parse().unwrap()));
        let one = format!("--session-key={}", "0a".repeat(32));
        let named = parse(&["--data-dir=/d", &one]).unwrap().session_keys;
        assert_eq!(named, Some("0a".repeat(32).parse().unwrap()));
        assert!(refused(&["--data-dir=/d", &one, &arg]).contains("cannot be used with"));
        let error = refused(&["--data-dir=/d", "--session-key=canary"]);
        assert!(!error.contains("canary"), "{error}");
    }

    #[test]
    fn a_refused_database_is_not_repeated() {
        let error = refused(&["--data-dir=/d", "--database=postgres://ada:canary@host"]);
        assert!(!error.contains("canary"), "{error}");
    }

    #[test]
    fn bad_values_are_refused_with_a_next_step() {
        for (arg, says) in [
            ("--listen=8080", "127.0.0.1:8080"),
            ("--listen=localhost:8080", "127.0.0.1:8080"),
            ("--upstream=Local", "`local`"),
            ("--upstream=http://api.coreweave.com", "https://"),
            ("--upstream=https://a:b@api.coreweave.com", "user name"),
            ("--database=postgres://db", "name the database"),
            ("--session-key-file=/nowhere", "64 hexadecimal digits"),
            ("--session-idle=1", "24h"),
            ("--session-idle=1s", "between 5m and"),
            ("--session-longest=10years", "24h"),
            ("--history-age=1h", "30days"),
            ("--history-entries=0", "--history-entries"),
            ("--database=/x/y.db", "sqlite:"),
            ("--public-url=console.example.com", "https://"),
            ("--trusted-proxies=10.0.0.0/8,all", "10.0.0.7"),
            ("--metrics-listen=9090", "127.0.0.1:8080"),
            ("--upstream-ca=/ca.pem", "--upstream"),
            ("--tls-cert=/cert.pem", "--tls-key"),
            ("--log-format=xml", "json"),
            ("--time-scale=0", "above 0"),
            ("--time-scale=NaN", "above 0"),
            ("--fleet=many", "--fleet"),
        ] {
            let error = refused(&["--data-dir=/d", arg]);
            let option = arg.split('=').next().unwrap();
            assert!(error.contains(says) && error.contains(option), "{error}");
        }
    }
}
