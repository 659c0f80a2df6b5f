//! Names that change with the content.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};

/// Names the WebAssembly and its script after what they contain, as a pair. Trunk names them after
/// what the compiler made, before wasm-bindgen and wasm-opt; a change of either would change the
/// files but not the names, and browsers, told that a named file never changes, would keep the old.
///
/// # Errors
/// When the page names no WebAssembly, or a file cannot be renamed.
pub(super) fn rename(site: &Path) -> Result<()> {
    let index = site.join("index.html");
    let page = fs::read_to_string(&index).context("Trunk wrote no index.html")?;
    let base = base(&page).context(
        "index.html names no WebAssembly; does it have a `<link data-trunk rel=\"rust\">`?",
    )?;
    let (stem, _) = base
        .rsplit_once('-')
        .context("the WebAssembly has no hash in its name")?;

    let files = ["_bg.wasm", ".js"];
    let mut hasher = DefaultHasher::new();
    for suffix in files {
        let path = site.join(format!("{base}{suffix}"));
        fs::read(&path)
            .with_context(|| format!("could not read {}", path.display()))?
            .hash(&mut hasher);
    }
    let named = format!("{stem}-{:016x}", hasher.finish());
    for suffix in files {
        let (from, to) = (format!("{base}{suffix}"), format!("{named}{suffix}"));
        fs::rename(site.join(&from), site.join(to))
            .with_context(|| format!("could not rename {from}"))?;
    }
    fs::write(&index, page.replace(base, &named)).context("could not write index.html")
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

    fn built(wasm: &str) -> (tempfile::TempDir, String) {
        let site = tempfile::tempdir().expect("a temporary folder");
        let page = r#"<link href="/app-1f.js"><link href="/app-1f_bg.wasm">"#;
        fs::write(site.path().join("index.html"), page).expect("written");
        fs::write(site.path().join("app-1f.js"), "script").expect("written");
        fs::write(site.path().join("app-1f_bg.wasm"), wasm).expect("written");
        rename(site.path()).expect("renamed");
        let page = fs::read_to_string(site.path().join("index.html")).expect("readable");
        let base = base(&page).expect("named").to_owned();
        (site, base)
    }

    #[test]
    fn the_page_names_the_pair_as_it_is_called_now() {
        let (site, base) = built("wasm");
        assert!(base.starts_with("app-") && base != "app-1f", "{base}");
        let page = fs::read_to_string(site.path().join("index.html")).expect("readable");
        assert_eq!(
            page,
            format!(r#"<link href="/{base}.js"><link href="/{base}_bg.wasm">"#)
        );
        assert!(site.path().join(format!("{base}.js")).exists());
        assert!(site.path().join(format!("{base}_bg.wasm")).exists());
        assert!(!site.path().join("app-1f.js").exists());
    }

    #[test]
    fn the_name_follows_the_content() {
        assert_eq!(built("wasm").1, built("wasm").1);
        assert_ne!(built("wasm").1, built("wasm, optimized otherwise").1);
    }

    #[test]
    fn a_page_without_webassembly_is_refused() {
        let site = tempfile::tempdir().expect("a temporary folder");
        fs::write(site.path().join("index.html"), "<p>no console</p>").expect("written");
        let error = rename(site.path()).expect_err("there is nothing to name");
        assert!(error.to_string().contains("data-trunk"), "{error}");
    }
}
