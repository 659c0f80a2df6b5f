//! Files out of memory, compressed as they were when the site was built.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::http::accept_encoding::accepts;

/// A file as it is kept.
pub(super) struct Stored {
    pub(super) content: Cow<'static, [u8]>,
    /// Names the content.
    pub(super) hash: [u8; 32],
}

/// The forms of a file, best first: how its name goes on, and what the encoding is called.
const FORMS: [(&str, &str); 2] = [(".br", "br"), (".gz", "gzip")];

/// Answers with a file that is there, in the best form that the client takes.
pub(super) fn answer(
    find: impl Fn(&str) -> Option<Stored>,
    name: &str,
    method: &Method,
    request: &HeaderMap,
) -> Option<Response> {
    let plain = find(name)?;
    let mut taken = FORMS
        .iter()
        .filter(|(_, encoding)| accepts(request, encoding));
    let compressed =
        taken.find_map(|(suffix, encoding)| Some((find(&format!("{name}{suffix}"))?, *encoding)));
    let is_compressible = FORMS
        .iter()
        .any(|(suffix, _)| find(&format!("{name}{suffix}")).is_some());
    let (file, encoding) = match compressed {
        Some((file, encoding)) => (file, Some(encoding)),
        None => (plain, None),
    };
    let mut response = Response::new(Body::empty());
    let tag = tag(&file.hash);
    let is_known = request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag || known.trim() == "*");
    let headers = response.headers_mut();
    if is_compressible {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Some(response);
    }
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let kind = match (kind.type_(), kind.subtype()) {
        (mime_guess::mime::TEXT, _) => format!("{kind}; charset=utf-8"),
        _ => kind.to_string(),
    };
    if let Ok(kind) = HeaderValue::try_from(kind) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    headers.insert(header::CONTENT_LENGTH, file.content.len().into());
    if *method != Method::HEAD {
        *response.body_mut() = Body::from(match file.content {
            Cow::Borrowed(content) => Bytes::from_static(content),
            Cow::Owned(content) => Bytes::from(content),
        });
    }
    Some(response)
}

fn tag(hash: &[u8; 32]) -> String {
    let digits: Vec<_> = hash[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{}\"", digits.concat())
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    fn find(name: &str) -> Option<Stored> {
        let files = ["app.js", "app.js.br", "app.js.gz", "a.wasm", "index.html"];
        let name = files.into_iter().find(|file| *file == name)?;
        Some(Stored {
            content: name.as_bytes().into(),
            hash: [u8::try_from(name.len()).unwrap(); 32],
        })
    }

    fn get(name: &str, headers: &[(header::HeaderName, &'static str)]) -> Response {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
            .collect();
        answer(find, name, &Method::GET, &headers).unwrap()
    }

    #[tokio::test]
    async fn the_best_form_that_is_taken_is_sent() {
        for (accepted, encoding) in [
            ("gzip, deflate, br", Some("br")),
            ("gzip", Some("gzip")),
            ("br;q=0, gzip;q=0.5", Some("gzip")),
            ("BR", Some("br")),
            ("", None),
            ("identity", None),
            ("br;q=nonsense", None),
        ] {
            let answer = get("app.js", &[(header::ACCEPT_ENCODING, accepted)]);
            let headers = answer.headers();
            let sent = headers.get(header::CONTENT_ENCODING);
            assert_eq!(
                sent.map(|sent| sent.to_str().unwrap()),
                encoding,
                "{accepted}"
            );
            assert_eq!(headers[header::VARY], "accept-encoding");
            assert_eq!(
                headers[header::CONTENT_TYPE],
                "text/javascript; charset=utf-8"
            );
            let form = match encoding {
                Some("br") => "app.js.br",
                Some(_) => "app.js.gz",
                None => "app.js",
            };
            let body = answer.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(body, form);
        }
        let answer = get("a.wasm", &[(header::ACCEPT_ENCODING, "br")]);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/wasm");
        assert!(!answer.headers().contains_key(header::VARY));
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        let tag = get("index.html", &[]).headers()[header::ETAG].clone();
        let again = |known: HeaderValue| {
            let headers = [(header::IF_NONE_MATCH, known)].into_iter().collect();
            answer(find, "index.html", &Method::GET, &headers)
                .unwrap()
                .status()
        };
        assert_eq!(again(tag), 304);
        assert_eq!(again(HeaderValue::from_static("\"other\"")), 200);
        assert!(answer(find, "none.js", &Method::GET, &HeaderMap::new()).is_none());
    }
}
