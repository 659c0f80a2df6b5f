//! The tools that the commands need, and how each gets onto a machine that lacks it.

pub(crate) mod browser;
pub(crate) mod cargo_tool;
pub(crate) mod npm;
pub(crate) mod postgres;
pub(crate) mod wasm;

pub(crate) mod apt;
mod cache;
mod debian_std;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

pub(crate) use cache::folder as cache_folder;

use crate::process::{self, step};
use cargo_tool::{trunk, wasm_bindgen};
use wasm::Toolchain;

/// What turns the console into WebAssembly.
pub(crate) struct WasmTools {
    toolchain: Toolchain,
    path: Vec<std::path::PathBuf>,
}

impl WasmTools {
    /// Installs what is missing of the compiler alone, which is enough to compile.
    ///
    /// # Errors
    /// When it cannot be installed; the message says what to do.
    pub(crate) fn compiler() -> Result<Self> {
        Ok(Self {
            toolchain: wasm::ensure()?,
            path: Vec::new(),
        })
    }

    /// Installs what is missing of the compiler and `wasm-bindgen`, which is enough for tests.
    ///
    /// # Errors
    /// When one of them cannot be installed; the message says what to do.
    pub(crate) fn for_tests() -> Result<Self> {
        let mut tools = Self::compiler()?;
        tools.path.push(wasm_bindgen()?.ensure()?);
        Ok(tools)
    }

    /// Installs what is missing of everything that a site build needs.
    ///
    /// # Errors
    /// When one of them cannot be installed; the message says what to do.
    pub(crate) fn for_site() -> Result<Self> {
        let mut tools = Self::for_tests()?;
        tools.path.push(trunk().ensure()?);
        let npm = npm::site_build();
        npm::install(&npm, "wasm-opt")?;
        npm::install(&npm::editor(), "the editor")?;
        tools.path.push(npm.join("node_modules/.bin"));
        Ok(tools)
    }

    /// A command in the repository's root that finds these tools and builds into a target folder
    /// of its own.
    pub(crate) fn command(&self, program: &str) -> Result<Command> {
        let mut command = Command::new(program);
        let path = process::path_with(
            self.toolchain
                .path()
                .into_iter()
                .chain(self.path.iter().map(AsRef::<Path>::as_ref)),
        )?;
        command
            .current_dir(crate::project::root())
            .env("PATH", path)
            .env("CARGO_TARGET_DIR", wasm::target_folder(&self.toolchain)?);
        self.toolchain.select(&mut command);
        Ok(command)
    }
}

/// Makes sure that a component of the Rust toolchain is there: `rustfmt` or `clippy`.
///
/// # Errors
/// When it is missing and cannot be installed.
pub(crate) fn component(name: &str) -> Result<()> {
    let subcommand = if name == "rustfmt" { "fmt" } else { name };
    if process::output(process::cargo().args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    if process::find("rustup").is_some() {
        step(format_args!("Installing {name} (a few seconds)"));
        return process::run(Command::new("rustup").args(["component", "add", name])).with_context(
            || format!("{name} is missing; try `rustup component add {name}` by hand"),
        );
    }
    let package = match (name, apt::owner(Path::new("/usr/bin/rustc")).as_deref()) {
        ("rustfmt", Some("rustc-web")) => "rustfmt-web",
        ("clippy", Some("rustc-web")) => "rust-web-clippy",
        ("rustfmt", Some("rustc")) => "rustfmt",
        ("clippy", Some("rustc")) => "rust-clippy",
        _ => bail!("{name} is missing; install it with the package manager that installed Rust"),
    };
    apt::install(&[package], "a few seconds")
}
