//! Output that is both shown as it comes and read.

use std::io::{BufRead, BufReader, Write, stdout};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::count::{Runner, Tally};

/// Runs a test runner with its output on the terminal, and counts from its summary.
///
/// # Errors
/// When it cannot be started.
pub(super) fn run(command: &mut Command, runner: Runner) -> Result<Tally> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start {name}"))?;
    let output = child
        .stdout
        .take()
        .with_context(|| format!("{name} has no output"))?;
    let tally = copy(BufReader::new(output), stdout().lock(), runner)
        .with_context(|| format!("could not read the output of {name}"))?;
    let status = child.wait()?;
    Ok(tally.judged(status.success()))
}

/// By bytes, since a test may print anything.
fn copy(mut from: impl BufRead, mut to: impl Write, runner: Runner) -> std::io::Result<Tally> {
    let mut tally = Tally::default();
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line)? > 0 {
        to.write_all(&line)?;
        to.flush()?;
        tally = [tally, runner.count(&String::from_utf8_lossy(&line))]
            .into_iter()
            .sum();
        line.clear();
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_passed_on_unchanged_and_counted() {
        let output = b"\xff odd bytes\ntest result: ok. 2 passed; 0 failed; 0 ignored\nno newline";
        let mut shown = Vec::new();
        let tally = copy(&output[..], &mut shown, Runner::Libtest).expect("copied");
        assert_eq!(shown, output);
        assert_eq!(tally.passed, 2);
    }

    #[test]
    fn a_failing_runner_is_a_failure_even_if_it_counted_none() {
        // Silent, since the `cargo xtask test` that runs this would count what it prints.
        let mut command = Command::new("sh");
        command.args(["-c", "exit 101"]);
        let tally = run(&mut command, Runner::Libtest).expect("it starts");
        assert_eq!((tally.passed, tally.failed), (0, 1));
    }
}
