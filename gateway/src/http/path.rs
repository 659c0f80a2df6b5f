//! The path of a request, parsed once and strictly before it is used for anything.

use contract::model::Code;

use crate::http::Refusal;

/// A path's segments, percent-decoded. None of them can lead out of its place: no `.` or `..`, no
/// separators or control characters in disguise.
#[derive(Debug)]
pub(crate) struct RequestPath {
    segments: Vec<String>,
}

impl RequestPath {
    /// Takes a raw path apart.
    ///
    /// # Errors
    /// 400 when it is malformed or tries to climb. Only the last segment may be empty.
    pub(crate) fn parse(raw: &str) -> Result<Self, Refusal> {
        let path = raw
            .strip_prefix('/')
            .ok_or_else(|| bad("the path must start with /"))?;
        let segments = path.split('/').map(decode).collect::<Result<Vec<_>, _>>()?;
        let inner = &segments[..segments.len() - 1];
        if inner.iter().any(String::is_empty) {
            return Err(bad("the path has an empty segment"));
        }
        Ok(Self { segments })
    }

    /// The decoded segments, at least one; `/` has one empty segment.
    pub(crate) fn segments(&self) -> &[String] {
        &self.segments
    }
}

/// Paths that programs ask for by convention. Where we have none of it, that is said, instead of a page for
/// people that says 200.
const CONVENTIONAL: [&str; 8] = [
    "metrics", "healthz", "readyz", "livez", "health", "status", "debug", "api",
];

/// Paths that never lead to the site: the API's versions, now and later, the gateway's own, and those of
/// convention.
pub(crate) fn is_reserved(segments: &[String]) -> bool {
    segments.first().is_some_and(|first| {
        first == "console"
            || first.starts_with("v1")
            || first.starts_with('.')
            || CONVENTIONAL.contains(&first.as_str())
    })
}

fn decode(segment: &str) -> Result<String, Refusal> {
    let mut decoded = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'%' => digit(rest.next())? << 4 | digit(rest.next())?,
            byte => byte,
        });
    }
    let decoded =
        String::from_utf8(decoded).map_err(|_| bad("the path is not UTF-8 after decoding"))?;
    if decoded == "." || decoded == ".." {
        return Err(bad("the path must not contain . or .. segments"));
    }
    if decoded
        .chars()
        .any(|c| matches!(c, '/' | '\\') || c.is_control())
    {
        return Err(bad(
            "a segment of the path must not contain slashes or control characters",
        ));
    }
    Ok(decoded)
}

fn digit(byte: Option<u8>) -> Result<u8, Refusal> {
    byte.and_then(|byte| char::from(byte).to_digit(16))
        .and_then(|digit| u8::try_from(digit).ok())
        .ok_or_else(|| bad("the path has a % without two hexadecimal digits after it"))
}

fn bad(message: &str) -> Refusal {
    Refusal::new(Code::InvalidArgument, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_paths_are_decoded() {
        for (raw, segments) in [
            ("/", vec![""]),
            ("/runners/", vec!["runners", ""]),
            ("/a%20b/%F0%9F%9A%80", vec!["a b", "\u{1f680}"]),
            ("/a..b/...", vec!["a..b", "..."]),
            ("/%252f", vec!["%2f"]),
        ] {
            assert_eq!(RequestPath::parse(raw).unwrap().segments(), segments);
        }
    }

    #[test]
    fn crooked_paths_are_refused() {
        for raw in [
            "",
            "*",
            "a",
            "//",
            "//etc/passwd",
            "/a//b",
            "/.",
            "/..",
            "/a/../b",
            "/%2e%2e/a",
            "/.%2E",
            "/a%2fb",
            "/a%5cb",
            "/a\\b",
            "/%00",
            "/a%0ab",
            "/%7f",
            "/%",
            "/%z",
            "/%zz",
            "/%2",
            "/%ff%fe",
            "/%c2%85",
        ] {
            let refusal = RequestPath::parse(raw).expect_err(raw);
            assert_eq!(refusal.http(), 400, "{raw}");
        }
    }
}
