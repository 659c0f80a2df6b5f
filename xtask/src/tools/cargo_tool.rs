//! Tools that Cargo installs: Trunk, wasm-bindgen and cargo-deny.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use super::cache_folder;
use crate::process::{self, step};
use crate::project;

/// A crate with programs, at one version.
pub(crate) struct CargoTool {
    package: &'static str,
    programs: &'static [&'static str],
    /// Exact, e.g. `0.21.14`.
    pub(crate) version: String,
    /// Further arguments for `cargo install`.
    arguments: &'static [&'static str],
    takes: &'static str,
}

/// Trunk, which bundles the site. Newer ones want a newer compiler than the project does.
pub(crate) fn trunk() -> CargoTool {
    CargoTool {
        package: "trunk",
        programs: &["trunk"],
        version: "0.21.14".to_owned(),
        // With the lock file that it was published with; without what it downloads tools and news with, since
        // ours are there and it is never asked for news.
        arguments: &["--locked", "--no-default-features"],
        takes: "once per user, about 3 minutes on two cores",
    }
}

/// wasm-bindgen, which must be of the very version that the console is compiled with.
///
/// # Errors
/// When `Cargo.lock` does not say which.
pub(crate) fn wasm_bindgen() -> Result<CargoTool> {
    Ok(CargoTool {
        package: "wasm-bindgen-cli",
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        version: project::locked_version("wasm-bindgen")?,
        arguments: &[],
        takes: "once per user, about a minute on two cores",
    })
}

/// cargo-deny, which looks at what we depend on.
pub(crate) fn deny() -> CargoTool {
    CargoTool {
        package: "cargo-deny",
        programs: &["cargo-deny"],
        version: "0.20.2".to_owned(),
        arguments: &["--locked"],
        takes: "once per user, about 3 minutes on two cores",
    }
}

/// Tools spend their time waiting for the compiler, so they are built in the way that takes the
/// least: a third of what their own optimized profiles take.
const CHEAPEST: [(&str, &str); 5] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
    ("CARGO_PROFILE_RELEASE_STRIP", "none"),
];

impl CargoTool {
    /// `trunk 0.21.14`
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.programs[0], self.version)
    }

    /// The folder with the programs, if they are installed at this version: the person's own on
    /// the PATH, or ours.
    pub(crate) fn find(&self) -> Result<Option<PathBuf>> {
        let own = process::find(self.programs[0])
            .and_then(|program| program.parent().map(Path::to_path_buf));
        let ours = self.root()?.join("bin");
        Ok(own
            .into_iter()
            .chain([ours])
            .find(|folder| self.is_in(folder)))
    }

    /// Installs the programs unless they are there, and returns their folder. Whoever asks for the same
    /// ones meanwhile waits.
    ///
    /// # Errors
    /// When they cannot be built.
    pub(crate) fn ensure(&self) -> Result<PathBuf> {
        let root = self.root()?;
        fs::create_dir_all(&root)
            .with_context(|| format!("could not create {}", root.display()))?;
        let lock = File::create(root.join(".lock"))?;
        lock.lock()
            .context("could not wait for another installation")?;
        if let Some(folder) = self.find()? {
            return Ok(folder);
        }
        if process::find("cargo-binstall").is_some() && self.binstall(&root) {
            return Ok(root.join("bin"));
        }
        step(format_args!(
            "Building {} from source ({})",
            self.name(),
            self.takes
        ));
        let start = Instant::now();
        let mut command = process::cargo();
        command
            .args(["install", self.package, "--version", &self.version])
            .args(self.arguments)
            .arg("--root")
            .arg(&root)
            .envs(CHEAPEST)
            .env_remove("CARGO_TARGET_DIR");
        // Without a word meanwhile: something else is mostly built beside it.
        process::run_quietly(&mut command).with_context(|| {
            format!("could not install {}; is crates.io reachable?", self.name())
        })?;
        let seconds = start.elapsed().as_secs();
        step(format_args!("{} is built ({seconds} s)", self.name()));
        Ok(root.join("bin"))
    }

    fn binstall(&self, root: &Path) -> bool {
        step(format_args!(
            "Downloading {} with cargo-binstall (seconds)",
            self.name()
        ));
        let package = format!("{}@{}", self.package, self.version);
        let mut command = process::cargo();
        command.args([
            "binstall",
            "--no-confirm",
            "--disable-strategies",
            "compile",
            "--root",
        ]);
        process::run(command.arg(root).arg(package)).is_ok() && self.is_in(&root.join("bin"))
    }

    fn root(&self) -> Result<PathBuf> {
        Ok(cache_folder()?.join(format!("{}-{}", self.programs[0], self.version)))
    }

    fn is_in(&self, folder: &Path) -> bool {
        self.programs.iter().all(|program| {
            process::output(Command::new(folder.join(program)).arg("--version"))
                .is_some_and(|text| text.split_whitespace().nth(1) == Some(&self.version))
        })
    }
}
