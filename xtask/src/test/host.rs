//! The tests of this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::count::{Runner, Tally};
use super::{Ahead, tee};
use crate::process::{self, step};
use crate::project;
use crate::tools::postgres::Postgres;

/// Names the server on which the gateway's tests make their databases; SQLite without it.
const ON_POSTGRES: &str = "RUNNER_CONSOLE_TEST_POSTGRES";

/// The programs of tests that have something to say of PostgreSQL, and the package of each.
const WITH_DATABASE: [(&str, &str); 3] = [
    ("gateway", "gateway"),
    ("server", "gateway"),
    ("xtask", "xtask"),
];

/// Every test, then those of the gateway once more, on PostgreSQL: the same programs, since Cargo would
/// compile them with other features for these packages alone.
///
/// # Errors
/// When they cannot be compiled or started.
pub(super) fn run(ahead: &mut Ahead) -> Result<Tally> {
    process::run(cargo_test().arg("--no-run"))?;
    ahead.finish();
    let all = tee::run(
        cargo_test().arg("--no-fail-fast").env_remove(ON_POSTGRES),
        Runner::Libtest,
    )?;
    let postgres = match Postgres::start() {
        Ok(postgres) => postgres,
        Err(error) => {
            step(format_args!(
                "NOT TESTED: the gateway on PostgreSQL, which is not available here: {error:#}"
            ));
            return Ok(all);
        }
    };
    step("host: the gateway's tests again, on PostgreSQL (some minutes)");
    let mut tallies = vec![all];
    for (package, program) in programs()? {
        let mut again = Command::new(program);
        again
            .current_dir(project::root().join(package))
            // One by one: each has a database of its own, and what they watch happens in moments.
            .args(["--include-ignored", "--test-threads=1"])
            .env(ON_POSTGRES, postgres.address());
        tallies.push(tee::run(&mut again, Runner::Libtest)?);
    }
    Ok(tallies.into_iter().sum())
}

fn cargo_test() -> Command {
    let mut cargo = process::cargo();
    cargo.args(["test", "--workspace"]);
    cargo
}

/// The programs that are run on PostgreSQL, each with the folder that Cargo would run it in.
fn programs() -> Result<Vec<(&'static str, PathBuf)>> {
    let compiled = cargo_test()
        .args(["--no-run", "--color=never"])
        .output()
        .context("could not start cargo")?;
    let named = executables(&String::from_utf8_lossy(&compiled.stderr));
    let found = |(program, package)| {
        let path = named.iter().find(|path| is_of(path, program));
        path.map(|path| (package, project::root().join(path)))
            .with_context(|| format!("cargo names no program of the tests of {program}"))
    };
    let programs = WITH_DATABASE
        .map(found)
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    if programs.is_empty() {
        bail!("no test was compiled");
    }
    Ok(programs)
}

/// What `cargo test --no-run` tells of: `  Executable tests/server/main.rs (target/debug/deps/server-1f)`.
fn executables(told: &str) -> Vec<PathBuf> {
    told.lines()
        .filter_map(|line| line.trim().strip_prefix("Executable ")?.strip_suffix(')'))
        .filter_map(|line| line.rsplit_once('('))
        .map(|(_, path)| PathBuf::from(path))
        .collect()
}

/// `server` of `target/debug/deps/server-0a1b2c`.
fn is_of(path: &Path, program: &str) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.rsplit_once('-')
        .is_some_and(|(name, _)| name == program)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = "   Compiling gateway v0.1.0
    Finished `test` profile [unoptimized + debuginfo] target(s) in 0.40s
  Executable unittests src/lib.rs (target/debug/deps/gateway-2b1c)
  Executable unittests src/main.rs (target/debug/deps/runner_gateway-77aa)
  Executable tests/server/main.rs (/elsewhere/debug/deps/server-0f)
";

    #[test]
    fn the_programs_are_read_from_what_cargo_tells() {
        let named = executables(TOLD);
        assert_eq!(named.len(), 3);
        assert!(is_of(&named[0], "gateway") && !is_of(&named[1], "gateway"));
        assert_eq!(named[2], Path::new("/elsewhere/debug/deps/server-0f"));
        assert!(is_of(&named[2], "server"));
    }

    /// The gateway of `run` and that of the tests are the same objects (xtask/features): what tests ask of a
    /// package is asked of it without them, too.
    #[test]
    fn tests_want_no_package_otherwise_than_programs_do() {
        let wanted = |edges: &str| {
            let mut tree = process::cargo();
            tree.args(["tree", "--offline", "--workspace", "--prefix=none"])
                .args(["--format={p}|{f}", "--edges", edges]);
            features(&process::output(&mut tree).expect("cargo tree works"))
        };
        let (programs, tests) = (wanted("normal"), wanted("normal,dev"));
        assert!(programs.len() > 100, "{}", programs.len());
        for (package, features) in programs {
            assert_eq!(
                Some(&features),
                tests.get(&package),
                "{package}: add what the tests want to xtask/features/Cargo.toml"
            );
        }
    }

    type Features = std::collections::BTreeSet<String>;

    /// Of each package, all features of all its forms.
    fn features(tree: &str) -> std::collections::BTreeMap<String, Features> {
        let mut all = std::collections::BTreeMap::<_, Features>::new();
        for line in tree.lines().filter(|line| !line.is_empty()) {
            let (package, features) = line.trim_end_matches(" (*)").split_once('|').expect(line);
            all.entry(package.to_owned())
                .or_default()
                .extend(features.split_terminator(',').map(str::to_owned));
        }
        all
    }
}
