//! Node packages, from a lock file, once per clone and change of the lock file.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{self, step};
use crate::project::{self, Stamp};

/// The oldest major version of Node.js that all packages run on.
pub(crate) const NODE: u32 = 20;

/// How to get Node.js.
pub(crate) const GET_NODE: &str = "install Node.js 20 or newer with npm: https://nodejs.org, \
     `brew install node`, or your distribution's nodejs and npm packages";

/// Installs the packages of a folder unless that was done for this lock file. `what` names for the
/// person what they are for.
///
/// # Errors
/// When there is no Node.js, or the packages cannot be fetched.
pub(crate) fn install(folder: &Path, what: &str) -> Result<()> {
    let stamp = stamp(folder)?;
    if stamp.is_current() {
        return Ok(());
    }
    check_node()?;
    step(format_args!(
        "Installing {what} with npm (once per clone, under a minute)"
    ));
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder)
        // The tests use the system's browser; Playwright's own is a large download.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::run(&mut npm).with_context(|| {
        format!(
            "could not install the packages of {}; is npm's registry reachable?",
            folder.display()
        )
    })?;
    stamp.keep()
}

/// Whether the packages of a folder are installed as its lock file says.
pub(crate) fn is_installed(folder: &Path) -> bool {
    stamp(folder).is_ok_and(|stamp| stamp.is_current())
}

/// Inside `node_modules`, so that it goes when that folder is removed.
fn stamp(folder: &Path) -> Result<Stamp> {
    let inputs = [
        folder.join("package.json"),
        folder.join("package-lock.json"),
    ];
    let file = folder.join("node_modules/.installed-by-xtask");
    Stamp::of(file, inputs.iter().map(AsRef::as_ref), &[])
}

fn check_node() -> Result<()> {
    let Some(node) = process::version("node") else {
        bail!("Node.js is missing; {GET_NODE}");
    };
    if process::version_number(&node).is_none_or(|(major, _)| major < NODE) {
        bail!("Node.js {node} is too old; {GET_NODE}");
    }
    if process::version("npm").is_none() {
        bail!("npm is missing; {GET_NODE}");
    }
    Ok(())
}

/// The folder of the browser tests.
pub(crate) fn browser_tests() -> std::path::PathBuf {
    project::root().join("tests")
}

/// The folder of the YAML editor.
pub(crate) fn editor() -> std::path::PathBuf {
    project::root().join("editor")
}

/// The folder of the packages that a site build needs.
pub(crate) fn site_build() -> std::path::PathBuf {
    project::root().join("xtask/npm")
}
