//! The stages, the quick ones first.

use std::process::Command;

use anyhow::{Context, Result};
use clap::ValueEnum;

use super::count::{Runner, Tally};
use super::{deny, tee, tls};
use crate::process::step;
use crate::tools::postgres::Postgres;
use crate::tools::{self, WasmTools, browser, npm, wasm};
use crate::{gateway, process, project, site};

/// Names the server on which the gateway's tests make their databases; SQLite without it.
const ON_POSTGRES: &str = "RUNNER_CONSOLE_TEST_POSTGRES";

/// A part of `cargo xtask test`.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// The format of all Rust code
    Fmt,
    /// clippy, with warnings as errors; licences, sources and known holes of dependencies
    Lint,
    /// Unit, property and API tests, the conformance table among them
    Host,
    /// The console's own tests, in the browser
    Wasm,
    /// Playwright against a real gateway, and the size of the initial download
    Browser,
}

impl Stage {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Lint => "lint",
            Self::Host => "host",
            Self::Wasm => "wasm",
            Self::Browser => "browser",
        }
    }

    /// What is about to happen and how long that usually takes.
    pub(super) fn announcement(self) -> &'static str {
        match self {
            Self::Fmt => "fmt: checking the format (a second)",
            Self::Lint => {
                "lint: clippy over everything, then dependencies (about 7 minutes the first time, then \
                 seconds)"
            }
            Self::Host => {
                "host: unit, property and API tests (about 8 minutes the first time, then 2)"
            }
            Self::Wasm => {
                "wasm: the console's tests in Chromium (about 5 minutes the first time, then 1)"
            }
            Self::Browser => {
                "browser: Playwright against a real gateway, and against one before a remote API \
                 (about 15 minutes the first time, then 7)"
            }
        }
    }

    /// Installs what is missing, then runs the stage.
    ///
    /// # Errors
    /// When something that it needs cannot be installed or built.
    pub(super) fn run(self) -> Result<Tally> {
        match self {
            Self::Fmt => {
                tools::component("rustfmt")?;
                check(process::cargo().args(["fmt", "--all", "--check"]))
            }
            Self::Lint => {
                tools::component("clippy")?;
                let clippy = check(process::cargo().args([
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--",
                    "-D",
                    "warnings",
                ]));
                // Each tells something else about what is wrong.
                let dependencies = deny::run();
                Ok([clippy?, dependencies?].into_iter().sum())
            }
            Self::Host => host_tests(),
            Self::Wasm => wasm_tests(),
            Self::Browser => browser_tests(),
        }
    }
}

fn check(command: &mut Command) -> Result<Tally> {
    process::run(command)?;
    Ok(Tally::ONE_PASSED)
}

/// Every test of this machine, then those of the gateway once more, on PostgreSQL.
fn host_tests() -> Result<Tally> {
    let mut all = process::cargo();
    all.args(["test", "--workspace", "--no-fail-fast"]);
    let all = tee::run(all.env_remove(ON_POSTGRES), Runner::Libtest)?;
    let postgres = match Postgres::start() {
        Ok(postgres) => postgres,
        Err(error) => {
            step(format_args!(
                "NOT TESTED: the gateway on PostgreSQL, which is not to be had here: {error:#}"
            ));
            return Ok(all);
        }
    };
    step("host: the gateway's tests again, on PostgreSQL (some minutes)");
    let mut again = process::cargo();
    again
        .args(["test", "--package", "gateway", "--package", "xtask"])
        .args(["--lib", "--bins", "--test", "server", "--no-fail-fast"])
        // One by one: each has a database of its own, and what they watch happens in moments.
        .args(["--", "--include-ignored", "--test-threads=1"])
        .env(ON_POSTGRES, postgres.address());
    let again = tee::run(&mut again, Runner::Libtest)?;
    Ok([all, again].into_iter().sum())
}

fn wasm_tests() -> Result<Tally> {
    let browser = browser::ensure()?;
    let mut cargo = WasmTools::for_tests()?.command("cargo")?;
    cargo
        .args([
            "test",
            "--package",
            "runner-console",
            "--target",
            wasm::TARGET,
        ])
        // All but the documentation's examples, which cannot run in a browser.
        .args(["--lib", "--bins", "--tests", "--no-fail-fast"])
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            "wasm-bindgen-test-runner",
        )
        .env("CHROMEDRIVER", &browser.driver)
        .env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            browser.webdriver_settings()?,
        )
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        // In seconds, for a machine whose cores are all busy.
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    for other in [
        "GECKODRIVER",
        "GECKODRIVER_REMOTE",
        "SAFARIDRIVER_REMOTE",
        "CHROMEDRIVER_REMOTE",
    ] {
        cargo.env_remove(other);
    }
    tee::run(&mut cargo, Runner::Libtest)
}

fn browser_tests() -> Result<Tally> {
    let browser = browser::ensure()?;
    let folder = npm::browser_tests();
    npm::install(&folder, "Playwright")?;
    site::build()?;
    let program = gateway::build()?;
    let budget = match site::check_budget() {
        Ok(()) => Tally::ONE_PASSED,
        Err(error) => {
            eprintln!("error: {error:#}");
            Tally::ONE_FAILED
        }
    };
    let tls = tls::folder().context("could not make certificates for the tests")?;
    let mut playwright = Command::new(folder.join("node_modules/.bin/playwright"));
    playwright
        .args(["test", "--reporter=list"])
        .current_dir(&folder)
        .env("RUNNER_GATEWAY", program)
        .env("RUNNER_SITE", project::site())
        .env("CHROMIUM", browser.chromium)
        .env("RUNNER_TLS", tls.path())
        .env("NODE_EXTRA_CA_CERTS", tls.path().join(tls::AUTHORITY));
    let tests = tee::run(&mut playwright, Runner::Playwright)?;
    Ok([budget, tests].into_iter().sum())
}
