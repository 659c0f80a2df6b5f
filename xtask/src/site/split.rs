//! The console in pieces: what everyone downloads, and what a page needs when it is visited.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use super::is_of_kind;
use crate::process;
use crate::project;
use crate::tools::{WasmTools, wasm};

/// The name of the program, and of the script and the WebAssembly that start it.
pub(super) const NAME: &str = "runner-console";
/// The script that loads the pieces.
pub(super) const LOADER: &str = "chunks.js";

/// What the compiler uses by default, named one by one: `--all-features` makes modules that Chromium
/// refuses. The level is the one that compresses best, and so does the order: what comes of one generic function
/// stands together.
const OPTIMIZE: [&str; 8] = [
    "-O1",
    "--reorder-functions-by-name",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Takes the console that Trunk had compiled apart, optimizes the pieces and returns their folder.
/// Trunk offers no place between the compiler and wasm-bindgen, where this has to happen, so
/// wasm-bindgen runs a second time here, on what is left for the first download.
///
/// # Errors
/// When the compiled console is not there or cannot be taken apart.
pub(super) fn split(tools: &WasmTools) -> Result<PathBuf> {
    let target = project::wasm_target();
    let compiled = target.join(format!("{}/release/{NAME}.wasm", wasm::TARGET));
    let folder = target.join("split");
    let (main, pieces) = (folder.join("main.wasm"), folder.join("pieces"));
    if folder.exists() {
        fs::remove_dir_all(&folder).context("could not empty the folder of the pieces")?;
    }
    fs::create_dir_all(&pieces).context("could not create the folder of the pieces")?;

    take_apart(&compiled, &main, &pieces)
        .with_context(|| format!("could not split {}", compiled.display()))?;
    let mut bindgen = tools.command("wasm-bindgen")?;
    bindgen
        // The pieces need the memory and the table of functions.
        .args(["--target=web", "--no-typescript", "--keep-lld-exports"])
        .arg(format!("--out-name={NAME}"))
        .arg("--out-dir")
        .arg(&pieces)
        .arg(&main);
    process::run(&mut bindgen)?;
    optimize(tools, &pieces)?;
    Ok(pieces)
}

/// Optimizes the WebAssembly of a folder.
///
/// # Errors
/// When the optimizer fails.
pub(super) fn optimize(tools: &WasmTools, folder: &Path) -> Result<()> {
    for piece in files(folder)? {
        if is_of_kind(&piece, "wasm") {
            let mut optimize = tools.command("wasm-opt")?;
            optimize.args(OPTIMIZE).arg(&piece).arg("-o").arg(&piece);
            process::run_quietly(&mut optimize)?;
        }
    }
    Ok(())
}

/// The files of a folder, by name.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<std::io::Result<Vec<_>>>()
        })
        .with_context(|| format!("could not list {}", folder.display()))?;
    files.sort();
    Ok(files)
}

fn take_apart(compiled: &Path, main: &Path, pieces: &Path) -> Result<()> {
    let compiled = fs::read(compiled)?;
    let (script, loader) = (format!("./{NAME}.js"), format!("./{LOADER}"));
    let mut options = wasm_split_cli_support::Options::new(&compiled);
    options.main_out_path = main;
    options.output_dir = pieces;
    options.main_module = &script;
    options.link_name = &loader;
    wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:#}"))?;
    Ok(())
}
