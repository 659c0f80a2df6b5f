//! `cargo xtask bench`: figures of speed and memory, printed and never asserted, since they are of this
//! machine and this moment.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::gateway;
use crate::process::{self, step};
use crate::site::{self, Effort};
use crate::tools::{apt, browser, npm};

/// Builds everything optimized and runs the benchmarks whose name holds `name`, or all.
///
/// # Errors
/// When something cannot be built, or a benchmark does not come to its end.
pub(crate) fn run(name: Option<&str>) -> Result<ExitCode> {
    let browser = browser::ensure()?;
    let folder = npm::browser_tests();
    npm::install(&folder, "Playwright")?;
    if process::find("wrk").is_none() || process::find("nginx").is_none() {
        // Without them the benchmarks that need them say so and are left out.
        if let Err(error) = apt::install(&["wrk", "nginx-light"], "once per machine, a few seconds")
        {
            step(format_args!("{error:#}"));
        }
    }
    site::build(Effort::Optimal, || Ok(()))?;
    // As it is delivered: one file, with the site inside.
    let program = gateway::build_release()?;
    step("Measuring; use the machine for nothing else meanwhile");
    let mut playwright = Command::new(folder.join("node_modules/.bin/playwright"));
    playwright
        .args(["test", "--config=bench.config.ts", "--reporter=line"])
        .args(name.map(|name| format!("--grep={name}")))
        .current_dir(&folder)
        .env("RUNNER_GATEWAY", program)
        .env("RUNNER_SITE", "")
        .env("CHROMIUM", browser.chromium);
    process::run(&mut playwright)?;
    Ok(ExitCode::SUCCESS)
}
