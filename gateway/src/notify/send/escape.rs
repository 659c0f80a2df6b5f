//! Text from elsewhere stays plain text, whatever markup the receiver supports.

/// Of one line at most that many characters.
pub(super) fn line(text: &str, most: usize) -> String {
    let plain = text
        .chars()
        .map(|char| if char.is_control() { ' ' } else { char });
    let mut line: String = plain.take(most + 1).collect();
    if line.chars().count() > most {
        line = line.chars().take(most - 1).chain(['…']).collect();
    }
    line
}

/// For Discord, which reads Markdown.
pub(super) fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if "\\*_~`|>#[]()<-+.!@:".contains(char) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

/// For Slack's own links, in which these have a meaning.
pub(super) fn slack(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_lose_their_meaning() {
        assert_eq!(
            markdown("**a** [b](c) @everyone"),
            "\\*\\*a\\*\\* \\[b\\]\\(c\\) \\@everyone"
        );
        assert_eq!(
            slack("<!channel> & <a|b>"),
            "&lt;!channel&gt; &amp; &lt;a|b&gt;"
        );
        assert_eq!(line("a\r\nBcc: b", 100), "a  Bcc: b");
        assert_eq!(line("abcdef", 4), "abc…");
        assert_eq!(line("äöüß", 4), "äöüß");
    }
}
