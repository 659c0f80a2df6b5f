//! The session's cookie.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};

use super::keys::SessionKeys;
use crate::settings::secret::{self, Hash};

/// What the cookie's name begins with; over HTTPS no other host can plant it (the `__Host-` prefix, RFC
/// 6265bis 4.1.3).
const PLAIN: &str = "runner-console";
const SECURE: &str = "__Host-runner-console";

/// Writes and finds the cookie. Scripts cannot read it, and other sites do not send it. Cookies know no port, so
/// each console has a name of its own: two on one host would else sign each other out. Gateways that share
/// their keys are one console.
#[derive(Debug, Clone)]
pub(crate) struct Cookie {
    secure: bool,
    /// A session lives no longer.
    longest: Duration,
    /// The names that it is found by: the first is its own, the others it had before the key was changed, and
    /// when all consoles had one.
    names: Arc<[String]>,
}

/// A session's id that a request brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Brought<'a> {
    pub(crate) id: &'a str,
    /// The name that the cookie does not have any more.
    pub(super) outdated: Option<&'a str>,
}

impl Cookie {
    /// Secure when the console is opened by HTTPS.
    pub(crate) fn new(secure: bool, longest: Duration, keys: &SessionKeys) -> Self {
        let begin = if secure { SECURE } else { PLAIN };
        let of_key = |key: &Hash| {
            let hash = secret::hash(&format!("cookie of {}", secret::hexadecimal(key)));
            format!("{begin}-{}", secret::hexadecimal(&hash[..4]))
        };
        let names = keys.all().iter().map(of_key);
        Self {
            secure,
            longest,
            names: names.chain([begin.to_owned()]).collect(),
        }
    }

    /// The session's id that a request brings.
    pub(crate) fn read<'a>(&'a self, headers: &'a HeaderMap) -> Option<Brought<'a>> {
        let find = |name: &str| {
            let mut cookies = headers
                .get_all(header::COOKIE)
                .iter()
                .filter_map(|cookies| cookies.to_str().ok())
                .flat_map(|cookies| cookies.split(';'));
            cookies.find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
        };
        self.names.iter().enumerate().find_map(|(index, name)| {
            let outdated = (index > 0).then_some(name.as_str());
            find(name).map(|id| Brought { id, outdated })
        })
    }

    /// Gives the browser a session.
    pub(super) fn set(&self, id: &str) -> HeaderValue {
        self.with(&self.names[0], id, self.longest.as_secs())
    }

    /// Takes it away.
    pub(super) fn clear(&self) -> HeaderValue {
        self.with(&self.names[0], "", 0)
    }

    /// Gives the browser the session that it brought under a name that the cookie does not have any more.
    pub(super) fn renamed(&self, id: &str, outdated: &str) -> [HeaderValue; 2] {
        [self.set(id), self.with(outdated, "", 0)]
    }

    fn with(&self, name: &str, value: &str, seconds: u64) -> HeaderValue {
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

    fn cookie(secure: bool, keys: &str) -> Cookie {
        Cookie::new(secure, WEEK, &keys.parse().unwrap())
    }

    fn headers(cookies: &[String]) -> HeaderMap {
        cookies
            .iter()
            .map(|cookie| (header::COOKIE, cookie.parse().unwrap()))
            .collect()
    }

    fn name(cookie: &HeaderValue) -> String {
        let text = cookie.to_str().unwrap();
        text.split('=').next().unwrap().to_owned()
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let cookie = cookie(false, &"0a".repeat(32));
        let own = name(&cookie.clear());
        let read = |cookies: &[String]| {
            let headers = headers(cookies);
            cookie.read(&headers).map(|brought| brought.id.to_owned())
        };
        for cookies in [
            &[format!("{own}=abc")][..],
            &[format!("a=b; {own}=abc; c=d")],
            &["a=b".to_owned(), format!("{own}=abc")],
            &[format!("runner-console=old; {own}=abc")],
            &["runner-console=abc".to_owned()],
        ] {
            assert_eq!(read(cookies).as_deref(), Some("abc"), "{cookies:?}");
        }
        for cookies in [
            &[][..],
            &[format!("x{own}=abc")],
            &[format!("{own}2=abc")],
            std::slice::from_ref(&own),
            &[format!("__Host-{own}=abc")],
        ] {
            assert_eq!(read(cookies), None, "{cookies:?}");
        }
    }

    #[test]
    fn each_console_has_a_name_of_its_own_and_knows_its_former_ones() {
        let (one, two) = ("0a".repeat(32), "0b".repeat(32));
        let names = [&one, &two].map(|keys| name(&cookie(false, keys).clear()));
        assert_ne!(names[0], names[1]);
        let changed = cookie(false, &format!("{two} {one}"));
        assert_eq!(name(&changed.clear()), names[1]);
        for outdated in [names[0].as_str(), "runner-console"] {
            let headers = headers(&[format!("{outdated}=abc")]);
            let brought = changed.read(&headers).unwrap();
            assert_eq!(brought.outdated, Some(outdated));
            let [set, clear] = changed.renamed(brought.id, outdated);
            assert_eq!(
                (name(&set), name(&clear)),
                (names[1].clone(), outdated.to_string())
            );
        }
    }

    #[test]
    fn over_https_the_cookie_is_tied_to_the_host() {
        let set = cookie(true, &"0a".repeat(32)).set("abc");
        let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
        assert!(name.starts_with("__Host-runner-console-"), "{name}");
        let attributes = "abc; HttpOnly; SameSite=Strict; Path=/; Max-Age=604800; Secure";
        assert_eq!(rest, attributes);
        let clear = cookie(false, &"0a".repeat(32)).clear();
        let (_, rest) = clear.to_str().unwrap().split_once('=').unwrap();
        assert_eq!(rest, "; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
    }
}
