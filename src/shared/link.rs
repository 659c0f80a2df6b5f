//! The link in the address bar: its secret stands in the fragment, which no server and no log sees. It
//! stays there, so that the page can be reloaded, kept and sent on.

/// What a link's fragment holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Names the link and opens it.
    secret: String,
    /// Its maker said when making it that a passphrase belongs to it.
    pub(super) asks: bool,
}

impl Link {
    /// Reads a fragment. Anything is a link: what it is worth, the server says.
    pub(super) fn parse(fragment: &str) -> Self {
        let text = fragment.trim_start_matches('#');
        match text.strip_suffix(".p") {
            Some(secret) => Self {
                secret: secret.to_owned(),
                asks: true,
            },
            None => Self {
                secret: text.to_owned(),
                asks: false,
            },
        }
    }

    /// The header that opens it.
    pub(super) fn header(&self, passphrase: &str) -> String {
        let secret: String = self.secret.chars().filter(char::is_ascii_graphic).collect();
        if passphrase.is_empty() {
            format!("Share {secret}")
        } else {
            format!("Share {secret} {}", crate::paths::encode(passphrase))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fragment_becomes_a_header() {
        let link = Link::parse("#0a.1b");
        assert!(!link.asks);
        assert_eq!(link.header(""), "Share 0a.1b");
        let link = Link::parse("#0a.1b.p");
        assert!(link.asks);
        assert_eq!(link.header("ä b"), "Share 0a.1b %C3%A4%20b");
    }

    #[test]
    fn what_is_no_link_makes_no_other_header() {
        assert_eq!(Link::parse("").header(""), "Share ");
        assert_eq!(Link::parse("#a\r\nX: y").header(""), "Share aX:y");
    }
}
