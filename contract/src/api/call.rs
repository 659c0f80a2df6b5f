//! A call of the API: what is sent, what is shown beforehand, and what becomes a curl command.

use serde_json::Value;

use super::shell::quoted;

/// HTTP methods that the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates something or starts an action.
    Post,
    /// Changes.
    Patch,
    /// Deletes.
    Delete,
}

impl Method {
    /// Its name in HTTP.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A call of the API, byte for byte.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// How.
    pub method: Method,
    /// Where, percent-encoded.
    pub path: String,
    /// Names and values of the query, not encoded.
    pub query: Vec<(&'static str, String)>,
    /// What is sent, if anything.
    pub body: Option<Value>,
}

impl Call {
    pub(super) fn new(method: Method, path: String) -> Self {
        Self {
            method,
            path,
            query: Vec::new(),
            body: None,
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(super) fn sending(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Path and query, as they are in the request.
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (index, (name, value)) in self.query.iter().enumerate() {
            target.push(if index == 0 { '?' } else { '&' });
            target.push_str(name);
            target.push('=');
            target.push_str(&encode(value));
        }
        target
    }

    /// The body for people, over several lines; empty where there is none.
    pub fn printed(&self) -> String {
        let printed = self.body.as_ref().map(serde_json::to_string_pretty);
        printed.and_then(Result::ok).unwrap_or_default()
    }

    /// The same from a terminal, at this origin; the token comes from the environment.
    pub fn curl(&self, origin: &str) -> String {
        let mut out = "curl".to_owned();
        if self.method != Method::Get {
            out = format!("{out} -X {}", self.method.as_str());
        }
        out.push_str(" -H \"Authorization: Bearer $TOKEN\"");
        if let Some(body) = &self.body {
            let body = quoted(&body.to_string());
            out = format!("{out} \\\n  -H 'Content-Type: application/json' -d {body}");
        }
        format!(
            "{out} \\\n  {}",
            quoted(&format!("{origin}{}", self.target()))
        )
    }
}

/// Percent-encodes everything that RFC 3986 does not call unreserved.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
    }
    out
}

/// Undoes [`encode`]; none for an incomplete escape or invalid UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            out.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_call_is_one_target_and_names_no_token() {
        let call = Call::new(Method::Patch, format!("/v1/{}", encode("../a?b#c")))
            .with("mask", "a,b")
            .with("again", "x&y=")
            .sending(json!({"a": "it's"}));
        let target = "/v1/..%2Fa%3Fb%23c?mask=a%2Cb&again=x%26y%3D";
        assert_eq!(call.target(), target);
        let curl = call.curl("https://console.example");
        assert!(curl.starts_with("curl -X PATCH -H \"Authorization: Bearer $TOKEN\""));
        assert!(curl.contains(r#"'{"a":"it'\''s"}'"#), "{curl}");
        assert!(curl.ends_with(&quoted(&format!("https://console.example{target}"))));
    }
}
