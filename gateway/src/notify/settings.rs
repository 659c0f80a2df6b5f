//! What the gateway's operator allows.

use std::time::Duration;

use super::send::{MailError, Mailer};

/// What the gateway's operator allows about notifications.
#[derive(Debug, Clone, Default)]
pub struct Notifying {
    /// Whether messages may go to private, link-local and this machine's own addresses.
    pub private: bool,
    /// Whether messages may go without TLS.
    pub plain: bool,
    /// By which e-mail is sent; none is without.
    pub mail: Option<MailServer>,
    /// How soon what is tried again.
    pub pace: Pace,
}

/// A mail server and whom mail is from.
#[derive(Clone)]
pub struct MailServer {
    url: String,
    from: String,
}

/// How soon what is tried again.
#[derive(Debug, Clone)]
pub struct Pace {
    /// Between a first look at what is due and the next.
    pub look: Duration,
    /// Waits between tries; the last one counts for all that follow.
    pub retries: Vec<Duration>,
    /// How long a message is tried.
    pub give_up: Duration,
    /// How long nothing gets through a channel before that is told elsewhere.
    pub dead: Duration,
    /// How long the API may not have been read after the start before the console counts as blind.
    pub first_reading: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        const MINUTE: u64 = 60_000;
        let retries = [
            300,
            1000,
            5000,
            30_000,
            2 * MINUTE,
            10 * MINUTE,
            30 * MINUTE,
            120 * MINUTE,
        ];
        Self {
            look: Duration::from_millis(250),
            retries: retries.map(Duration::from_millis).into(),
            give_up: Duration::from_hours(24),
            dead: Duration::from_mins(10),
            first_reading: Duration::from_secs(30),
        }
    }
}

impl MailServer {
    /// Reads the address of a mail server, like `smtps://USER:PASSWORD@HOST`, and whom mail is from.
    ///
    /// # Errors
    /// What is wrong with which; the address, which may hold a password, is not repeated.
    pub fn new(url: &str, from: &str, plain: bool) -> Result<Self, String> {
        let server = Self {
            url: url.to_owned(),
            from: from.to_owned(),
        };
        match Mailer::new(url, from, plain) {
            Ok(_) => Ok(server),
            Err(MailError::Url) => Err(
                "--notify-smtp: write it like smtps://USER:PASSWORD@HOST:465, or smtp://HOST:587 for \
                 STARTTLS, with %-codes for special characters"
                    .to_owned(),
            ),
            Err(MailError::From) => {
                Err("--notify-from: write an e-mail address, like console@example.com".to_owned())
            }
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn from(&self) -> &str {
        &self.from
    }
}

impl std::fmt::Debug for MailServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailServer")
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}
