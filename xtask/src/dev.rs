//! `cargo xtask dev`: the site is rebuilt on every save.

use std::process::{Child, ExitCode, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::gateway;
use crate::process::step;
use crate::site::{self, Effort};

/// How often the sources are looked at.
const INTERVAL: Duration = Duration::from_millis(300);

/// Serves a site that is hardly optimized and follows the sources; reload the page after a build.
///
/// # Errors
/// When the first build fails, or the gateway ends by itself.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    let program = site::build(Effort::Quick, gateway::build)?;
    step("Watching the sources; reload the page after a build (stop with Ctrl-C)");
    let mut gateway = gateway::command(&program, &Effort::Quick.folder(), args)
        .spawn()
        .with_context(|| format!("could not start {}", program.display()))?;
    let ended = follow(&mut gateway);
    // It must not outlive us; if it has ended already it cannot be stopped, which is fine.
    let _ = gateway.kill();
    let _ = gateway.wait();
    bail!("the gateway ended ({})", ended?)
}

/// Builds the site whenever its sources change, until the gateway ends.
fn follow(gateway: &mut Child) -> Result<ExitStatus> {
    let mut tried = Effort::Quick.stamp()?;
    loop {
        if let Some(status) = gateway.try_wait()? {
            return Ok(status);
        }
        thread::sleep(INTERVAL);
        // A source may be gone for the moment in which an editor replaces it.
        let Ok(now) = Effort::Quick.stamp() else {
            continue;
        };
        if now == tried {
            continue;
        }
        tried = now;
        let start = Instant::now();
        match site::build(Effort::Quick, || Ok(())) {
            Ok(()) => step(format_args!(
                "Built in {:.1} s; reload the page",
                start.elapsed().as_secs_f32()
            )),
            Err(error) => eprintln!("error: {error:#}"),
        }
    }
}
