//! Chromium and its driver, for the tests.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::apt;
use crate::{process, project};

/// A browser and the driver of the same major version.
pub(crate) struct Browser {
    /// Chromium or Chrome.
    pub(crate) chromium: PathBuf,
    /// `ChromeDriver`, through which wasm-bindgen's test runner speaks to it.
    pub(crate) driver: PathBuf,
}

/// How to get both where apt is not the way.
pub(crate) const GET: &str = "install Chromium or Chrome and a chromedriver of the same major version \
     (macOS: `brew install --cask google-chrome chromedriver`; Fedora: `dnf install chromium \
     chromedriver`), or name them in the variables CHROMIUM and CHROMEDRIVER";

const CHROMIUM: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const CHROMIUM_ELSEWHERE: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// Chromium or Chrome, if there is one.
pub(crate) fn find_chromium() -> Option<PathBuf> {
    named("CHROMIUM")
        .or_else(|| CHROMIUM.iter().find_map(|name| process::find(name)))
        .or_else(|| {
            CHROMIUM_ELSEWHERE
                .iter()
                .map(PathBuf::from)
                .find(|path| path.is_file())
        })
}

/// Chromium's driver, if there is one.
pub(crate) fn find_driver() -> Option<PathBuf> {
    named("CHROMEDRIVER").or_else(|| process::find("chromedriver"))
}

/// Finds both, installing them on Debian.
///
/// # Errors
/// When one is missing and cannot be installed, or they do not fit each other.
pub(crate) fn ensure() -> Result<Browser> {
    if find_chromium().is_none() || find_driver().is_none() {
        apt::install(
            &["chromium", "chromium-driver"],
            "once per machine, about a minute",
        )
        .context(GET)
        .context("the tests run in Chromium, and it or its driver is missing")?;
    }
    let (Some(chromium), Some(driver)) = (find_chromium(), find_driver()) else {
        bail!("Chromium or its driver is still missing; {GET}");
    };
    let (browser_major, driver_major) = (major(&chromium)?, major(&driver)?);
    if browser_major != driver_major {
        bail!(
            "{} is of version {browser_major} but {} is of version {driver_major}; {GET}",
            chromium.display(),
            driver.display()
        );
    }
    Ok(Browser { chromium, driver })
}

impl Browser {
    /// Writes the settings with which wasm-bindgen's test runner starts the browser.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn webdriver_settings(&self) -> Result<PathBuf> {
        let file = project::state().join("webdriver.json");
        fs::create_dir_all(project::state())
            .and_then(|()| fs::write(&file, settings(&self.chromium)))
            .with_context(|| format!("could not write {}", file.display()))?;
        Ok(file)
    }
}

/// The sandbox and shared memory of a browser are not to be had in most containers; the pages
/// that it is shown are our own.
fn settings(chromium: &Path) -> String {
    let path = chromium
        .to_string_lossy()
        .replace('\\', "\\\\")
        .replace('"', "\\\"");
    format!(
        r#"{{"goog:chromeOptions": {{
  "binary": "{path}",
  "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
}}}}
"#
    )
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

fn major(program: &Path) -> Result<u32> {
    let text = process::version(program)
        .with_context(|| format!("`{} --version` does not work", program.display()))?;
    let (major, _) = process::version_number(&text)
        .with_context(|| format!("`{} --version` names no version", program.display()))?;
    Ok(major)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_odd_characters_stays_a_json_string() {
        let text = settings(Path::new(r#"/opt/my "browser"\x/chrome"#));
        assert!(
            text.contains(r#""binary": "/opt/my \"browser\"\\x/chrome","#),
            "{text}"
        );
    }
}
