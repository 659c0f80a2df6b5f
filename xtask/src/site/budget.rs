//! The size of the first visit.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::compress::with_suffix;
use super::{is_of_kind, shared, split};

/// The most that the initial download may weigh, in bytes with brotli.
pub(crate) const BUDGET: u64 = 350_000;

/// The most that a teammate's page may weigh, likewise.
pub(super) const SHARED_BUDGET: u64 = 300_000;

/// The most that the editor's script may weigh, likewise.
pub(super) const EDITOR_BUDGET: u64 = 160_000;

/// The editor's script, which the pages with an editor load.
const EDITOR: &str = "editor.js";

/// What a first visit downloads, and what comes later.
pub(crate) struct Download {
    /// The page and every file that it names.
    initial: Vec<Weight>,
    /// The code of pages that is downloaded when they are visited.
    later: Vec<Weight>,
    /// The most that the first visit may weigh, in bytes with brotli.
    pub(super) budget: u64,
}

struct Weight {
    name: String,
    /// Bytes.
    plain: u64,
    /// Bytes with brotli, as nearly every browser asks for.
    brotli: u64,
}

impl Download {
    /// Weighs the `index.html` of a built and compressed site, what it refers to, and the WebAssembly
    /// that it does not refer to.
    ///
    /// # Errors
    /// When the site is not built, or lacks a file that it refers to.
    pub(crate) fn of(site: &Path) -> Result<Self> {
        Self::of_page(site, "index.html", BUDGET)
    }

    /// Weighs the page that share links lead to, likewise; nothing comes later.
    ///
    /// # Errors
    /// As for the other one.
    pub(super) fn of_shared(site: &Path) -> Result<Self> {
        let mut download = Self::of_page(site, shared::PAGE, SHARED_BUDGET)?;
        download.later.clear();
        Ok(download)
    }

    fn of_page(site: &Path, page: &'static str, budget: u64) -> Result<Self> {
        let text = fs::read_to_string(site.join(page))
            .context("the site is not built; `cargo xtask build`")?;
        let weigh = |name: &str| -> Result<Weight> {
            let path = site.join(name);
            let size = |path: &Path| {
                fs::metadata(path).map(|data| data.len()).with_context(|| {
                    format!("the page refers to {}, which is missing", path.display())
                })
            };
            let brotli = size(&with_suffix(&path, "br"))?;
            Ok(Weight {
                name: name.to_owned(),
                plain: size(&path)?,
                brotli,
            })
        };
        let named = referred(&text);
        let weigh_all = |names: &mut dyn Iterator<Item = &str>| -> Result<Vec<Weight>> {
            let mut weights = names.map(weigh).collect::<Result<Vec<_>>>()?;
            weights.sort_by_key(|weight| std::cmp::Reverse(weight.brotli));
            Ok(weights)
        };
        let initial = weigh_all(&mut named.iter().copied().chain([page]))?;
        if !initial.iter().any(|file| is_of_kind(&file.name, "wasm")) {
            bail!(
                "{page} refers to no WebAssembly; does it have a `<link data-trunk rel=\"rust\">`?"
            );
        }
        let all = split::files(site)?;
        let chunks = all
            .iter()
            .filter_map(|path| path.file_name()?.to_str())
            .filter(|name| is_of_kind(name, "wasm") || *name == EDITOR)
            .filter(|name| !named.contains(name) && !name.starts_with(shared::NAME));
        let later = weigh_all(&mut chunks.into_iter())?;
        Ok(Self {
            initial,
            later,
            budget,
        })
    }

    /// Bytes with brotli of the editor's script, if the site has it.
    pub(crate) fn editor(&self) -> Option<u64> {
        let editor = self.later.iter().find(|file| file.name == EDITOR);
        editor.map(|file| file.brotli)
    }

    /// Bytes with brotli of the initial download.
    pub(crate) fn total(&self) -> u64 {
        sum(&self.initial).brotli
    }
}

