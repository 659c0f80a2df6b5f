//! The console as files for the browser.

mod budget;
mod compress;
mod fingerprint;
mod minify;
mod shared;
mod sheets;
mod split;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, anyhow, bail};

pub(crate) use budget::{BUDGET, Download};

use crate::process::{self, step};
use crate::project::{self, Stamp};
use crate::tools::cargo_tool::{trunk, wasm_bindgen};
use crate::tools::{WasmTools, npm, wasm};

/// The feature of pages in files of their own.
const SPLIT: &str = "split";

/// What the site is made from, relative to the repository's root.
const INPUTS: [&str; 15] = [
    "index.html",
    "shared.html",
    "build.rs",
    "editor/main.js",
    "editor/bundle.mjs",
    "editor/package-lock.json",
    "src",
    "style",
    "public",
    "contract/src",
    "contract/Cargo.toml",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "xtask/src/site",
];

/// How much a build takes upon itself for a small download and a fast page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Hardly optimized and in one piece, for whoever looks at it on this machine.
    Quick,
    /// In chunks, as small as they get, compressed: what is delivered.
    Optimal,
}

impl Effort {
    /// Where the site is built to.
    pub(crate) fn folder(self) -> PathBuf {
        match self {
            Self::Quick => project::target().join("site-quick"),
            Self::Optimal => project::site(),
        }
    }

    /// Cargo's profile.
    fn profile(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Optimal => "release",
        }
    }

    /// Whether the site is there as the sources are now.
    ///
    /// # Errors
    /// When a source cannot be read.
    pub(crate) fn is_current(self) -> Result<bool> {
        // Trunk, run by hand, empties the folder and does not compress.
        let last = match self {
            Self::Quick => shared::PAGE,
            Self::Optimal => "index.html.br",
        };
        Ok(self.stamp()?.is_current() && self.folder().join(last).exists())
    }

    /// What the site would be made from now.
    ///
    /// # Errors
    /// When a source cannot be read.
    pub(crate) fn stamp(self) -> Result<Stamp> {
        let inputs: Vec<PathBuf> = INPUTS
            .iter()
            .map(|input| project::root().join(input))
            .chain([npm::site_build().join("package-lock.json")])
            .collect();
        let tools = [trunk().name(), wasm_bindgen()?.name()];
        Stamp::of(
            project::state().join(format!("site.{}.stamp", self.profile())),
            inputs.iter().map(PathBuf::as_path),
            &[&tools[0], &tools[1]],
        )
    }
}

/// Builds the site if anything that it is made from changed since, and beside it what else there is to do: a
/// machine that lacks the tools is busy with them for minutes, and not with all its cores.
///
/// # Errors
/// When a tool cannot be installed, or one of the two cannot be built.
pub(crate) fn build<T>(effort: Effort, beside: impl FnOnce() -> Result<T>) -> Result<T> {
    fs::create_dir_all(project::state()).context("could not create the target folder")?;
    let lock = File::create(project::state().join("site.lock"))?;
    // A second build of the same clone waits, and then finds the work done.
    lock.lock().context("could not wait for another build")?;

    if effort.is_current()? {
        step("The site is up to date");
        return beside();
    }
    let stamp = effort.stamp()?;
    let (tools, built) = thread::scope(|scope| {
        let tools = scope.spawn(WasmTools::for_site);
        let built = beside().and_then(|built| compile(effort).map(|()| built));
        (tools.join(), built)
    });
    let tools = tools.map_err(|_| anyhow!("the installation of tools did not finish"))??;
    let built = built?;
    make(effort, &tools)?;
    stamp.keep()?;
    Ok(built)
}

