//! Debian packages.

use std::io::{IsTerminal, stdin};
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{self, step};

/// Whether this machine's system packages come from apt.
pub(crate) fn is_here() -> bool {
    process::find("apt-get").is_some()
}

/// The package that a file came with.
pub(crate) fn owner(file: &Path) -> Option<String> {
    let line = process::output(Command::new("dpkg-query").arg("--search").arg(file))?;
    Some(line.split(':').next()?.to_owned())
}

/// Installs packages, as root or through sudo. Never removes another package for them.
///
/// # Errors
/// When apt is not here, sudo refuses, or a package is not to be had; the message shows the
/// command to run by hand.
pub(crate) fn install(packages: &[&str], takes: &str) -> Result<()> {
    let by_hand = format!("sudo apt-get install --no-remove {}", packages.join(" "));
    if !is_here() {
        bail!("apt-get is not on this machine");
    }
    let Some(root) = as_root() else {
        bail!("this needs root and there is no sudo; as root run `{by_hand}`");
    };
    step(format_args!(
        "Installing {} with apt ({takes})",
        packages.join(", ")
    ));
    let install = || {
        let mut command = apt(&root);
        command
            .args(["install", "--yes", "--no-remove", "--no-install-recommends"])
            .args(packages);
        process::run(&mut command)
    };
    // Package lists are absent from container images and go stale elsewhere.
    if install().is_err() && (process::run(apt(&root).arg("update")).is_err() || install().is_err())
    {
        bail!(
            "apt could not install {}; try `{by_hand}`",
            packages.join(" ")
        );
    }
    Ok(())
}

fn apt(root: &[&str]) -> Command {
    let words = [
        root,
        &[
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "--quiet",
        ],
    ]
    .concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

/// What to put before a command so that root runs it: nothing for root, and a sudo that does not
/// ask where nobody could answer.
fn as_root() -> Option<Vec<&'static str>> {
    if process::output(Command::new("id").arg("-u")).as_deref() == Some("0") {
        return Some(Vec::new());
    }
    process::find("sudo")?;
    Some(if stdin().is_terminal() {
        vec!["sudo"]
    } else {
        vec!["sudo", "-n"]
    })
}
