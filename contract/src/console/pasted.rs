//! What people paste.

use crate::invisible::is_invisible;

/// The token in a text that was pasted: without what stands around tokens where they are copied from, such as
/// quotes, `Bearer`, blanks, and characters that nobody sees.
pub fn pasted_token(text: &str) -> &str {
    const SCHEMES: [&str; 2] = ["authorization:", "bearer "];
    let is_around = |char: char| {
        let is_quote = matches!(
            char,
            '"' | '\'' | '`' | '“' | '”' | '„' | '‘' | '’' | '«' | '»'
        );
        is_quote || char == ' ' || is_invisible(char)
    };
    let mut token = text;
    loop {
        let bare = token.trim_matches(is_around);
        let scheme = SCHEMES.iter().find(|scheme| {
            let begin = bare.get(..scheme.len());
            begin.is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
        });
        match scheme {
            Some(scheme) => token = &bare[scheme.len()..],
            None => return bare,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_in_what_stands_around_it() {
        for text in [
            "CW-SECRET-1",
            " CW-SECRET-1\r\n",
            "Bearer CW-SECRET-1",
            "bearer   CW-SECRET-1",
            "\"CW-SECRET-1\"",
            "'Bearer CW-SECRET-1'",
            "“CW-SECRET-1”",
            "`CW-SECRET-1`",
            "Authorization: Bearer CW-SECRET-1",
            "\u{200b}CW-SECRET-1\u{feff}",
            "\u{a0}CW-SECRET-1\u{a0}",
            "Bearer \u{200b}\"CW-SECRET-1\"",
        ] {
            assert_eq!(pasted_token(text), "CW-SECRET-1", "{text:?}");
        }
        // What is inside is the token's own.
        for text in ["two words", "a\"b", "bearer", "Bearer-1", "a\u{200b}b", ""] {
            assert_eq!(pasted_token(text), text);
        }
        assert_eq!(pasted_token("Bearer "), "Bearer");
    }
}
