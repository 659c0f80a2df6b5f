//! The console as files for the browser.

mod budget;
mod compress;
mod fingerprint;
mod shared;
mod sheets;
mod split;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

pub(crate) use budget::{BUDGET, Download};

use crate::process::{self, step};
use crate::project::{self, Stamp};
use crate::tools::cargo_tool::{trunk, wasm_bindgen};
use crate::tools::{WasmTools, npm};

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

/// Builds the optimized site into `dist/`, with brotli and gzip beside each file, if anything that
/// it is made from changed since.
///
/// # Errors
/// When a tool cannot be installed or the build fails.
pub(crate) fn build() -> Result<()> {
    fs::create_dir_all(project::state()).context("could not create the target folder")?;
    let lock = File::create(project::state().join("site.lock"))?;
    // A second build of the same clone waits, and then finds the work done.
    lock.lock().context("could not wait for another build")?;

    let stamp = stamp()?;
    let site = project::site();
    // Trunk, run by hand, empties the folder and does not compress.
    if stamp.is_current() && site.join("index.html.br").exists() {
        step("The site is up to date");
        return Ok(());
    }
    let tools = WasmTools::for_site()?;
    npm::install(&npm::editor(), "the editor")?;
    step("Building the optimized site (about 5 minutes the first time, then 1)");
    trunk_command(&tools, "build", &site)
        .and_then(|mut trunk| process::run(trunk.args(["--release", "--features", "split"])))?;
    step("Splitting the site into what everyone downloads and what comes later (a few seconds)");
    let pieces = split::split(&tools)?;
    fingerprint::exchange(&pieces, &site, "index.html", split::NAME)?;
    sheets::join(&site, "index.html", split::NAME)?;
    step("Building the page that share links lead to (about 2 minutes the first time, then 1)");
    shared::build(&tools, &site)?;
    step("Compressing the site (a few seconds)");
    compress::folder(&site)?;
    stamp.keep()
}

/// A Trunk command that puts the site into `dist`.
///
/// # Errors
/// When the tools' folders cannot be put on the PATH.
pub(crate) fn trunk_command(
    tools: &WasmTools,
    subcommand: &str,
    dist: &Path,
) -> Result<std::process::Command> {
    let mut command = tools.command("trunk")?;
    command
        .args(["--color", "auto", subcommand, "--dist"])
        .arg(dist);
    Ok(command)
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
             into a chunk (src/pages/chunks.rs)",
            BUDGET / 1000
        );
    }
    let shared = Download::of_shared(&project::site())?;
    println!("\nThe page that share links lead to\n{shared}");
    if shared.total() > shared.budget {
        bail!(
            "the page that share links lead to is over its budget of {} KB; it holds what src/shared \
             uses and nothing else",
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

fn stamp() -> Result<Stamp> {
    let inputs: Vec<PathBuf> = INPUTS
        .iter()
        .map(|input| project::root().join(input))
        .chain([npm::site_build().join("package-lock.json")])
        .collect();
    let tools = [trunk().name(), wasm_bindgen()?.name()];
    Stamp::of(
        project::state().join("site.stamp"),
        inputs.iter().map(PathBuf::as_path),
        &[&tools[0], &tools[1]],
    )
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
