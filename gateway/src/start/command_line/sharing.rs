//! Options about links for teammates (design D8).

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args};
use contract::console::share::{LONGEST, SHORTEST};

use crate::share::Sharing;
use crate::start::io_problem;

/// What is allowed about links.
#[derive(Args)]
pub(super) struct SharingOptions {
    /// Whether people can create links that show the status of runners to teammates without an account
    #[arg(long, env = "RUNNER_CONSOLE_SHARING", value_name = "true | false", default_value_t = true, action = ArgAction::Set)]
    sharing: bool,

    /// Longest time that such a link can work, 1h to 90days
    #[arg(long, env = "RUNNER_CONSOLE_SHARE_LONGEST", value_name = "TIME", default_value = "90days", value_parser = longest)]
    share_longest: Duration,

    /// Whether every such link needs a passphrase
    #[arg(long, env = "RUNNER_CONSOLE_SHARE_PASSPHRASE", value_name = "true | false", default_value_t = false, action = ArgAction::Set)]
    share_passphrase: bool,

    /// Remote only: file with an API token with read access. It keeps links live and notification rules watching
    /// while nobody in its organization is signed in, and adds runners to /metrics
    #[arg(long, env = "RUNNER_CONSOLE_WATCH_TOKEN_FILE", value_name = "FILE")]
    watch_token_file: Option<PathBuf>,

    /// Former name of --watch-token-file
    #[arg(
        long,
        env = "RUNNER_CONSOLE_SHARE_TOKEN_FILE",
        value_name = "FILE",
        hide = true
    )]
    share_token_file: Option<PathBuf>,
}

impl SharingOptions {
    /// What is allowed.
    ///
    /// # Errors
    /// When the token's file holds none; the message names the option.
    pub(super) fn read(self) -> Result<Sharing, String> {
        let token = self.watch_token_file.or(self.share_token_file).map(|file| {
            let named =
                |problem: String| format!("--watch-token-file: {}: {problem}", file.display());
            let text = fs::read_to_string(&file).map_err(|error| named(io_problem(&error)))?;
            let token = text.trim().to_owned();
            if token.is_empty() {
                return Err(named(
                    "the file is empty; put one API token into it".to_owned(),
                ));
            }
            Ok(token)
        });
        Ok(Sharing {
            enabled: self.sharing,
            longest: self.share_longest,
            passphrase_required: self.share_passphrase,
            token: token.transpose()?,
        })
    }

    /// Whether an option is given that has no meaning before the local control plane.
    pub(super) fn is_remote_only(&self) -> bool {
        self.watch_token_file.is_some() || self.share_token_file.is_some()
    }
}

fn longest(text: &str) -> Result<Duration, String> {
    let allowed = Duration::from_secs(SHORTEST)..=Duration::from_secs(LONGEST);
    let time = humantime::parse_duration(text).ok();
    time.filter(|time| allowed.contains(time))
        .ok_or_else(|| "write a time from 1h to 90days, like 7days".to_owned())
}