/// The scripts, styles and WebAssembly that a page names, each once, relative to the site.
fn referred(page: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for attribute in ["href=\"", "src=\""] {
        for rest in page.split(attribute).skip(1) {
            let name = rest
                .split('"')
                .next()
                .unwrap_or_default()
                .trim_start_matches('/');
            let counts = [".js", ".css", ".wasm"]
                .iter()
                .any(|kind| name.ends_with(kind));
            if counts && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

impl fmt::Display for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LATER: &str = "Loaded when visited";
        let names = self.initial.iter().chain(&self.later);
        let width = names
            .map(|file| file.name.len())
            .max()
            .unwrap_or_default()
            .max(LATER.len());
        let line = |f: &mut fmt::Formatter<'_>, file: &Weight| {
            let (plain, brotli) = (kilobytes(file.plain), kilobytes(file.brotli));
            write!(f, "{:width$}  {plain:>10}  {brotli:>10}", file.name)
        };
        writeln!(
            f,
            "{:width$}  {:>10}  {:>10}",
            "Initial download", "plain", "brotli"
        )?;
        for file in &self.initial {
            line(f, file)?;
            writeln!(f)?;
        }
        line(f, &sum(&self.initial))?;
        write!(f, "  of {}", kilobytes(self.budget))?;
        if !self.later.is_empty() {
            write!(f, "\n\n{LATER}")?;
            for file in self.later.iter().chain([&sum(&self.later)]) {
                writeln!(f)?;
                line(f, file)?;
            }
        }
        Ok(())
    }
}

fn sum(files: &[Weight]) -> Weight {
    Weight {
        name: "total".to_owned(),
        plain: files.iter().map(|file| file.plain).sum(),
        brotli: files.iter().map(|file| file.brotli).sum(),
    }
}

/// `23918` is `23.9 KB`.
fn kilobytes(bytes: u64) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{} KB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<link rel="icon" href="/favicon.svg">
        <link rel="modulepreload" href="/app-1.js"><link rel="preload" href="/app-1_bg.wasm">
        <link rel="stylesheet" href="/main-2.css"/>
        <script src="/loader-3.js" type="module"></script><script src="/app-1.js"></script>"#;

    #[test]
    fn each_script_style_and_wasm_of_the_page_counts_once() {
        assert_eq!(
            referred(PAGE),
            ["app-1.js", "app-1_bg.wasm", "main-2.css", "loader-3.js"]
        );
    }

    fn site(files: &[(&str, usize)]) -> tempfile::TempDir {
        let site = tempfile::tempdir().expect("a temporary folder");
        fs::write(site.path().join("index.html"), PAGE).expect("written");
        fs::write(site.path().join("index.html.br"), "x".repeat(60)).expect("written");
        for (name, size) in files {
            fs::write(site.path().join(name), "x".repeat(*size)).expect("written");
        }
        site
    }

    #[test]
    fn the_total_is_that_of_the_compressed_files() {
        let site = site(&[
            ("app-1.js", 9_000),
            ("app-1.js.br", 2_000),
            ("app-1_bg.wasm", 90_000),
            ("app-1_bg.wasm.br", 30_049),
            ("main-2.css", 500),
            ("main-2.css.br", 200),
            ("loader-3.js", 100),
            ("loader-3.js.br", 90),
            ("forms-1.wasm", 20_000),
            ("forms-1.wasm.br", 8_000),
            ("editor.js", 7_000),
            ("editor.js.br", 5_000),
        ]);
        let download = Download::of(site.path()).expect("complete");
        assert_eq!(download.editor(), Some(5_000));
        assert_eq!(
            download.total(),
            32_399,
            "the page counts, what comes later does not"
        );
        let table = download.to_string();
        assert_eq!(
            table.lines().nth(1),
            Some("app-1_bg.wasm           90.0 KB     30.0 KB"),
            "the heaviest comes first: {table}"
        );
        assert!(
            table.contains(
                "     99.9 KB     32.4 KB  of 350.0 KB\n\nLoaded when visited\nforms-1.wasm "
            ),
            "{table}"
        );
        assert!(table.ends_with("     27.0 KB     13.0 KB"), "{table}");
    }

    #[test]
    fn a_missing_file_is_an_error_and_not_zero() {
        let site = site(&[("app-1.js", 10), ("app-1.js.br", 10)]);
        let error = Download::of(site.path())
            .err()
            .expect("the wasm is missing");
        assert!(error.to_string().contains("app-1_bg.wasm"), "{error}");
    }

    #[test]
    fn sizes_are_rounded() {
        assert_eq!(kilobytes(49), "0.0 KB");
        assert_eq!(kilobytes(50), "0.1 KB");
        assert_eq!(kilobytes(349_951), "350.0 KB");
    }
}
