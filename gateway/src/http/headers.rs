//! Headers of every response, including refusals and files.

use axum::response::Response;
use http::{HeaderName, HeaderValue, header};

/// No script but from our own files (WebAssembly included), no inline style, no frame around us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; \
    script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; \
    img-src 'self' data:; \
    connect-src 'self'; \
    font-src 'self'; \
    object-src 'none'; \
    base-uri 'none'; \
    form-action 'self'; \
    frame-ancestors 'none'";

/// The console asks for none of these, so no script on its pages gets them.
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
    gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        PERMISSIONS_POLICY,
    ),
];

/// Marks an answer that pages of other sites may show as a picture. It is no page: as one, it can do
/// nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Embeddable;

const OF_PICTURES: [(HeaderName, &str); 2] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    ),
];

/// Two years, as browsers' own lists ask for. Other hosts below ours are none of our business.
const STRICT_TRANSPORT_SECURITY: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// Completes answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ResponseHeaders {
    is_secure: bool,
}

impl ResponseHeaders {
    /// Secure when the console is opened by HTTPS.
    pub(crate) fn new(is_secure: bool) -> Self {
        Self { is_secure }
    }

    /// What says nothing about caching is not to be kept anywhere: it may be somebody's data.
    pub(crate) fn complete(self, mut response: Response) -> Response {
        let is_picture = response.extensions().get::<Embeddable>().is_some();
        let of_pictures = OF_PICTURES.into_iter().filter(|_| is_picture);
        let headers = response.headers_mut();
        for (name, value) in HEADERS.into_iter().chain(of_pictures) {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if self.is_secure {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT_SECURITY);
        }
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
        response
    }
}
