//! Where things are in this repository.

mod lock;
mod stamp;

use std::env;
use std::path::{Path, PathBuf};

pub(crate) use lock::locked_version;
pub(crate) use stamp::Stamp;

/// The repository's root folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or_else(|| Path::new("."))
}

/// Cargo's target folder for programs of this machine.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Cargo's target folder for WebAssembly, apart from the other, so that neither kind of build
/// waits for or throws away the other's work.
pub(crate) fn wasm_target() -> PathBuf {
    target().join("wasm")
}

/// Stamps, locks and generated settings of these commands.
pub(crate) fn state() -> PathBuf {
    target().join("xtask")
}

/// The optimized site.
pub(crate) fn site() -> PathBuf {
    root().join("dist")
}