/// Compiles both pages' programs, which Trunk would do itself, but not before it is there.
fn compile(effort: Effort) -> Result<()> {
    step(match effort {
        Effort::Quick => "Compiling the site, barely optimized (about 2 minutes the first time)",
        Effort::Optimal => "Compiling the optimized site (about 4 minutes the first time, then 1)",
    });
    let programs: &[&[&str]] = match effort {
        Effort::Quick => &[&["--bin", split::NAME, "--bin", shared::NAME]],
        // Apart: what the feature exports for the chunks would all be kept in the other program, too.
        Effort::Optimal => &[
            &["--bin", split::NAME, "--features", SPLIT],
            &["--bin", shared::NAME],
        ],
    };
    let tools = WasmTools::compiler()?;
    for options in programs {
        let mut cargo = tools.command("cargo")?;
        cargo
            // No package is named, since Trunk names none: what it asks for must be there already.
            .args(["build", "--target", wasm::TARGET])
            .args(["--profile", effort.profile()]);
        process::run(cargo.args(*options))?;
    }
    Ok(())
}

/// Makes files for the browser of what is compiled.
fn make(effort: Effort, tools: &WasmTools) -> Result<()> {
    let site = effort.folder();
    // Trunk empties the folder that it writes to.
    let shared = project::wasm_target().join("shared-site");
    step("Making files for the browser (a few seconds)");
    let features = match effort {
        Effort::Quick => None,
        Effort::Optimal => Some(SPLIT),
    };
    trunk_build(effort, features, tools, "index.html", &site)?;
    trunk_build(effort, None, tools, shared::PAGE, &shared)?;
    if effort == Effort::Optimal {
        step("Splitting and optimizing the site (half a minute)");
        let pieces = split::split(tools)?;
        fingerprint::exchange(&pieces, &site, "index.html", split::NAME)?;
        sheets::join(&site, "index.html", split::NAME)?;
        shared::optimize(tools, &shared)?;
    }
    shared::copy(&shared, &site)?;
    if effort == Effort::Optimal {
        step("Compressing the site (a few seconds)");
        minify::folder(&site)?;
        compress::folder(&site)?;
    }
    Ok(())
}

/// A page and what it names, as Trunk makes them.
fn trunk_build(
    effort: Effort,
    features: Option<&str>,
    tools: &WasmTools,
    page: &str,
    folder: &Path,
) -> Result<()> {
    let mut trunk = tools.command("trunk")?;
    trunk
        .args(["--color", "auto", "build", page, "--html-output", page])
        .args(["--cargo-profile", effort.profile(), "--dist"])
        .arg(folder)
        .args(features.map(|features| format!("--features={features}")));
    process::run(&mut trunk)
}

/// Prints the initial download.
///
/// # Errors
/// When it is over the budget, or the site is not built.
pub(crate) fn check_budget() -> Result<()> {
    let download = Download::of(&project::site())?;
    println!("{download}");
    if download.total() > BUDGET {
        bail!(
            "the initial download is over the budget of {} KB; what only some pages need belongs \
             in a chunk (chunk! in src/pages)",
            BUDGET / 1000
        );
    }
    let shared = Download::of_shared(&project::site())?;
    println!("\nThe page that share links lead to\n{shared}");
    if shared.total() > shared.budget {
        bail!(
            "the page that share links lead to is over its budget of {} KB; it may contain only what \
             src/shared uses",
            shared.budget / 1000
        );
    }
    let editor = download.editor().context("the site has no editor.js")?;
    if editor > budget::EDITOR_BUDGET {
        bail!(
            "the editor's script is over its budget of {} KB",
            budget::EDITOR_BUDGET / 1000
        );
    }
    Ok(())
}

/// Whether a file's name ends with a dot and this.
fn is_of_kind(name: impl AsRef<Path>, extension: &str) -> bool {
    name.as_ref()
        .extension()
        .is_some_and(|found| found == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_built_from_all_of_it() {
        let ignored = project::root().join(".dockerignore");
        let ignored = fs::read_to_string(ignored).expect("readable");
        let taken: Vec<&str> = ignored
            .lines()
            .filter_map(|line| line.strip_prefix('!'))
            .collect();
        for input in INPUTS {
            let first = input.split('/').next().unwrap_or(input);
            assert!(
                taken.contains(&first),
                "{input}: .dockerignore leaves it out"
            );
        }
    }
}
