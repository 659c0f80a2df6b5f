//! Files that are something else, and invisible characters that break a file: the messages say what they are instead
//! of repeating the errors of the parser.

use super::{Diagnostic, Document, Position};
use crate::document::Path;
use crate::invisible::{is_invisible, named};

/// The message for a Kubernetes manifest that was pasted.
pub(crate) fn manifest(document: &Document, expected: &str) -> Option<Diagnostic> {
    let text = |key: &str| document.value.get(key)?.as_str();
    text("apiVersion").or(text("api_version"))?;
    let kind = text("kind")?;
    let message = format!("this is a Kubernetes manifest of kind {kind}; {expected}");
    Some(document.diagnostic(&Path::default().key("kind"), message))
}

/// What stands in the indentation up to a line in which the grammar stumbled, if it is not what it seems.
pub(super) fn odd_indentation(text: &str, stumbled: usize) -> Option<Diagnostic> {
    let is_odd = |c: char| is_invisible(c) && !matches!(c, '\t' | '\r');
    text.lines()
        .take(stumbled)
        .enumerate()
        .find_map(|(line, content)| {
            let indentation = content
                .chars()
                .take_while(|c| *c == ' ' || is_invisible(*c));
            let (column, odd) = indentation.enumerate().find(|(_, c)| is_odd(*c))?;
            let at = Position {
                line: line + 1,
                column: column + 1,
            };
            let name = named(odd);
            Some(at.says(format!(
                "{name} is in the indentation, where only spaces are allowed: replace it"
            )))
        })
}

/// What is odd about a key.
pub(super) fn odd_key(key: &str, at: Position) -> Option<Diagnostic> {
    let (column, odd) = key.chars().enumerate().find(|(_, c)| is_invisible(*c))?;
    let at = Position {
        column: at.column + column,
        ..at
    };
    Some(at.says(format!("{} is in a key: remove it", named(odd))))
}

/// Why a plain text looks like an entry but is not: the character after its colon or dash is not a space.
pub(super) fn odd_blank(text: &str, at: Position) -> Option<Diagnostic> {
    let mut before = None;
    for (column, c) in text.chars().enumerate() {
        let is_mark = before == Some(':') || (before == Some('-') && column == 1);
        if is_mark && is_invisible(c) && c != '\n' {
            let at = Position {
                column: at.column + column,
                ..at
            };
            return Some(at.says(format!("{} is where a space is needed", named(c))));
        }
        before = Some(c);
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::api::Dialect;
    use crate::edit::{self, Form};
    use crate::model::Runner;
    use crate::spec_file::{parse, read_profile, read_runner};

    fn told(text: &str) -> String {
        let read = parse(text).map_err(|problem| vec![problem]);
        let read = read.and_then(|documents| read_runner(&documents[0]));
        read.unwrap_err()[0].to_string()
    }

    #[test]
    fn what_nobody_sees_is_named_at_its_place() {
        for (text, place) in [
            (
                "identity:\n\u{a0}\u{a0}zone: a\n",
                "line 2, column 1: U+00A0 no-break space is in the indentation, where only spaces are allowed: replace it",
            ),
            (
                "identity:\n  zone: a\n \u{a0}runner_group_id: b\n",
                "line 3, column 2: U+00A0",
            ),
            (
                "identity:\n  zone:\u{a0}a\n",
                "line 2, column 8: U+00A0 no-break space is where a space is needed",
            ),
            (
                "managed_spec:\n  overrides:\n    args:\n      -\u{a0}a\n",
                "line 4, column 8: U+00A0",
            ),
            (
                "identity:\n  zo\u{200b}ne: a\n",
                "line 2, column 5: U+200B zero width space is in a key: remove it",
            ),
            (
                "identity: {zone: a}\nmanaged_spec:\n\u{3000} overrides: [\n",
                "line 3, column 1: U+3000",
            ),
        ] {
            let told = told(text);
            assert!(told.starts_with(place), "{text:?}: {told}");
        }
        // In a text it is a text's matter.
        let note = "managed_spec:\n  overrides:\n    env:\n      NOTE: |\n        \u{a0}indented: \u{a0}x\n      B: a\u{a0}b\n";
        assert!(read_runner(&parse(note).unwrap()[0]).is_ok());
    }

    #[test]
    fn a_kubernetes_manifest_is_told_to_be_one() {
        let manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec: {}\n";
        assert_eq!(
            told(manifest),
            "line 2, column 1: this is a Kubernetes manifest of kind Deployment; a runner's file has identity, managed_spec and profile_bindings"
        );
        let documents = parse(manifest).unwrap();
        let profile = read_profile(&documents[0]).unwrap_err();
        assert!(profile[0].message.contains("kind Deployment"));
        for form in [Form::Whole, Form::Patch] {
            let edit =
                edit::read(Dialect::V1beta2, manifest, form, &Runner::default()).unwrap_err();
            assert!(edit[0].message.contains("kind Deployment"));
        }
        assert!(!told("kind: Deployment\n").contains("manifest"));
    }
}
