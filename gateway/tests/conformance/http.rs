//! Sends requests and reads answers.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// A server that takes longer than this to answer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request, ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Option<Vec<u8>>,
    /// Send the path exactly as it is.
    pub(crate) verbatim: bool,
}

impl std::fmt::Display for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        match &self.body {
            Some(body) => write!(f, "\n    {}", shortened(body)),
            None => Ok(()),
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as JSON, where it is.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A header by its lower-case name, empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, shortened(&self.body))
    }
}

fn shortened(body: &[u8]) -> String {
    const ENOUGH: usize = 3000;
    let text = String::from_utf8_lossy(&body[..body.len().min(ENOUGH)]);
    match body.len() {
        n if n > ENOUGH => format!("{text}… ({n} bytes)"),
        _ => text.into_owned(),
    }
}

/// A connection pool to one server.
#[derive(Clone)]
pub(crate) struct Http {
    base: String,
    client: reqwest::Client,
}

impl Http {
    /// For a base URL such as `http://127.0.0.1:8080`.
    pub(crate) fn new(base: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            client: reqwest::Client::builder()
                .timeout(PATIENCE)
                .build()
                .expect("the client's options are fixed and valid"),
        }
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, String> {
        if request.verbatim {
            let base = self.base.clone();
            return tokio::task::spawn_blocking(move || send_verbatim(&base, &request))
                .await
                .map_err(|error| error.to_string())?
                .map_err(|error| format!("no answer: {error}"));
        }
        let method = request
            .method
            .parse()
            .map_err(|_| format!("no method: {}", request.method))?;
        let mut builder = self
            .client
            .request(method, format!("{}{}", self.base, request.path));
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let answer = builder
            .send()
            .await
            .map_err(|error| format!("no answer: {error:?}"))?;
        Ok(Answer {
            status: answer.status().as_u16(),
            headers: answer
                .headers()
                .iter()
                .map(|(name, value)| {
                    (
                        name.to_string(),
                        String::from_utf8_lossy(value.as_bytes()).into_owned(),
                    )
                })
                .collect(),
            body: answer
                .bytes()
                .await
                .map_err(|error| format!("half an answer: {error}"))?
                .to_vec(),
        })
    }
}

/// Writes the request line as it is: a URL library would resolve `..` before sending.
fn send_verbatim(base: &str, request: &Request) -> std::io::Result<Answer> {
    let host = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let body = request.body.as_deref().unwrap_or_default();
    let mut head = vec![
        format!("{} {} HTTP/1.1", request.method, request.path),
        format!("host: {host}"),
        "connection: close".to_owned(),
    ];
    head.extend(
        request
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}")),
    );
    if request.body.is_some() {
        head.push(format!("content-length: {}", body.len()));
    }
    stream.write_all(format!("{}\r\n\r\n", head.join("\r\n")).as_bytes())?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    parse(&answer).ok_or_else(|| std::io::Error::other(format!("not HTTP: {}", shortened(&answer))))
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Some(Answer {
        status,
        headers,
        body: bytes[end + 4..].to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_answers_are_read() {
        let answer =
            parse(b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\r\n{\"code\":5}")
                .unwrap();
        assert_eq!(answer.status, 404);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.json(), Some(serde_json::json!({ "code": 5 })));
        assert!(parse(b"<html>").is_none());
    }
}
