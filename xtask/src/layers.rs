//! The layer rules of the crates, read from their imports (`docs/architecture.md`): a module may import from the
//! layers before its own, never from one after it.

use std::path::{Path, PathBuf};

use crate::project;

/// The modules of a crate, layer by layer; those of one layer may know each other.
struct Layers {
    /// The crate's sources, from the root of the project.
    source: &'static str,
    order: &'static [&'static [&'static str]],
    /// Folders whose modules do not know each other at all.
    strangers: &'static [&'static str],
}

const CONSOLE: Layers = Layers {
    source: "src",
    order: &[
        &["panic", "paths"],
        &["api"],
        &["format"],
        &["can", "state"],
        &["actions", "widgets"],
        &["forms", "lazy", "run", "shared"],
        &["shell"],
        &["pages"],
        &["app", "lib", "main", "browser_tests"],
    ],
    strangers: &["pages"],
};

impl Layers {
    fn layer(&self, module: &str) -> Option<usize> {
        self.order.iter().position(|layer| layer.contains(&module))
    }

    /// What is wrong with the imports of a file: `file:line: what`.
    fn broken(&self, file: &Path, text: &str) -> Vec<String> {
        let own: Vec<_> = file
            .iter()
            .map(|part| part.to_str().unwrap_or_default().trim_end_matches(".rs"))
            .collect();
        let here = self.layer(own[0]);
        let mut broken = Vec::new();
        for (line, path) in imports(text) {
            let there = self.layer(&path[0]);
            let is_stranger = self.strangers.contains(&own[0])
                && own[0] == path[0]
                && own.len() > 1
                && path.len() > 1
                && own[1] != path[1];
            if here.is_none() || there.is_none() || there > here || is_stranger {
                let (source, file, path) = (self.source, file.display(), path.join("::"));
                broken.push(format!("{source}/{file}:{line}: crate::{path}"));
            }
        }
        broken
    }

    fn broken_in_all(&self) -> Vec<String> {
        let source = project::root().join(self.source);
        let mut broken = Vec::new();
        for file in files(&source) {
            let text = std::fs::read_to_string(&file).expect("a source is read");
            let inside = file.strip_prefix(&source).expect("it is inside");
            if !inside.starts_with("bin") {
                broken.extend(self.broken(inside, &text));
            }
        }
        broken
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder is read");
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry is read").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every path that begins with `crate::`, in imports and elsewhere, as far as its second name, with its line.
fn imports(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let is_comment = text[line_start..at].contains("//");
        let is_name = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        // The paths of a macro are of where it is used.
        if is_comment || is_name || text[..at].ends_with('$') {
            continue;
        }
        let line = text[..at].matches('\n').count() + 1;
        let rest = &text[at + "crate::".len()..];
        let tops = if rest.starts_with('{') {
            group(rest)
        } else {
            vec![rest]
        };
        for top in tops {
            let first = name(top);
            let Some(rest) = top[first.len()..].strip_prefix("::") else {
                found.push((line, vec![first.to_owned()]));
                continue;
            };
            let seconds = if rest.starts_with('{') {
                group(rest)
            } else {
                vec![rest]
            };
            for second in seconds {
                found.push((line, vec![first.to_owned(), name(second).to_owned()]));
            }
        }
    }
    found
}

fn name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// The parts of a text in braces, as far as the brace that closes it.
fn group(text: &str) -> Vec<&str> {
    let (mut depth, mut begin, mut parts) = (0, 1, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            parts.push(text[begin..at].trim());
            begin = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[test]
fn every_import_of_the_console_goes_down() {
    let broken = CONSOLE.broken_in_all();
    assert!(
        broken.is_empty(),
        "imports against the layers:\n{}",
        broken.join("\n")
    );
}

#[test]
fn an_import_that_goes_up_is_named_with_its_line() {
    let broken = |file: &str, text: &str| CONSOLE.broken(Path::new(file), text);
    let text =
        "use std::fs;\nuse crate::{\n    api::{self, Client},\n    pages::fleet::filter_of,\n};\n";
    assert_eq!(
        broken("widgets/page.rs", text),
        ["src/widgets/page.rs:2: crate::pages::fleet"]
    );
    assert!(broken("pages/fleet/mod.rs", text).is_empty());
    assert_eq!(
        broken("pages/shares/new.rs", text),
        ["src/pages/shares/new.rs:2: crate::pages::fleet"]
    );
    assert_eq!(
        broken("paths/route.rs", "fn f() { crate::state::clock::now() }"),
        ["src/paths/route.rs:1: crate::state::clock"]
    );
    assert!(broken("paths/route.rs", "// crate::state\n").is_empty());
    assert_eq!(
        broken("news/mod.rs", "use crate::paths;").len(),
        1,
        "a module of no layer"
    );
}
