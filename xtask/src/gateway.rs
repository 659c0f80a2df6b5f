//! The gateway's program.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::{self, step};
use crate::project;

/// Builds what changed of the gateway and returns its program. Not optimized: that takes minutes
/// longer, and a single person's console does not show the difference.
///
/// # Errors
/// When the build fails.
pub(crate) fn build() -> Result<PathBuf> {
    step("Building the gateway (about 3 minutes the first time, then seconds)");
    // Without `--package`: with the features of all, as the tests have it (xtask/features).
    process::run(process::cargo().args(["build", "--bin", "runner-gateway"]))?;
    Ok(project::target().join("debug/runner-gateway"))
}

/// Builds the gateway as it is delivered, with the built site inside: one file to copy.
///
/// # Errors
/// When the build fails.
pub(crate) fn build_release() -> Result<PathBuf> {
    step("Building the optimized gateway with the site inside (about 8 minutes the first time)");
    process::run(process::cargo().args([
        "build",
        "--profile",
        "server",
        "--package",
        "gateway",
        "--bin",
        "runner-gateway",
        "--features",
        "embed-site",
    ]))?;
    let folder = project::target().join("release-binary");
    std::fs::create_dir_all(&folder)?;
    let program = folder.join("runner-gateway");
    std::fs::copy(project::target().join("server/runner-gateway"), &program)?;
    Ok(program)
}

/// The command that serves a site on the local control plane, unless the person's arguments or
/// variables say otherwise.
pub(crate) fn command(program: &Path, site: &Path, args: &[String]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(project::root());
    if !is_given(args, "--upstream", "RUNNER_CONSOLE_UPSTREAM") {
        command.args(["--upstream", "local"]);
    }
    if !is_given(args, "--site", "RUNNER_CONSOLE_SITE") {
        command.arg("--site").arg(site);
    }
    command.args(args);
    command
}

fn is_given(args: &[String], option: &str, variable: &str) -> bool {
    let is_option = |arg: &String| {
        arg.strip_prefix(option)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    };
    args.iter().any(is_option) || std::env::var_os(variable).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(args: &[&str]) -> Vec<String> {
        let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
        command(Path::new("runner-gateway"), Path::new("dist"), &args)
            .get_args()
            .map(|arg| arg.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn the_local_control_plane_is_the_default() {
        let fleet = args(&["--fleet", "empty"]);
        assert_eq!(
            fleet,
            ["--upstream", "local", "--site", "dist", "--fleet", "empty"]
        );
    }

    #[test]
    fn what_the_person_says_is_not_said_twice() {
        let own = args(&["--upstream=https://api.example.com", "--site", "/srv"]);
        assert_eq!(
            own,
            ["--upstream=https://api.example.com", "--site", "/srv"]
        );
    }
}
