//! Options about notifications.

use clap::{ArgAction, Args};

use crate::notify::{MailServer, Notifying, Pace};

/// What is allowed about notifications.
#[derive(Args)]
#[expect(clippy::struct_field_names, reason = "they are the names of options")]
pub(super) struct NotifyingOptions {
    /// Whether notifications may go to private, link-local and this machine's own addresses
    #[arg(long, env = "RUNNER_CONSOLE_NOTIFY_PRIVATE", value_name = "true | false", default_value_t = false, action = ArgAction::Set)]
    notify_private: bool,

    /// Whether notifications may go without TLS: to http:// addresses, and to a mail server with ?tls=none
    #[arg(long, env = "RUNNER_CONSOLE_NOTIFY_PLAIN", value_name = "true | false", default_value_t = false, action = ArgAction::Set)]
    notify_plain: bool,

    /// Mail server for notifications: `smtps://USER:PASSWORD@HOST:465`, or
    /// `smtp://HOST:587` for STARTTLS
    #[arg(
        long,
        env = "RUNNER_CONSOLE_NOTIFY_SMTP",
        value_name = "URL",
        hide_env_values = true
    )]
    notify_smtp: Option<String>,

    /// Sender address of these e-mails
    #[arg(
        long,
        env = "RUNNER_CONSOLE_NOTIFY_FROM",
        value_name = "ADDRESS",
        default_value = "runner-console@localhost"
    )]
    notify_from: String,
}

impl NotifyingOptions {
    /// What is allowed.
    ///
    /// # Errors
    /// When mail could not be sent so; the message names the option.
    pub(super) fn read(self) -> Result<Notifying, String> {
        let plain = self.notify_plain;
        let mail = self
            .notify_smtp
            .map(|url| MailServer::new(&url, &self.notify_from, plain));
        Ok(Notifying {
            private: self.notify_private,
            plain,
            mail: mail.transpose()?,
            pace: Pace::default(),
        })
    }
}
