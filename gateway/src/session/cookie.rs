//! The session's cookie.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};

/// Writes and finds the cookie. Scripts cannot read it, other sites do not send it, and over HTTPS no
/// other host can plant it (the `__Host-` prefix, RFC 6265bis 4.1.3).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookie {
    secure: bool,
    /// A session lives no longer.
    longest: Duration,
}

impl Cookie {
    /// Secure when the console is opened by HTTPS.
    pub(crate) fn new(secure: bool, longest: Duration) -> Self {
        Self { secure, longest }
    }

    fn name(self) -> &'static str {
        if self.secure {
            "__Host-runner-console"
        } else {
            "runner-console"
        }
    }

    /// The session's id that a request brings.
    pub(crate) fn read(self, headers: &HeaderMap) -> Option<&str> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .find_map(|cookie| cookie.trim().strip_prefix(self.name())?.strip_prefix('='))
    }

    /// Gives the browser a session.
    pub(super) fn set(self, id: &str) -> HeaderValue {
        self.with(id, self.longest.as_secs())
    }

    /// Takes it away.
    pub(super) fn clear(self) -> HeaderValue {
        self.with("", 0)
    }

    fn with(self, value: &str, seconds: u64) -> HeaderValue {
        let name = self.name();
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie =
            format!("{name}={value}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}{secure}");
        let mut cookie =
            HeaderValue::try_from(cookie).expect("an id is made of hexadecimal digits");
        cookie.set_sensitive(true);
        cookie
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: Duration = Duration::from_hours(7 * 24);

    fn headers(cookies: &[&'static str]) -> HeaderMap {
        cookies
            .iter()
            .map(|cookie| (header::COOKIE, HeaderValue::from_static(cookie)))
            .collect()
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let cookie = Cookie::new(false, WEEK);
        for cookies in [
            &["runner-console=abc"][..],
            &["a=b; runner-console=abc; c=d"],
            &["a=b", "runner-console=abc"],
        ] {
            assert_eq!(cookie.read(&headers(cookies)), Some("abc"));
        }
        for cookies in [
            &[][..],
            &["xrunner-console=abc"],
            &["runner-console2=abc"],
            &["runner-console"],
            &["__Host-runner-console=abc"],
        ] {
            assert_eq!(cookie.read(&headers(cookies)), None);
        }
    }

    #[test]
    fn over_https_the_cookie_is_tied_to_the_host() {
        assert_eq!(
            Cookie::new(true, WEEK).set("abc").to_str().unwrap(),
            "__Host-runner-console=abc; HttpOnly; SameSite=Strict; Path=/; Max-Age=604800; Secure"
        );
        assert_eq!(
            Cookie::new(false, WEEK).clear().to_str().unwrap(),
            "runner-console=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0"
        );
    }
}
