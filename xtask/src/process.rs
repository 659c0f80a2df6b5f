//! Other programs: finding them, running them, reading what they print.

use std::env;
use std::ffi::OsStr;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Says in one line what is about to happen and how long that usually takes.
pub(crate) fn step(text: impl Display) {
    eprintln!("==> {text}");
}

/// Whichever `cargo` the person's PATH leads to: unlike the one in the variable `CARGO` it may be
/// rustup's, which obeys `RUSTUP_TOOLCHAIN`.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(crate::project::root());
    command
}

/// Runs a command with its output on the terminal.
///
/// # Errors
/// When it cannot be started or does not succeed; the message shows the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("could not start `{}`", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a command that has nothing to say unless it fails.
///
/// # Errors
/// When it cannot be started or does not succeed; the message shows the command and what it printed.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("could not start `{}`", shown(command)))?;
    if !output.status.success() {
        bail!(
            "`{}` failed ({}): {}",
            shown(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

/// Runs a command quietly and returns what it printed, or nothing if it could not be started or
/// did not succeed.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// What `program --version` prints, if there is such a program.
pub(crate) fn version(program: impl AsRef<OsStr>) -> Option<String> {
    output(Command::new(program).arg("--version"))
}

/// The first program of this name on the PATH.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// The PATH with these folders in front.
pub(crate) fn path_with<'a>(
    folders: impl IntoIterator<Item = &'a Path>,
) -> Result<std::ffi::OsString> {
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = folders
        .into_iter()
        .map(Path::to_path_buf)
        .chain(env::split_paths(&rest));
    env::join_paths(all).context("a folder's name has a `:` in it and cannot be put on the PATH")
}

/// The first version number in a text, as (major, minor).
pub(crate) fn version_number(text: &str) -> Option<(u32, u32)> {
    text.split_whitespace().find_map(|word| {
        let mut parts = word.trim_start_matches('v').split('.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        Some((major, minor))
    })
}

fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_numbers_are_found_in_what_tools_print() {
        assert_eq!(
            version_number("rustc 1.95.0 (abc 2026-01-01)"),
            Some((1, 95))
        );
        assert_eq!(version_number("v20.20.2"), Some((20, 20)));
        assert_eq!(
            version_number("Chromium 156.0.8078.79 built on Debian"),
            Some((156, 0))
        );
        assert_eq!(version_number("command not found"), None);
    }

    #[test]
    fn a_failing_command_is_shown_with_its_arguments() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).expect_err("it exits with 3");
        assert!(
            error.to_string().starts_with("`sh -c exit 3` failed"),
            "{error}"
        );
    }

    #[test]
    fn a_quiet_command_that_fails_says_why() {
        let error = run_quietly(Command::new("sh").args(["-c", "echo because >&2; exit 3"]))
            .expect_err("it exits with 3");
        assert!(error.to_string().ends_with(": because"), "{error}");
    }

    #[test]
    fn a_failing_command_has_no_output() {
        assert_eq!(
            output(Command::new("sh").args(["-c", "echo yes"])).as_deref(),
            Some("yes")
        );
        assert_eq!(
            output(Command::new("sh").args(["-c", "echo yes; exit 1"])),
            None
        );
        assert_eq!(version("there-is-no-such-program"), None);
    }
}
