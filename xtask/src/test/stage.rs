//! The stages, the quick ones first.

use std::process::Command;

use anyhow::{Context, Result};
use clap::ValueEnum;

use super::count::{Runner, Tally};
use super::{Ahead, deny, host, tee, tls};
use crate::site::{self, Effort};
use crate::tools::cargo_tool::{self, CargoTool};
use crate::tools::{self, WasmTools, browser, npm, wasm};
use crate::{gateway, process, project};

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
    /// Playwright against a real gateway, each test in its position, and the size of the initial download
    Browser,
    /// The browser tests, each in every position
    Matrix,
}

impl Stage {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Lint => "lint",
            Self::Host => "host",
            Self::Wasm => "wasm",
            Self::Browser => "browser",
            Self::Matrix => "matrix",
        }
    }

    /// Whether it runs when no stage is named: the last one runs again what another one ran.
    pub(super) fn is_usual(self) -> bool {
        self != Self::Matrix
    }

    /// The tools that it needs, none if it cannot be said which.
    pub(super) fn tools(self) -> Vec<CargoTool> {
        let bindgen = || cargo_tool::wasm_bindgen().ok();
        match self {
            Self::Fmt | Self::Host => Vec::new(),
            Self::Lint => vec![cargo_tool::deny()],
            Self::Wasm => bindgen().into_iter().collect(),
            Self::Browser | Self::Matrix => {
                bindgen().into_iter().chain([cargo_tool::trunk()]).collect()
            }
        }
    }

    /// Whether it looks at the optimized site.
    pub(super) fn needs_site(self) -> bool {
        matches!(self, Self::Browser | Self::Matrix)
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
                "browser: Playwright against a gateway with the local API or a remote one (about 15 minutes \
                 the first time, then 8)"
            }
            Self::Matrix => {
                "matrix: Playwright against gateways with the local API and a remote one, with both versions of the \
                 API and with v1 alone (about 30 minutes the first time, then 24)"
            }
        }
    }

    /// Installs what is missing, then runs the stage.
    ///
    /// # Errors
    /// When something that it needs cannot be installed or built.
    pub(super) fn run(self, ahead: &mut Ahead) -> Result<Tally> {
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
                    "--keep-going",
                    "--",
                    "-D",
                    "warnings",
                ]));
                // Each tells something else about what is wrong.
                let dependencies = deny::run();
                Ok([clippy?, dependencies?].into_iter().sum())
            }
            Self::Host => host::run(ahead),
            Self::Wasm => wasm_tests(),
            Self::Browser => browser_tests(false),
            Self::Matrix => browser_tests(true),
        }
    }
}

fn check(command: &mut Command) -> Result<Tally> {
    process::run(command)?;
    Ok(Tally::ONE_PASSED)
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

fn browser_tests(is_everywhere: bool) -> Result<Tally> {
    let browser = browser::ensure()?;
    let folder = npm::browser_tests();
    npm::install(&folder, "Playwright")?;
    let program = site::build(Effort::Optimal, gateway::build)?;
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
    if is_everywhere {
        playwright.env("RUNNER_MATRIX", "1");
    }
    let tests = tee::run(&mut playwright, Runner::Playwright)?;
    Ok([budget, tests].into_iter().sum())
}
