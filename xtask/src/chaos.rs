//! `cargo xtask chaos`: breaks the API, the network, the gateways and their database while people work, and
//! reports what came of it.

use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::process::{self, step};
use crate::site::{self, Effort};
use crate::tools::postgres::Postgres;
use crate::tools::{browser, npm};
use crate::{gateway, project};

/// How soon a database that was killed is started again.
const REVIVE: Duration = Duration::from_millis(200);

/// Two gateways on PostgreSQL where that can be had, else one on SQLite, for so many seconds.
///
/// # Errors
/// When something cannot be built, or the faults did harm.
pub(crate) fn run(name: Option<&str>, seconds: u32) -> Result<ExitCode> {
    let browser = browser::ensure()?;
    let folder = npm::browser_tests();
    npm::install(&folder, "Playwright")?;
    let program = site::build(Effort::Optimal, gateway::build)?;
    let postgres = Postgres::start()
        .inspect_err(|error| {
            step(format_args!(
                "PostgreSQL is not available, so SQLite is used: {error:#}"
            ));
        })
        .ok();
    step(format_args!("Breaking things"));
    let mut playwright = Command::new(folder.join("node_modules/.bin/playwright"));
    playwright
        .args(["test", "--config=chaos.config.ts", "--reporter=line"])
        .args(name)
        .current_dir(&folder)
        .env("RUNNER_GATEWAY", program)
        .env("RUNNER_SITE", project::site())
        .env("CHROMIUM", browser.chromium)
        .env("CHAOS_SECONDS", seconds.to_string());
    if let Some(postgres) = &postgres {
        playwright
            .env("CHAOS_POSTGRES", postgres.address())
            .env("CHAOS_POSTGRES_PROCESS", postgres.process_file());
    }
    let postgres = postgres.map(Mutex::new);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let revived = postgres
                    .as_ref()
                    .and_then(|postgres| postgres.lock().ok()?.revive().err());
                if let Some(error) = revived {
                    step(format_args!("{error:#}"));
                }
                thread::sleep(REVIVE);
            }
        });
        let ran = process::run(&mut playwright);
        is_over.store(true, Ordering::Relaxed);
        ran
    })?;
    Ok(ExitCode::SUCCESS)
}
