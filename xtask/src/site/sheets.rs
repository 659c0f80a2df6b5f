//! One style sheet for each page: a browser on a slow network asks for every file anew, and six at a time.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};

const LINK: &str = "<link rel=\"stylesheet\" href=\"/";

/// Joins the style sheets that a page names, in their order, into one that is named after its content.
///
/// # Errors
/// When a file cannot be read or written.
pub(super) fn join(site: &Path, page: &str, program: &str) -> Result<()> {
    let index = site.join(page);
    let mut text = fs::read_to_string(&index).with_context(|| format!("Trunk wrote no {page}"))?;
    let mut joined = String::new();
    let mut first = None;
    while let Some(start) = text.find(LINK) {
        let rest = &text[start + LINK.len()..];
        let (name, _) = rest.split_once('"').context("a link without an end")?;
        let sheet = site.join(name);
        let content = fs::read_to_string(&sheet)
            .with_context(|| format!("{page} names {name}, which cannot be read"))?;
        joined.push_str(&content);
        joined.push('\n');
        fs::remove_file(&sheet).with_context(|| format!("could not remove {name}"))?;
        let length = rest.find('>').context("a link without an end")? + 1;
        text.replace_range(start..start + LINK.len() + length, "");
        first.get_or_insert(start);
    }
    let Some(first) = first else {
        return Ok(());
    };
    let mut hasher = DefaultHasher::new();
    joined.hash(&mut hasher);
    let name = format!("{program}-{:016x}.css", hasher.finish());
    text.insert_str(first, &format!("{LINK}{name}\"/>"));
    fs::write(site.join(&name), joined).with_context(|| format!("could not write {name}"))?;
    fs::write(&index, text).with_context(|| format!("could not write {page}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(base: &str) -> (String, Vec<String>, String) {
        let site = tempfile::tempdir().expect("a temporary folder");
        for (name, content) in [
            (
                "index.html",
                "<link rel=\"icon\" href=\"/i.svg\"/>\n\
                 <link rel=\"stylesheet\" href=\"/tokens-1.css\"/>\n\
                 <link rel=\"stylesheet\" href=\"/base-2.css\"/>\n<body>",
            ),
            ("tokens-1.css", ":root {}"),
            ("base-2.css", base),
        ] {
            fs::write(site.path().join(name), content).expect("written");
        }
        join(site.path(), "index.html", "app").expect("joined");
        let page = fs::read_to_string(site.path().join("index.html")).expect("readable");
        let files = fs::read_dir(site.path()).expect("listed");
        let mut names: Vec<String> = files
            .map(|file| {
                file.expect("listed")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .collect();
        names.sort();
        let sheet = fs::read_to_string(site.path().join(&names[0])).expect("readable");
        (page, names, sheet)
    }

    #[test]
    fn a_page_names_one_sheet_that_holds_all_in_their_order() {
        let (page, names, sheet) = joined("body {}");
        assert_eq!(sheet, ":root {}\nbody {}\n");
        assert_eq!(names.len(), 2, "{names:?}");
        assert_eq!(
            page,
            format!(
                "<link rel=\"icon\" href=\"/i.svg\"/>\n<link rel=\"stylesheet\" href=\"/{}\"/>\n\n<body>",
                names[0]
            )
        );
    }

    #[test]
    fn its_name_follows_its_content() {
        assert_eq!(joined("body {}").1, joined("body {}").1);
        assert_ne!(joined("body {}").1, joined("body { margin: 0 }").1);
    }
}
