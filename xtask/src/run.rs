//! `cargo xtask run`: from any state of the clone to the page.

use std::os::unix::process::CommandExt;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::process::step;
use crate::{gateway, project, site};

/// Builds what changed, then becomes the gateway, which prints the link to open.
///
/// # Errors
/// When something cannot be built or the gateway cannot be started.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    site::build()?;
    let program = gateway::build()?;
    step("Starting the gateway (stop it with Ctrl-C)");
    let error = gateway::command(&program, &project::site(), args).exec();
    Err(error).with_context(|| format!("could not start {}", program.display()))
}
