//! E-mail, by the operator's mail server.

use std::time::Duration;

use contract::console::notify::Content;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::escape::line;
use super::shape;
use super::tried::Tried;

/// How long the server may take for each of its answers, and in all.
const ANSWER: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(20);

/// Runners that a mail shows.
const SHOWN: usize = 50;

/// Sends e-mail.
pub(in crate::notify) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// What is wrong with a mail server's description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::notify) enum MailError {
    Url,
    From,
}

/// Whether that is an address of one mailbox.
pub(in crate::notify) fn is_mailbox(address: &str) -> bool {
    address.parse::<Address>().is_ok()
}

impl Mailer {
    /// With STARTTLS, unless the address says TLS from the start, or going without is allowed and wanted by
    /// `?tls=none`.
    pub(in crate::notify) fn new(url: &str, from: &str, plain: bool) -> Result<Self, MailError> {
        let url = match url.split_once('?') {
            None if url.starts_with("smtp://") => format!("{url}?tls=required"),
            Some((start, "tls=none")) if plain && start.starts_with("smtp://") => start.to_owned(),
            Some((start, "tls=required")) if start.starts_with("smtp://") => url.to_owned(),
            None if url.starts_with("smtps://") => url.to_owned(),
            _ => return Err(MailError::Url),
        };
        let from: Address = from.parse().map_err(|_| MailError::From)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url);
        let transport = transport.map_err(|_| MailError::Url)?;
        Ok(Self {
            transport: transport.timeout(Some(ANSWER)).build(),
            from: Mailbox::new(Some("runner-console".to_owned()), from),
        })
    }

    /// Sends a message to a mailbox.
    pub(super) async fn send(&self, mailbox: &str, id: &str, content: &Content) -> Tried {
        let Some(message) = self.message(mailbox, id, content) else {
            return Tried::failed("the message cannot be put into an e-mail");
        };
        match tokio::time::timeout(PATIENCE, self.transport.send(message)).await {
            Ok(Ok(response)) => Tried {
                is_delivered: true,
                answer: response.code().to_string(),
            },
            Ok(Err(error)) => Tried::failed(match error.status() {
                Some(code) => format!("the mail server refused it: {code}"),
                None => "the mail server could not be reached".to_owned(),
            }),
            Err(_) => Tried::failed("the mail server does not answer"),
        }
    }

    /// The message as a mail: what others wrote stands in the text, and in one line of the subject.
    fn message(&self, mailbox: &str, id: &str, content: &Content) -> Option<Message> {
        let to: Address = mailbox.parse().ok()?;
        let domain = self.from.email.domain();
        let text = shape::text(content, SHOWN);
        let body = format!(
            "{}\n\n{text}\n\n{}\n{}\n",
            content.title, content.link, content.silence
        );
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(line(&content.title, 200))
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use contract::console::notify::Kind;
    use mail_parser::MessageParser;

    use super::*;

    fn mailer(url: &str, plain: bool) -> Result<Mailer, MailError> {
        Mailer::new(url, "console@example.com", plain)
    }

    #[tokio::test]
    async fn without_tls_only_where_that_is_wanted_and_allowed() {
        for (url, plain, expected) in [
            ("smtps://user:pass%40word@mail.example.com:465", false, true),
            ("smtp://mail.example.com:587", false, true),
            ("smtp://mail.example.com:587?tls=required", false, true),
            ("smtp://mail.example.com:25?tls=none", true, true),
            ("smtp://mail.example.com:25?tls=none", false, false),
            ("smtp://mail.example.com:25?tls=opportunistic", true, false),
            ("https://mail.example.com", true, false),
            ("mail.example.com", true, false),
        ] {
            assert_eq!(mailer(url, plain).is_ok(), expected, "{url}");
        }
    }

    #[tokio::test]
    async fn nothing_that_others_wrote_becomes_a_header() {
        let mailer = mailer("smtp://localhost:1?tls=none", true).unwrap();
        for trick in [
            "a\r\nBcc: evil@example.com",
            "a\nX-Evil: 1\n\nbody",
            "ä\r\n ö\u{2028}Bcc: x",
        ] {
            let content = Content {
                kind: Kind::Alarm,
                title: trick.to_owned(),
                rule: trick.to_owned(),
                cause: None,
                runners: Vec::new(),
                more: 0,
                link: "https://console.example/".to_owned(),
                silence: trick.to_owned(),
                silence_link: String::new(),
            };
            let mail = mailer
                .message("ada@example.com", "msg_1", &content)
                .unwrap();
            let raw = mail.formatted();
            let parsed = MessageParser::default().parse(&raw).unwrap();
            let names: Vec<_> = parsed
                .headers()
                .iter()
                .map(mail_parser::Header::name)
                .collect();
            let expected = [
                "From",
                "To",
                "Subject",
                "Message-ID",
                "Content-Type",
                "MIME-Version",
                "Date",
                "Content-Transfer-Encoding",
            ];
            for name in names {
                assert!(expected.contains(&name), "{name} of {trick:?}");
            }
            let subject = parsed.subject().unwrap();
            assert_eq!(subject.lines().count(), 1, "{subject:?}");
            assert_eq!(parsed.message_id(), Some("msg_1@example.com"));
            assert_eq!(mail.envelope().to().len(), 1);
        }
        assert!(!is_mailbox("ada@example.com\r\nBcc: evil@example.com"));
        assert!(!is_mailbox("ada@example.com, evil@example.com"));
        assert!(is_mailbox("ada@example.com"));
    }
}
