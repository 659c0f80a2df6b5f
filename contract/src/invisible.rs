//! Invisible characters: they make two names look the same, and look like indentation in a file.

/// An invisible character in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invisible {
    /// Which it is.
    pub char: char,
    /// Where it stands, in characters counted from 1.
    pub at: usize,
}

impl std::fmt::Display for Invisible {
    /// `U+200B zero width space at character 12`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at character {}", named(self.char), self.at)
    }
}

/// Whether a character is invisible, other than the ordinary space. By Unicode these are the controls, the
/// format characters, the spaces and separators, the selectors of variants, and some letters without a form.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}' | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Whether it shapes the letters beside it, as emoji and some scripts need it.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The first invisible character of a name, which should have none.
pub fn in_name(text: &str) -> Option<Invisible> {
    find(text, is_invisible)
}

/// The first invisible character of a line of free text, which may have those that shape letters.
pub fn in_line(text: &str) -> Option<Invisible> {
    find(text, |c| is_invisible(c) && !is_joiner(c))
}

fn find(text: &str, is_wrong: impl Fn(char) -> bool) -> Option<Invisible> {
    let (at, char) = text.chars().enumerate().find(|(_, c)| is_wrong(*c))?;
    Some(Invisible { char, at: at + 1 })
}

/// A name without what nobody sees around it.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c == ' ' || is_invisible(c))
}

/// A search text, in lower case: blanks of every kind part its words, and what else nobody sees is not
/// looked for.
pub fn sought(text: &str) -> String {
    let chars = text.chars().filter_map(|c| match c {
        c if c.is_whitespace() => Some(' '),
        c if is_invisible(c) && !is_joiner(c) => None,
        c => Some(c),
    });
    chars.flat_map(char::to_lowercase).collect()
}

/// The text with each invisible character as its code point: `us-east-04a⟨U+200B⟩`.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) {
            shown.extend(["⟨", &code_point(c), "⟩"]);
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A character as a sentence can name it: itself, or its code point and name where it cannot be seen.
pub fn named(c: char) -> String {
    if !is_invisible(c) {
        return c.to_string();
    }
    let name = match c {
        '\0' => "null",
        '\t' => "tab",
        '\n' => "line feed",
        '\r' => "carriage return",
        '\u{a0}' => "no-break space",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2060}' => "word joiner",
        '\u{202f}' => "narrow no-break space",
        '\u{3000}' => "ideographic space",
        '\u{feff}' => "byte order mark",
        '\u{fe00}'..='\u{fe0f}' => "variation selector",
        c if c.is_whitespace() => "an unusual space",
        c if c.is_control() => "a control character",
        _ => "an invisible character",
    };
    format!("{} {name}", code_point(c))
}

fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_named_with_its_place() {
        let found = in_name("us-east-04a\u{200b}").unwrap();
        assert_eq!(found.to_string(), "U+200B zero width space at character 12");
        assert_eq!(shown("a\u{a0}b\u{feff}"), "a⟨U+00A0⟩b⟨U+FEFF⟩");
        assert_eq!(named('\u{85}'), "U+0085 an unusual space");
        assert_eq!(named('\u{1b}'), "U+001B a control character");
        assert_eq!(named('é'), "é");
        for name in ["", "us-east-04a", "Zürich Lab", "東京", "a b"] {
            assert_eq!((in_name(name), in_line(name)), (None, None), "{name}");
        }
    }

    #[test]
    fn free_text_keeps_what_shapes_letters() {
        for line in ["👩\u{200d}🔧 tools", "❤\u{fe0f}", "می\u{200c}خواهم"] {
            assert_eq!(in_line(line), None, "{line}");
            assert!(in_name(line).is_some(), "{line}");
        }
        assert!(in_line("a\u{202e}b").is_some());
    }

    #[test]
    fn a_name_is_trimmed_of_it() {
        assert_eq!(
            trimmed("\u{feff} us-east-04a\u{200b}\u{a0}\n"),
            "us-east-04a"
        );
        assert_eq!(trimmed("\u{200b}"), "");
    }

    #[test]
    fn what_is_sought_is_what_is_seen() {
        assert_eq!(sought("\u{feff}Prod\u{200b}\u{a0}EU\u{ad}-1"), "prod eu-1");
        assert_eq!(sought("می\u{200c}خواهم"), "می\u{200c}خواهم");
    }
}
