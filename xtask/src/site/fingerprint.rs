//! Names that change with the content.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};

use super::is_of_kind;
use super::split::{self, LOADER};

/// Puts the pieces of a program into the site, in place of what Trunk put there for its page, and names
/// them after what they contain: all of them together, since a piece works only with those that it was
/// made with. Trunk's names follow from what the compiler made, before it was split and optimized; a
/// change of that would change the files but not the names, and browsers, told that a named file
/// never changes, would keep the old.
///
/// # Errors
/// When the page names no WebAssembly, or a file cannot be read or written.
pub(super) fn exchange(pieces: &Path, site: &Path, page: &str, program: &str) -> Result<()> {
    let index = site.join(page);
    let text = fs::read_to_string(&index).with_context(|| format!("Trunk wrote no {page}"))?;
    let base = base(&text).with_context(|| {
        format!("{page} names no WebAssembly; does it have a `<link data-trunk rel=\"rust\">`?")
    })?;
    for suffix in [".js", "_bg.wasm"] {
        let name = format!("{base}{suffix}");
        fs::remove_file(site.join(&name)).with_context(|| format!("could not remove {name}"))?;
    }

    let mut files = Vec::new();
    for path in split::files(pieces)? {
        let content =
            fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        files.push((name.into_owned(), content));
    }
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    let hash = format!("{:016x}", hasher.finish());

    for (name, content) in &files {
        let content = match std::str::from_utf8(content) {
            Ok(script) if is_of_kind(name, "js") => {
                let names = files.iter().map(|(name, _)| name.as_str());
                refer(script, names, &hash).into_bytes()
            }
            _ => content.clone(),
        };
        let to = site.join(named(name, &hash));
        fs::write(&to, content).with_context(|| format!("could not write {}", to.display()))?;
    }
    let mut text = text.replace(base, &format!("{program}-{hash}"));
    if files.iter().any(|(name, _)| name == LOADER) {
        // Found through the script otherwise, one round trip later.
        let preload = format!(
            "<link rel=\"modulepreload\" href=\"/{}\" crossorigin=\"anonymous\">\n</head>",
            named(LOADER, &hash)
        );
        text = text.replacen("</head>", &preload, 1);
    }
    fs::write(&index, text).with_context(|| format!("could not write {page}"))
}

/// `app_bg.wasm` and `1f` give `app-1f_bg.wasm`, as Trunk names it.
fn named(name: &str, hash: &str) -> String {
    let stem = name
        .strip_suffix("_bg.wasm")
        .or_else(|| name.rsplit_once('.').map(|(stem, _)| stem))
        .unwrap_or(name);
    format!("{stem}-{hash}{}", &name[stem.len()..])
}

/// A script that imports and fetches its siblings under their new names. The same text elsewhere is a
/// key that the WebAssembly knows it by, and stays.
fn refer<'a>(script: &str, names: impl Iterator<Item = &'a str>, hash: &str) -> String {
    names.fold(script.to_owned(), |script, name| {
        ["from \"./", "new URL(\"./"]
            .iter()
            .fold(script, |script, before| {
                script.replace(
                    &format!("{before}{name}\""),
                    &format!("{before}{}\"", named(name, hash)),
                )
            })
    })
}

/// `app-1f` of a page that has `href="/app-1f_bg.wasm"`.
fn base(page: &str) -> Option<&str> {
    let (before, _) = page.split_once("_bg.wasm\"")?;
    let start = before.rfind(['"', '/'])?;
    Some(&before[start + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "import * as import1 from \"./chunks.js\"\n\
        const imports = { \"./chunks.js\": import1 };\n";
    const CHUNKS: &str = "import { initSync } from \"./runner-console.js\";\n\
        const load = () => fetch(new URL(\"./chunk_3.wasm\", import.meta.url));\n";

    /// A site whose pieces were exchanged, its page, and the hash in the names.
    fn built(chunk: &str) -> (tempfile::TempDir, String, String) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (site, pieces) = (folder.path().join("site"), folder.path().join("pieces"));
        let page = r#"<head><link href="/app-1f.js"><link href="/app-1f_bg.wasm"></head>"#;
        for (folder, name, content) in [
            (&site, "index.html", page),
            (&site, "app-1f.js", "script, whole"),
            (&site, "app-1f_bg.wasm", "wasm, whole"),
            (&pieces, "runner-console.js", SCRIPT),
            (&pieces, "runner-console_bg.wasm", "wasm"),
            (&pieces, "chunks.js", CHUNKS),
            (&pieces, "chunk_3.wasm", chunk),
        ] {
            fs::create_dir_all(folder).expect("created");
            fs::write(folder.join(name), content).expect("written");
        }
        exchange(&pieces, &site, "index.html", "runner-console").expect("exchanged");
        let page = fs::read_to_string(site.join("index.html")).expect("readable");
        let base = base(&page).expect("named");
        let hash = base.strip_prefix("runner-console-").expect("ours");
        let hash = hash.to_owned();
        (folder, page, hash)
    }

    #[test]
    fn the_page_names_the_pieces_as_they_are_called_now() {
        let (folder, page, hash) = built("wasm");
        assert_eq!(
            page,
            format!(
                "<head><link href=\"/runner-console-{hash}.js\">\
                 <link href=\"/runner-console-{hash}_bg.wasm\">\
                 <link rel=\"modulepreload\" href=\"/chunks-{hash}.js\" crossorigin=\"anonymous\">\n</head>"
            )
        );
        let names: Vec<String> = split::files(&folder.path().join("site"))
            .expect("listed")
            .iter()
            .map(|path| {
                path.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .replace(&hash, "1f")
            })
            .collect();
        assert_eq!(
            names,
            [
                "chunk_3-1f.wasm",
                "chunks-1f.js",
                "index.html",
                "runner-console-1f.js",
                "runner-console-1f_bg.wasm",
            ],
            "what Trunk made is gone"
        );
    }

    #[test]
    fn scripts_find_their_siblings_and_keep_the_keys_of_imports() {
        let (folder, _, hash) = built("wasm");
        let read = |name: String| {
            fs::read_to_string(folder.path().join("site").join(name)).expect("readable")
        };
        assert_eq!(
            read(format!("runner-console-{hash}.js")),
            SCRIPT.replace("from \"./chunks", &format!("from \"./chunks-{hash}"))
        );
        let chunks = read(format!("chunks-{hash}.js"));
        assert!(
            chunks.contains(&format!("from \"./runner-console-{hash}.js\"")),
            "{chunks}"
        );
        assert!(
            chunks.contains(&format!("new URL(\"./chunk_3-{hash}.wasm\"")),
            "{chunks}"
        );
    }

    #[test]
    fn every_name_follows_the_content_of_all() {
        assert_eq!(built("wasm").2, built("wasm").2);
        assert_ne!(built("wasm").2, built("wasm, optimized otherwise").2);
    }

    #[test]
    fn a_page_without_webassembly_is_refused() {
        let site = tempfile::tempdir().expect("a temporary folder");
        fs::write(site.path().join("index.html"), "<p>no console</p>").expect("written");
        let error = exchange(site.path(), site.path(), "index.html", "runner-console")
            .expect_err("there is nothing to name");
        assert!(error.to_string().contains("data-trunk"), "{error}");
    }
}
