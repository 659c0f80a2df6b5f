//! Scripts and style sheets as short as they get, in their places and under their names, by the program that makes the
//! editor's.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::{is_of_kind, split};
use crate::process;
use crate::tools::npm;

/// Shortens the scripts and style sheets of a folder.
///
/// # Errors
/// When one of them cannot be read.
pub(super) fn folder(site: &Path) -> Result<()> {
    let mut esbuild = Command::new(npm::editor().join("node_modules/.bin/esbuild"));
    esbuild
        .args(["--minify", "--legal-comments=none", "--log-level=warning"])
        .arg("--allow-overwrite")
        .arg(format!("--outdir={}", site.display()));
    let files = split::files(site)?;
    let mut meant = files;
    meant.retain(|path| is_of_kind(path, "js") || is_of_kind(path, "css"));
    esbuild.args(meant);
    process::run_quietly(&mut esbuild)
}
