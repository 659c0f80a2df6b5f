//! The standard library for WebAssembly, built once from Debian's sources: the road for machines
//! that reach a Debian mirror and crates.io but not the place that rustup downloads from.
//!
//! Nothing in `/usr` is changed. A folder beside the other tools is laid out like a toolchain: its
//! `rustc` is Debian's, told to look for libraries there, where Debian's own are linked to and the
//! new ones are put.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::wasm::TARGET;
use super::{apt, cache_folder};
use crate::process::{self, step};

/// Under this name rustup knows the toolchain, for use by hand: `cargo +runner-console-wasm …`.
pub(crate) const NAME: &str = "runner-console-wasm";

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const SOURCES: &str = "/usr/lib/rustlib/src";
/// In the toolchain's folder, written last: the library is whole, and of the compiler named here.
const COMPLETE: &str = "complete";

/// The folder of programs, if the library was built for the compiler that is installed now.
pub(crate) fn find() -> Option<PathBuf> {
    let compiler = Compiler::installed()?;
    let folder = compiler.folder().ok()?;
    let complete = fs::read_to_string(folder.join(COMPLETE)).ok()?;
    let linker = compiler.linker_in(&folder);
    (complete == compiler.text && linker.exists()).then(|| folder.join("bin"))
}

/// Installs the packages and builds the library unless that was done, and returns the folder of
/// programs.
///
/// # Errors
/// When this is not Debian, its packages are too old or absent, or the build fails.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(bin) = find() {
        return Ok(bin);
    }
    if Compiler::installed().is_none() || !Path::new(CARGO).exists() || !sources().exists() {
        let packages = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
        apt::install(&packages, "once per machine, about a minute")?;
    }
    let compiler = Compiler::installed()
        .with_context(|| format!("{RUSTC} does not run, or is older than the project needs"))?;
    if !sources().exists() {
        bail!("{} is missing; which package has it?", sources().display());
    }
    let folder = compiler.folder()?;
    compiler.lay_out(&folder)?;
    build_std(&folder)?;
    fs::write(folder.join(COMPLETE), &compiler.text)
        .context("could not mark the toolchain as complete")?;
    if process::find("rustup").is_some() {
        // Only for use by hand, hence no reason to fail.
        let _ = process::run(
            Command::new("rustup")
                .args(["toolchain", "link", NAME])
                .arg(&folder),
        );
    }
    Ok(folder.join("bin"))
}

fn sources() -> PathBuf {
    Path::new(SOURCES).join("rust/library/Cargo.toml")
}

/// Debian's compiler.
struct Compiler {
    /// What `rustc --version --verbose` prints.
    text: String,
    release: String,
    host: String,
}

impl Compiler {
    fn installed() -> Option<Self> {
        let text = process::output(Command::new(RUSTC).args(["--version", "--verbose"]))?;
        let field = |name: &str| {
            text.lines()
                .find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()))
        };
        let release = field("release:")?;
        let oldest = process::version_number(env!("CARGO_PKG_RUST_VERSION"))?;
        let new_enough = process::version_number(&release)? >= oldest;
        let host = field("host:")?;
        new_enough.then_some(Self {
            text,
            release,
            host,
        })
    }

    fn folder(&self) -> Result<PathBuf> {
        Ok(cache_folder()?.join(format!("rust-{}-wasm", self.release)))
    }

    fn linker_in(&self, folder: &Path) -> PathBuf {
        folder
            .join("lib/rustlib")
            .join(&self.host)
            .join("bin/rust-lld")
    }

    /// Everything but the new libraries.
    fn lay_out(&self, folder: &Path) -> Result<()> {
        let linker = self.find_linker()?;
        let make = || {
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
            let (bin, host) = (
                folder.join("bin"),
                folder.join("lib/rustlib").join(&self.host),
            );
            fs::create_dir_all(&bin)?;
            fs::create_dir_all(host.join("bin"))?;
            symlink(
                Path::new("/usr/lib/rustlib").join(&self.host).join("lib"),
                host.join("lib"),
            )?;
            symlink(SOURCES, folder.join("lib/rustlib/src"))?;
            symlink(linker, host.join("bin/rust-lld"))?;
            symlink(CARGO, bin.join("cargo"))?;
            for program in ["rustc", "rustdoc"] {
                let script = bin.join(program);
                // `$0` is …/bin/rustc, so the folder may move.
                let text = format!("exec /usr/bin/{program} --sysroot \"${{0%/bin/*}}\" \"$@\"");
                fs::write(&script, format!("#!/bin/sh\n{text}\n"))?;
                fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
            }
            std::io::Result::Ok(())
        };
        make().with_context(|| format!("could not lay out {}", folder.display()))
    }

    /// Debian links `rust-lld` to a package that it does not install; rustup brings its own.
    fn find_linker(&self) -> Result<PathBuf> {
        let debian = Path::new("/usr/bin/rust-lld");
        let of_rustup =
            process::output(Command::new("rustc").args(["--print", "sysroot"])).map(|root| {
                Path::new(&root)
                    .join("lib/rustlib")
                    .join(&self.host)
                    .join("bin/rust-lld")
            });
        let here = || {
            of_rustup
                .iter()
                .map(PathBuf::as_path)
                .chain([debian])
                .find(|path| path.exists())
        };
        if let Some(linker) = here() {
            return Ok(linker.to_path_buf());
        }
        let package = fs::read_link(debian)
            .ok()
            .and_then(|link| Some(link.file_name()?.to_str()?.to_owned()))
            .context("no rust-lld: neither rustup's nor that of the package rust-web-llvm")?;
        apt::install(&[&package], "a few seconds")?;
        here()
            .map(Path::to_path_buf)
            .with_context(|| format!("the package {package} contains no rust-lld"))
    }
}

fn build_std(folder: &Path) -> Result<()> {
    step(format_args!(
        "Building the standard library for {TARGET} (once per user, about a minute)"
    ));
    let work = folder.join("build");
    let libraries = folder.join("lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(work.join("src"))
        .and_then(|()| fs::create_dir_all(&libraries))
        .and_then(|()| fs::write(work.join("Cargo.toml"), MANIFEST))
        .and_then(|()| fs::write(work.join("src/lib.rs"), "#![no_std]\n"))
        .with_context(|| format!("could not write to {}", work.display()))?;
    let mut build = Command::new(CARGO);
    build
        .current_dir(&work)
        .args(["build", "--release", "--target", TARGET])
        .args(["-Z", "build-std=std,panic_abort,test"])
        .env("RUSTC", folder.join("bin/rustc"))
        // Unlocks -Z in a released compiler.
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode in the libraries the console's link-time optimization fails.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", work.join("target"))
        .env_remove("RUSTUP_TOOLCHAIN")
        // `cargo run` names the calling toolchain's libraries there, which are another's.
        .env_remove("LD_LIBRARY_PATH");
    process::run(&mut build)?;
    let built = work.join("target").join(TARGET).join("release/deps");
    copy_libraries(&built, &libraries)
        .and_then(|()| fs::remove_dir_all(&work))
        .with_context(|| format!("could not copy {}", built.display()))
}

/// A crate of nothing, whose building builds the library that it depends on.
const MANIFEST: &str = r#"[package]
name = "std-for-wasm"
version = "0.0.0"
edition = "2024"

[workspace]
"#;

fn copy_libraries(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let library = path
            .extension()
            .is_some_and(|ext| ext == "rlib" || ext == "rmeta");
        if library && !name.starts_with("libstd_for_wasm") {
            fs::copy(&path, to.join(&*name))?;
        }
    }
    Ok(())
}
