//! A teammate's page: a program of its own, so that who has only a link downloads only what that shows.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{fingerprint, sheets, split};
use crate::project;
use crate::tools::WasmTools;

/// The page, beside `index.html`.
pub(super) const PAGE: &str = "shared.html";
/// The program that it starts.
pub(super) const NAME: &str = "runner-shared";

/// Optimizes what Trunk made of the page in a folder.
///
/// # Errors
/// When the optimizer fails, or a file cannot be read or written.
pub(super) fn optimize(tools: &WasmTools, built: &Path) -> Result<()> {
    let pieces = project::wasm_target().join("shared-pieces");
    if pieces.exists() {
        fs::remove_dir_all(&pieces).context("could not empty the folder of the pieces")?;
    }
    fs::create_dir_all(&pieces).context("could not create the folder of the pieces")?;
    for file in split::files(built)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let piece = match name.strip_prefix(NAME) {
            Some(rest) if rest.ends_with("_bg.wasm") => format!("{NAME}_bg.wasm"),
            Some(_) if file.extension().is_some_and(|kind| kind == "js") => format!("{NAME}.js"),
            _ => continue,
        };
        fs::copy(&file, pieces.join(piece)).context("could not copy a piece")?;
    }
    split::optimize(tools, &pieces)?;
    fingerprint::exchange(&pieces, built, PAGE, NAME)?;
    sheets::join(built, PAGE, NAME)
}

/// Puts the page and its files into the site.
///
/// # Errors
/// When one cannot be copied.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    // What both pages need has the same name and the same content.
    for file in split::files(from)?
        .into_iter()
        .filter(|file| file.is_file())
    {
        let name = file.file_name().unwrap_or_default();
        fs::copy(&file, to.join(name))
            .with_context(|| format!("could not copy {}", file.display()))?;
    }
    Ok(())
}
