//! E-mail, to a server that speaks SMTP by another implementation.

use std::io;
use std::sync::{Arc, Mutex};

use gateway::MailServer;
use mail_parser::MessageParser;
use mailin::{Action, Handler, Response, SessionBuilder, response};
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::Stage;
use crate::served::{done, eventually};

/// A mail that was taken.
#[derive(Debug, Clone, Default)]
struct Mail {
    from: String,
    to: Vec<String>,
    data: Vec<u8>,
}

type Mails = Arc<Mutex<Vec<Mail>>>;

/// One session of the server.
struct Taking {
    mails: Mails,
    mail: Mail,
    is_refusing: bool,
}

impl Handler for Taking {
    fn mail(&mut self, _: std::net::IpAddr, _: &str, from: &str) -> Response {
        from.clone_into(&mut self.mail.from);
        response::OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        self.mail.to.push(to.to_owned());
        if self.is_refusing {
            response::NO_MAILBOX
        } else {
            response::OK
        }
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.mail.data.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.mails
            .lock()
            .unwrap()
            .push(std::mem::take(&mut self.mail));
        response::OK
    }
}

/// A mail server on this machine.
struct Server {
    url: String,
    mails: Mails,
    _task: JoinSet<()>,
}

impl Server {
    async fn start(is_refusing: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}?tls=none", listener.local_addr().unwrap());
        let mails = Mails::default();
        let taken = Arc::clone(&mails);
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut sessions = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let handler = Taking {
                    mails: Arc::clone(&taken),
                    mail: Mail::default(),
                    is_refusing,
                };
                sessions.spawn(speak(stream, handler));
            }
        });
        Self {
            url,
            mails,
            _task: task,
        }
    }
}

async fn speak(stream: TcpStream, handler: Taking) {
    let address = stream.peer_addr().unwrap().ip();
    let mut stream = BufReader::new(stream);
    let mut session = SessionBuilder::new("mail.example").build(address, handler);
    let mut answer = session.greeting();
    loop {
        if answer.action != Action::NoReply {
            let mut text = Vec::new();
            answer.write_to(&mut text).unwrap();
            stream.write_all(&text).await.unwrap();
        }
        if answer.action == Action::Close {
            return;
        }
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await.unwrap_or(0) == 0 {
            return;
        }
        answer = session.process(&line);
    }
}

async fn stage(server: &Server) -> (Stage, String) {
    let mail = MailServer::new(&server.url, "console@example.com", true).unwrap();
    let stage = Stage::with(|options| options.notifying.mail = Some(mail)).await;
    let target = json!({ "mailbox": "ada@example.com" });
    let body = json!({ "name": "Mail", "kind": "mail", "target": target });
    let made = done(
        stage
            .served
            .notify(Method::POST, "/channels", "ada", &body)
            .await,
    )
    .await;
    assert_eq!(made["channel"]["place"], "ada@example.com");
    let channel = made["channel"]["id"].as_str().unwrap().to_owned();
    (stage, channel)
}

#[tokio::test]
async fn a_mail_says_what_happened_and_can_be_told_from_others() {
    let server = Server::start(false).await;
    let (stage, channel) = stage(&server).await;
    stage.rule(&channel, json!({})).await;
    let trick = "no node\r\nBcc: evil@example.com\r\n.\r\nQUIT\r\n\r\n<b>ä</b>";
    let failed = json!({
        "installStatus": "RUNNER_INSTALL_STATUS_FAILED",
        "installError": { "message": trick, "remediationHints": [trick] },
    });
    stage.api.put("acme", "alpha", failed);
    let mail = eventually(async || server.mails.lock().unwrap().first().cloned()).await;
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("console@example.com", &["ada@example.com".to_owned()][..])
    );
    let parsed = MessageParser::default().parse(&mail.data).unwrap();
    assert_eq!(parsed.subject(), Some("alpha: the install failed"));
    assert!(parsed.bcc().is_none());
    let text = parsed.body_text(0).unwrap();
    assert!(
        text.contains("no node") && text.contains("<b>ä</b>"),
        "{text}"
    );
    assert!(
        text.lines()
            .all(|line| !line.starts_with("Bcc") && line != "."),
        "{text}"
    );
    let messages = stage
        .messages(|all| all[0]["delivery"]["state"] == "delivered")
        .await;
    let id = messages[0]["id"].as_str().unwrap();
    assert_eq!(
        parsed.message_id(),
        Some(format!("{id}@example.com").as_str())
    );
    assert_eq!(server.mails.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_mail_is_shown_and_tried_again() {
    let server = Server::start(true).await;
    let (stage, channel) = stage(&server).await;
    stage.rule(&channel, json!({})).await;
    stage.fail("alpha");
    let messages = stage.messages(|all| {
        all.first()
            .is_some_and(|one| one["attempts"].as_array().unwrap().len() > 1)
    });
    let messages = messages.await;
    let answer = messages[0]["attempts"][0]["answer"].as_str().unwrap();
    assert_eq!(answer, "the mail server refused it: 550");
    assert!(server.mails.lock().unwrap().is_empty());
}

#[tokio::test]
async fn one_mailbox_is_one_mailbox() {
    let server = Server::start(false).await;
    let (stage, _) = stage(&server).await;
    for mailbox in [
        "ada@example.com\r\nBcc: evil@example.com",
        "ada@example.com, evil@example.com",
        "Ada <ada@example.com>",
        "ada",
    ] {
        let body = json!({ "name": "Mail", "kind": "mail", "target": { "mailbox": mailbox } });
        let answer = stage
            .served
            .notify(Method::POST, "/channels", "ada", &body)
            .await;
        assert_eq!(answer.status(), 400, "{mailbox:?}");
    }
}
