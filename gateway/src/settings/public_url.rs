//! The address under which people open the console, where it is not the one that is listened on.

use std::str::FromStr;

use http::Uri;

/// An origin: scheme, host and port, such as `https://console.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    secure: bool,
    authority: String,
}

impl PublicUrl {
    /// Whether it is HTTPS, so that cookies can be kept to it.
    pub(crate) fn is_secure(&self) -> bool {
        self.secure
    }

    /// Host and port as browsers write them: in lower case, without the scheme's own port.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// As browsers write it in an `Origin` header.
    pub(crate) fn origin(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.authority)
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = || "write it like https://console.example.com, without a path".to_owned();
        let uri: Uri = text.parse().map_err(|_| wanted())?;
        let (secure, port) = match uri.scheme_str() {
            Some("https") => (true, ":443"),
            Some("http") => (false, ":80"),
            _ => return Err(wanted()),
        };
        let authority = uri.authority().ok_or_else(wanted)?.as_str();
        let bare = uri.path_and_query().is_none_or(|rest| rest == "/");
        if !bare || authority.contains('@') || text.contains('#') {
            return Err(wanted());
        }
        let authority = authority.to_ascii_lowercase();
        Ok(Self {
            secure,
            authority: authority
                .strip_suffix(port)
                .unwrap_or(&authority)
                .to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_read_as_browsers_write_it() {
        let url: PublicUrl = "https://Console.Example.com:443/".parse().unwrap();
        assert_eq!(url.origin(), "https://console.example.com");
        assert!(url.is_secure());
        let url: PublicUrl = "http://[::1]:8080".parse().unwrap();
        assert_eq!(url.origin(), "http://[::1]:8080");
        assert!(!url.is_secure());
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "console.example.com",
            "//console.example.com",
            "ftp://console.example.com",
            "https://console.example.com/console",
            "https://console.example.com/?a=b",
            "https://console.example.com/#a",
            "https://me:secret@console.example.com",
            "https://",
        ] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }
}
