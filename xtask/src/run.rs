//! `cargo xtask run`: from any state of the clone to the page.

use std::os::unix::process::CommandExt;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::gateway;
use crate::process::step;
use crate::site::{self, Effort};

/// Builds what changed, then becomes the gateway, which prints the link to open.
///
/// # Errors
/// When something cannot be built or the gateway cannot be started.
pub(crate) fn run(is_optimal: bool, args: &[String]) -> Result<ExitCode> {
    // What `build` or the tests made of these sources already is not made once more, and worse.
    let effort = if is_optimal || Effort::Optimal.is_current()? {
        Effort::Optimal
    } else {
        Effort::Quick
    };
    let program = site::build(effort, gateway::build)?;
    if effort == Effort::Quick {
        step(
            "The site is barely optimized, so that it builds quickly; `cargo xtask run --release` builds it as released",
        );
    }
    step("Starting the gateway (stop it with Ctrl-C)");
    let error = gateway::command(&program, &effort.folder(), args).exec();
    Err(error).with_context(|| format!("could not start {}", program.display()))
}
