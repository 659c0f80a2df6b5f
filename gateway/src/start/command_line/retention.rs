//! Options about what is kept and for how long: sessions and history.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use crate::history::HistoryLimits;
use crate::session::{SessionKeys, SessionLimits};
use crate::start::io_problem;

/// What is kept and for how long.
#[derive(Args)]
pub(super) struct RetentionOptions {
    /// File with the keys that API tokens are encrypted with, 64 hexadecimal digits each; the first encrypts,
    /// the others still decrypt, so that keys can be changed without signing anybody out. Gateways that share
    /// a database need the same [default: one made at the first start, in the data directory]
    #[arg(long, env = "RUNNER_CONSOLE_SESSION_KEY_FILE", value_name = "FILE")]
    session_key_file: Option<PathBuf>,

    /// The keys themselves. Other users of the machine can read the command line, so use the environment
    /// variable
    #[arg(
        long,
        env = "RUNNER_CONSOLE_SESSION_KEY",
        value_name = "KEYS",
        hide_env_values = true
    )]
    session_key: Option<String>,

    /// How long a session can stay unused before it ends
    #[arg(long, env = "RUNNER_CONSOLE_SESSION_IDLE", value_name = "TIME", default_value = "24h", value_parser = session_time)]
    session_idle: Duration,

    /// How long after the sign-in a session ends, even if it is in use
    #[arg(long, env = "RUNNER_CONSOLE_SESSION_LONGEST", value_name = "TIME", default_value = "7days", value_parser = session_time)]
    session_longest: Duration,

    /// How long the history keeps its entries
    #[arg(long, env = "RUNNER_CONSOLE_HISTORY_AGE", value_name = "TIME", default_value = "30days", value_parser = history_age)]
    history_age: Duration,

    /// How many entries the history keeps, for all runners together
    #[arg(long, env = "RUNNER_CONSOLE_HISTORY_ENTRIES", value_name = "NUMBER", default_value = "1000000", value_parser = history_entries)]
    history_entries: i64,
}

impl RetentionOptions {
    /// The keys that were named.
    ///
    /// # Errors
    /// When there are none where they should be; the message names the option.
    pub(super) fn session_keys(&self) -> Result<Option<SessionKeys>, String> {
        if self.session_key.is_some() && self.session_key_file.is_some() {
            let problem =
                "--session-key-file: it cannot be used with --session-key; remove one of them";
            return Err(problem.to_owned());
        }
        if let Some(keys) = &self.session_key {
            let keys = keys.parse();
            return keys
                .map(Some)
                .map_err(|problem| format!("RUNNER_CONSOLE_SESSION_KEY: {problem}"));
        }
        let Some(file) = &self.session_key_file else {
            return Ok(None);
        };
        let keys = read(file).and_then(|keys| keys.parse().map_err(str::to_owned));
        keys.map(Some)
            .map_err(|problem| format!("--session-key-file {}: {problem}", file.display()))
    }

    pub(super) fn session_limits(&self) -> SessionLimits {
        SessionLimits {
            longest: self.session_longest,
            idle: self.session_idle,
        }
    }

    pub(super) fn history_limits(&self) -> HistoryLimits {
        HistoryLimits {
            age: self.history_age,
            entries: self.history_entries,
        }
    }
}

/// A group may read it: that is how secrets are mounted for containers.
fn read(path: &Path) -> Result<String, String> {
    let open = |path| {
        let mut file = File::open(path)?;
        let mode = file.metadata()?.permissions().mode();
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        Ok::<_, std::io::Error>((mode, text))
    };
    let (mode, text) = open(path).map_err(|error| {
        let problem = io_problem(&error);
        format!("{problem}; name a file with keys of 64 hexadecimal digits that this user may read")
    })?;
    if mode & 0o007 != 0 {
        let mode = mode & 0o777;
        return Err(format!(
            "every user of this machine may read these keys (mode {mode:o}); run `chmod o= ` on the file"
        ));
    }
    Ok(text)
}

fn session_time(text: &str) -> Result<Duration, String> {
    let (least, most) = (Duration::from_mins(5), Duration::from_hours(400 * 24));
    time(text, "24h", least, most)
}

fn history_age(text: &str) -> Result<Duration, String> {
    let (least, most) = (Duration::from_hours(24), Duration::from_hours(3660 * 24));
    time(text, "30days", least, most)
}

fn history_entries(text: &str) -> Result<i64, String> {
    let number = text.trim().parse().ok();
    let wrong = "write a whole number of at least 1000, like 1000000";
    number
        .filter(|number| *number >= 1000)
        .ok_or_else(|| wrong.to_owned())
}

fn time(text: &str, example: &str, least: Duration, most: Duration) -> Result<Duration, String> {
    let time = humantime::parse_duration(text).ok();
    time.filter(|time| (least..=most).contains(time))
        .ok_or_else(|| {
            let (least, most) = (
                humantime::format_duration(least),
                humantime::format_duration(most),
            );
            format!("write a time between {least} and {most}, like {example}")
        })
}
