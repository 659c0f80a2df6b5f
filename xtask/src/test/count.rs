//! Reading the summaries of test runners.

use std::fmt;
use std::iter::Sum;

/// How many tests or checks came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u32,
    pub(super) failed: u32,
    /// Of the passed ones, those that failed at first.
    pub(super) flaky: u32,
    /// Neither passed nor failed.
    pub(super) skipped: u32,
}

impl Tally {
    pub(super) const ONE_PASSED: Self = Self {
        passed: 1,
        failed: 0,
        flaky: 0,
        skipped: 0,
    };
    pub(super) const ONE_FAILED: Self = Self {
        passed: 0,
        failed: 1,
        flaky: 0,
        skipped: 0,
    };

    /// Counts a runner that failed without naming a failed test (say, because a test does not
    /// compile) and one that ran nothing as one failure: neither proves anything.
    pub(super) fn judged(self, success: bool) -> Self {
        if self.failed == 0 && (!success || self.passed == 0) {
            Self { failed: 1, ..self }
        } else {
            self
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |sum, tally| Self {
            passed: sum.passed + tally.passed,
            failed: sum.failed + tally.failed,
            flaky: sum.flaky + tally.flaky,
            skipped: sum.skipped + tally.skipped,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.flaky > 0 {
            write!(f, ", {} passed only when repeated", self.flaky)?;
        }
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// Whose summary is read.
#[derive(Clone, Copy)]
pub(super) enum Runner {
    /// `cargo test` and wasm-bindgen's runner: one line for each test program.
    Libtest,
    /// Playwright: one line for each way to come out.
    Playwright,
}

impl Runner {
    /// What a line of output adds to the tally.
    pub(super) fn count(self, line: &str) -> Tally {
        let line = plain(line);
        match self {
            Self::Libtest => libtest(&line),
            Self::Playwright => playwright(&line),
        }
        .unwrap_or_default()
    }
}

/// `test result: ok. 5 passed; 1 failed; 2 ignored; …`
fn libtest(line: &str) -> Option<Tally> {
    let (_, counts) = line
        .trim()
        .strip_prefix("test result: ")?
        .split_once(". ")?;
    let number = |word: &str| {
        counts
            .split("; ")
            .find_map(|part| part.strip_suffix(word)?.trim().parse::<u32>().ok())
    };
    Some(Tally {
        passed: number("passed")?,
        failed: number("failed")?,
        flaky: 0,
        skipped: number("ignored").unwrap_or_default(),
    })
}

/// `  12 passed (34.5s)`, `  1 flaky`, `  3 did not run`
fn playwright(line: &str) -> Option<Tally> {
    let (number, word) = line.trim().split_once(' ')?;
    let number = number.parse().ok()?;
    let word = word.split_once(" (").map_or(word, |(word, _)| word);
    let none = Tally::default();
    match word {
        "passed" => Some(Tally {
            passed: number,
            ..none
        }),
        "flaky" => Some(Tally {
            passed: number,
            flaky: number,
            ..none
        }),
        "skipped" => Some(Tally {
            skipped: number,
            ..none
        }),
        "failed" | "interrupted" | "did not run" => Some(Tally {
            failed: number,
            ..none
        }),
        _ => None,
    }
}

/// A line without the escape sequences that colour it.
fn plain(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part
            .find(|c: char| c.is_ascii_alphabetic())
            .map_or(part.len(), |at| at + 1);
        text.push_str(&part[end..]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(runner: Runner, output: &str) -> Tally {
        output.lines().map(|line| runner.count(line)).sum()
    }

    #[test]
    fn every_test_program_of_a_cargo_run_counts() {
        let output = "
running 2 tests
test a ... ok
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

test result: \u{1b}[31mFAILED\u{1b}[0m. 5 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.10s
   Doc-tests contract
test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";
        let tally = count(Runner::Libtest, output);
        assert_eq!(
            tally,
            Tally {
                passed: 7,
                failed: 1,
                flaky: 0,
                skipped: 3
            }
        );
    }

    #[test]
    fn wasm_bindgens_runner_prints_the_same_form() {
        let line =
            "test result: ok. 4 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.03s";
        let tally = count(Runner::Libtest, line);
        assert_eq!(
            tally,
            Tally {
                passed: 4,
                ..Tally::default()
            }
        );
    }

    #[test]
    fn playwrights_summary_is_read_and_its_list_is_not() {
        let output = "
Running 20 tests using 2 workers
  ✓   1 [chromium] › story.spec.ts:9:1 › 3 passed runners (1.2s)
\u{1b}[31m  1 failed\u{1b}[39m
    [chromium] › story.spec.ts:20:1 › a wrong token ────────
  \u{1b}[33m2 flaky\u{1b}[39m
  3 skipped
  4 did not run
  10 passed (1.1m)
";
        let tally = count(Runner::Playwright, output);
        assert_eq!(
            tally,
            Tally {
                passed: 12,
                failed: 5,
                flaky: 2,
                skipped: 3
            }
        );
    }

    #[test]
    fn a_run_that_proves_nothing_is_a_failure() {
        let passed = |passed| Tally {
            passed,
            ..Tally::default()
        };
        assert_eq!(passed(3).judged(true), passed(3));
        assert_eq!(
            passed(3).judged(false).failed,
            1,
            "a later program did not compile"
        );
        assert_eq!(passed(0).judged(true).failed, 1, "nothing ran");
        assert_eq!(
            Tally {
                failed: 2,
                ..passed(3)
            }
            .judged(false)
            .failed,
            2,
            "counted already"
        );
    }

    #[test]
    fn a_tally_names_only_what_there_is() {
        assert_eq!(Tally::ONE_PASSED.to_string(), "1 passed, 0 failed");
        let odd = Tally {
            passed: 2,
            failed: 0,
            flaky: 1,
            skipped: 4,
        };
        assert_eq!(
            odd.to_string(),
            "2 passed, 0 failed, 1 passed only when repeated, 4 skipped"
        );
    }
}
