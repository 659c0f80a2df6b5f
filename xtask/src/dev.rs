//! `cargo xtask dev`: the site is rebuilt on every save.

use std::process::{Child, ExitCode};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{self, step};
use crate::tools::{WasmTools, npm};
use crate::{gateway, project, site};

/// Serves a site that is not optimized and follows the sources; reload the page after a build.
///
/// # Errors
/// When the first build fails, or one of the two programs ends by itself.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    let tools = WasmTools::for_site()?;
    npm::install(&npm::editor(), "the editor")?;
    // Apart from dist/, which other commands take for the optimized site.
    let folder = project::target().join("site-dev");
    step("Building the site (about 3 minutes the first time, then seconds)");
    process::run(&mut site::trunk_command(&tools, "build", &folder)?)?;
    let program = gateway::build()?;

    step("Watching the sources; reload the page after a build (stop with Ctrl-C)");
    let watch = site::trunk_command(&tools, "watch", &folder)?;
    let serve = gateway::command(&program, &folder, args);
    let mut children = Vec::new();
    for mut command in [watch, serve] {
        let name = command.get_program().to_string_lossy().into_owned();
        match command.spawn() {
            Ok(child) => children.push((name, child)),
            Err(error) => {
                stop(&mut children);
                return Err(error).with_context(|| format!("could not start {name}"));
            }
        }
    }
    let ended = first_to_end(&mut children);
    stop(&mut children);
    let (name, status) = ended?;
    bail!("{name} ended ({status})")
}

fn first_to_end(children: &mut [(String, Child)]) -> Result<(String, std::process::ExitStatus)> {
    loop {
        for (name, child) in children.iter_mut() {
            if let Some(status) = child.try_wait()? {
                return Ok((name.clone(), status));
            }
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// What is left must not outlive us; a child that has ended already cannot be stopped, which is fine.
fn stop(children: &mut [(String, Child)]) {
    for (_, child) in children {
        let _ = child.kill();
        let _ = child.wait();
    }
}
