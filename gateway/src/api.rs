//! The managed-runner API, passed through: the gateway adds the credential and nothing else (design D2).

use axum::body::Bytes;
use axum::response::Response;
use contract::wire::Code;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};

use crate::app::App;
use crate::refusal::Refusal;
use crate::upstream::bearer;

/// On whose behalf the API is called.
pub(crate) enum Credential {
    /// A script's own: it speaks for itself.
    Own(HeaderValue),
    /// That of the session whose cookie a page of the console sent.
    OfSession(HeaderValue),
}

impl App {
    /// Finds the credential of a request. A script's own comes first: then the cookie is not read.
    ///
    /// # Errors
    /// 401 without any; 403 for a cookie that comes from elsewhere than the console's own pages.
    pub(crate) async fn credential(&self, request: &Parts) -> Result<Credential, Refusal> {
        let mut own = request.headers.get_all(header::AUTHORIZATION).iter();
        if let Some(value) = own.next() {
            if own.next().is_some() {
                let message = "the request has several Authorization headers";
                return Err(Refusal::new(Code::InvalidArgument, message));
            }
            return Ok(Credential::Own(value.clone()));
        }
        let missing = || Refusal::new(Code::Unauthenticated, "missing or invalid token");
        if self.cookie.read(&request.headers).is_none() {
            return Err(missing());
        }
        self.same_site.check(request)?;
        let session = self.find_session(request).await?.ok_or_else(missing)?;
        bearer(&session.token)
            .map(Credential::OfSession)
            .ok_or_else(missing)
    }

    /// Passes a request on and its answer back.
    pub(crate) async fn api(
        &self,
        request: &Parts,
        credential: Option<Credential>,
        body: Bytes,
    ) -> Result<Response, Refusal> {
        let credential = match credential {
            None => None,
            Some(Credential::Own(value)) => Some(value),
            Some(Credential::OfSession(value)) => {
                check_content_type(request, &body)?;
                Some(value)
            }
        };
        let mut answer = self.upstream.call(request, credential, body).await;
        let no_store = HeaderValue::from_static("no-store");
        answer.headers_mut().insert(header::CACHE_CONTROL, no_store);
        Ok(answer)
    }
}

/// A form of another site can send a body, but not as JSON (CVE-2024-22424).
pub(crate) fn check_content_type(request: &Parts, body: &[u8]) -> Result<(), Refusal> {
    let has_body =
        matches!(request.method, Method::POST | Method::PATCH | Method::PUT) || !body.is_empty();
    if has_body && !is_json(&request.headers) {
        return Err(Refusal::with_http(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::InvalidArgument,
            "send the body as Content-Type: application/json",
        ));
    }
    Ok(())
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(Ok(value)) = types.next().map(HeaderValue::to_str) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    types.next().is_none() && essence.eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: Method, types: &[&str], body: &[u8]) -> bool {
        let mut request = http::Request::builder().method(method);
        for value in types {
            request = request.header(header::CONTENT_TYPE, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        check_content_type(&parts, body).is_ok()
    }

    #[test]
    fn only_json_is_a_body() {
        for good in [
            "application/json",
            "application/json; charset=utf-8",
            "Application/JSON",
        ] {
            assert!(check(Method::POST, &[good], b"{}"), "{good}");
        }
        for bad in [
            "text/plain",
            "text/plain; application/json",
            "application/x-www-form-urlencoded",
            "application/jsonp",
            "",
        ] {
            assert!(!check(Method::POST, &[bad], b"{}"), "{bad}");
        }
        assert!(!check(Method::PATCH, &[], b""));
        assert!(!check(Method::DELETE, &["text/plain"], b"{}"));
        assert!(!check(
            Method::POST,
            &["application/json", "text/plain"],
            b"{}"
        ));
        assert!(check(Method::DELETE, &[], b""));
        assert!(check(Method::GET, &["text/plain"], b""));
    }
}
