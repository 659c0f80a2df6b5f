//! `cargo deny`: known holes, licences and sources of everything that we depend on (`deny.toml`).

use std::process::Command;

use anyhow::{Context, Result};

use super::count::Tally;
use crate::process::{self, step};
use crate::project;
use crate::tools::cargo_tool;

/// Where the list of known holes is kept.
const ADVISORIES: &str = "github.com/RustSec/advisory-db";

/// What cargo-deny says when the list cannot be fetched.
const NOT_FETCHED: &str = "failed to fetch advisory database";

/// What came of looking for known holes.
#[derive(Debug, PartialEq, Eq)]
enum Advisories {
    Clean,
    /// There are some; or it could not be found out, for a reason that is ours.
    Bad,
    /// The list is out of reach, which is no fault of the project.
    OutOfReach,
}

/// Checks licences and sources always, and known holes where the list of them can be had.
///
/// # Errors
/// When cargo-deny cannot be installed, or does not like what it sees.
pub(super) fn run() -> Result<Tally> {
    let program = cargo_tool::deny().ensure()?.join("cargo-deny");
    let deny = || {
        let mut command = Command::new(&program);
        command
            .current_dir(project::root())
            .args(["--workspace", "--color", "never"]);
        command
    };
    step("lint: licences and sources of all dependencies (seconds)");
    // It looks at every package of Cargo.lock, also at those that no build of this machine downloads.
    process::run(process::cargo().args(["fetch", "--quiet", "--locked"]))?;
    process::run(deny().args(["--offline", "check", "licenses", "bans", "sources"]))?;

    step("lint: known vulnerabilities of all dependencies (seconds)");
    let output = deny()
        .args(["check", "advisories"])
        // A host that says nothing is not waited for.
        .env("GIT_HTTP_LOW_SPEED_LIMIT", "1000")
        .env("GIT_HTTP_LOW_SPEED_TIME", "20")
        .output()
        .context("could not start cargo-deny")?;
    let said = String::from_utf8_lossy(&output.stderr);
    match judge(output.status.success(), &said) {
        Advisories::Clean => Ok([Tally::ONE_PASSED, Tally::ONE_PASSED].into_iter().sum()),
        Advisories::OutOfReach => {
            eprintln!(
                "note: known vulnerabilities were not checked: {ADVISORIES} cannot be reached"
            );
            Ok(Tally::ONE_PASSED)
        }
        Advisories::Bad => {
            eprint!("{said}");
            Ok([Tally::ONE_PASSED, Tally::ONE_FAILED].into_iter().sum())
        }
    }
}

fn judge(is_success: bool, said: &str) -> Advisories {
    match (is_success, said.contains(NOT_FETCHED)) {
        (true, _) => Advisories::Clean,
        (false, true) => Advisories::OutOfReach,
        (false, false) => Advisories::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_list_out_of_reach_is_forgiven() {
        assert_eq!(judge(true, ""), Advisories::Clean);
        let offline =
            "[ERROR] failed to fetch advisory database https://… : could not resolve host";
        assert_eq!(judge(false, offline), Advisories::OutOfReach);
        assert_eq!(judge(false, "error[vulnerability]: …"), Advisories::Bad);
        assert_eq!(judge(false, ""), Advisories::Bad);
    }
}
