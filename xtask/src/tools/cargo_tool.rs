//! Tools that Cargo installs: Trunk, wasm-bindgen and cargo-deny.

use std::path::{Path, PathBuf};
use std::process::Command;

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
    /// Whether the lock file that the crate was published with is followed.
    locked: bool,
    takes: &'static str,
}

/// Trunk, which bundles the site. Newer ones want a newer compiler than the project does.
pub(crate) fn trunk() -> CargoTool {
    CargoTool {
        package: "trunk",
        programs: &["trunk"],
        version: "0.21.14".to_owned(),
        locked: true,
        takes: "once per user, about 7 minutes on two cores",
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
        locked: false,
        takes: "once per user, about 3 minutes on two cores",
    })
}

/// cargo-deny, which looks at what we depend on.
pub(crate) fn deny() -> CargoTool {
    CargoTool {
        package: "cargo-deny",
        programs: &["cargo-deny"],
        version: "0.20.2".to_owned(),
        locked: true,
        takes: "once per user, about 3 minutes on two cores",
    }
}

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

    /// Installs the programs unless they are there, and returns their folder.
    ///
    /// # Errors
    /// When they cannot be built.
    pub(crate) fn ensure(&self) -> Result<PathBuf> {
        if let Some(folder) = self.find()? {
            return Ok(folder);
        }
        let root = self.root()?;
        if process::find("cargo-binstall").is_some() && self.binstall(&root) {
            return Ok(root.join("bin"));
        }
        step(format_args!(
            "Building {} from source ({})",
            self.name(),
            self.takes
        ));
        let mut command = process::cargo();
        command
            .args([
                "install",
                self.package,
                "--version",
                &self.version,
                "--root",
            ])
            .arg(&root)
            .env_remove("CARGO_TARGET_DIR");
        if self.locked {
            command.arg("--locked");
        }
        process::run(&mut command).with_context(|| {
            format!("could not install {}; is crates.io reachable?", self.name())
        })?;
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
