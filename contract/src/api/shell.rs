//! Words for a POSIX shell, and commands that do what a page does (contract 9).

/// A text as one word of a shell command: as it is where nothing in it means anything to the shell, in
/// single quotes otherwise (POSIX.1-2024, 2.2.2).
pub(super) fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,=".contains(c);
    // An equals sign at the front or a leading hyphen would mean something to the command.
    if !text.is_empty() && text.chars().all(is_plain) && !text.starts_with(['-', '=']) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// A command of the CLI that reads a file from its standard input.
pub(super) fn with_input(command: &str, input: &str) -> String {
    // A line of the input that equals the mark would end it.
    let mut mark = "EOF".to_owned();
    while input.lines().any(|line| line == mark) {
        mark.push('F');
    }
    format!("{command} -f - <<'{mark}'\n{}\n{mark}", input.trim_end())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;

    fn run(script: &str) -> String {
        let output = Command::new("sh")
            .arg("-c")
            .arg(script)
            .output()
            .expect("a shell");
        assert!(output.status.success(), "{script}");
        String::from_utf8(output.stdout).expect("text")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_text_comes_through_the_shell(text in "[^\0]{0,40}") {
            prop_assert_eq!(run(&format!("printf %s {}", quoted(&text))), text);
        }

        #[test]
        fn every_file_comes_through_the_shell(text in "[a-zE'\"$`\\\\ \n]{0,60}") {
            let input = format!("EOF\nx{}\n", text.trim_end());
            let script = with_input("t() { cat; }; t", &input);
            prop_assert_eq!(run(&script), format!("{}\n", input.trim_end()));
        }
    }

    #[test]
    fn plain_words_stay_plain() {
        for word in ["helsinki-evals", "a=b", "https://x:1/y", "10%"] {
            assert_eq!(quoted(word), word);
        }
        for (word, safe) in [
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$HOME", "'$HOME'"),
            ("-rf", "'-rf'"),
        ] {
            assert_eq!(quoted(word), safe);
        }
    }
}
