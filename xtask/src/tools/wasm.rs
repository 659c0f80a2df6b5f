//! A compiler that has the standard library for WebAssembly, by the first road that works: one that
//! is there, rustup's download, or the library built from Debian's sources.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};

use super::debian_std;
use crate::process::{self, step};
use crate::project;

/// The target of everything that runs in the browser.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Which compiler builds for [`TARGET`].
pub(crate) enum Toolchain {
    /// The one that builds everything else.
    Default,
    /// Another one of rustup's, by name.
    Rustup(String),
    /// A folder with `bin/rustc` and `bin/cargo`.
    Folder(PathBuf),
}

impl Toolchain {
    /// What has to be in front of the PATH.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::Folder(bin) => Some(bin),
            Self::Default | Self::Rustup(_) => None,
        }
    }

    /// Makes the `rustc` and `cargo` that a command starts those of this toolchain.
    pub(crate) fn select(&self, command: &mut Command) {
        match self {
            Self::Default => {}
            Self::Rustup(name) => {
                command.env("RUSTUP_TOOLCHAIN", name);
            }
            Self::Folder(_) => {
                // `cargo run` sets these for the toolchain that runs us.
                for variable in ["RUSTUP_TOOLCHAIN", "RUSTC", "LD_LIBRARY_PATH"] {
                    command.env_remove(variable);
                }
            }
        }
    }

    fn rustc(&self) -> Command {
        let mut command = match self {
            Self::Default | Self::Rustup(_) => Command::new("rustc"),
            Self::Folder(bin) => Command::new(bin.join("rustc")),
        };
        self.select(&mut command);
        command
    }

    /// `rustc`'s version, e.g. `rustc 1.95.0 (…)`.
    pub(crate) fn version(&self) -> Option<String> {
        process::output(self.rustc().arg("--version"))
    }

    /// The file of the standard library, if it is there and the compiler is new enough.
    fn std(&self) -> Option<PathBuf> {
        let oldest = process::version_number(env!("CARGO_PKG_RUST_VERSION"))?;
        if process::version_number(&self.version()?)? < oldest {
            return None;
        }
        let print = ["--print", "target-libdir", "--target", TARGET];
        let folder = process::output(self.rustc().args(print))?;
        fs::read_dir(folder)
            .ok()?
            .flatten()
            .map(|entry| entry.path())
            .find(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with("libstd-") && name.ends_with(".rlib")
            })
    }
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default toolchain"),
            Self::Rustup(name) => write!(f, "rustup's {name}"),
            Self::Folder(bin) => write!(f, "{}", bin.display()),
        }
    }
}

/// A toolchain that has the target already.
pub(crate) fn find() -> Option<Toolchain> {
    std::iter::once(Toolchain::Default)
        .chain(debian_std::find().map(Toolchain::Folder))
        .chain(rustup_names().into_iter().map(Toolchain::Rustup))
        .find(|toolchain| toolchain.std().is_some())
}

/// A toolchain that has the target, which is installed if need be.
///
/// # Errors
/// When no road leads there; the message says what each came to.
pub(crate) fn ensure() -> Result<Toolchain> {
    // Who builds the site's tools and who compiles it ask at the same time.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(toolchain) = find() {
        return Ok(toolchain);
    }
    if process::find("rustup").is_some() {
        step(format_args!(
            "Adding the target {TARGET} with rustup (under a minute)"
        ));
        let added = process::run(Command::new("rustup").args(["target", "add", TARGET]));
        if added.is_ok() && Toolchain::Default.std().is_some() {
            return Ok(Toolchain::Default);
        }
        step("rustup could not; taking Debian's sources of the standard library instead");
    }
    debian_std::ensure()
        .map(Toolchain::Folder)
        .with_context(|| {
            format!("no Rust toolchain can build for {TARGET}; run `rustup target add {TARGET}`")
        })
}

/// The folder for what a toolchain builds. It is emptied when the standard library is another one
/// than last time, since Cargo cannot see that of a toolchain that kept its version.
pub(crate) fn target_folder(toolchain: &Toolchain) -> Result<PathBuf> {
    let folder = project::wasm_target();
    let stamp = folder.join(".standard-library");
    let now = toolchain
        .std()
        .map(|std| identity(&std))
        .unwrap_or_default();
    let renew = || match fs::read_to_string(&stamp) {
        Ok(last) if last == now => Ok(()),
        last => {
            if last.is_ok() {
                fs::remove_dir_all(&folder)?;
            }
            fs::create_dir_all(&folder)?;
            fs::write(&stamp, &now)
        }
    };
    renew().with_context(|| format!("could not empty {}", folder.display()))?;
    Ok(folder)
}

fn identity(std: &Path) -> String {
    let built = fs::metadata(std).and_then(|data| data.modified()).ok();
    let seconds = built
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default();
    format!("{} {}", std.display(), seconds.as_secs())
}

/// Rustup's toolchains without the link that [`debian_std`] makes, which is checked by itself.
fn rustup_names() -> Vec<String> {
    process::output(Command::new("rustup").args(["toolchain", "list"]))
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != debian_std::NAME)
        .map(str::to_owned)
        .collect()
}
