//! `cargo xtask test`: every check and test, with one plain line at the end.

mod ahead;
mod count;
mod deny;
mod host;
mod stage;
mod tee;
mod tls;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::process::step;
use ahead::Ahead;
use count::Tally;
pub(crate) use stage::Stage;

/// What came of a stage.
struct Outcome {
    stage: Stage,
    tally: Tally,
    took: Duration,
}

/// Runs the named stages, or all, each whatever came of the others, since each tells something
/// else about what is wrong. An error is counted as a failure, so that there is always a last line.
pub(crate) fn run(stages: &[Stage]) -> ExitCode {
    let chosen: Vec<Stage> = Stage::value_variants()
        .iter()
        .copied()
        .filter(|stage| stages.contains(stage) || (stages.is_empty() && stage.is_usual()))
        .collect();
    let tools = chosen.iter().flat_map(|stage| stage.tools()).collect();
    // Only the stage of the host waits for it before it runs what watches moments.
    let with_site = chosen.contains(&Stage::Host) && chosen.iter().any(|stage| stage.needs_site());
    let mut ahead = Ahead::start(tools, with_site);
    let outcomes: Vec<Outcome> = chosen
        .into_iter()
        .map(|stage| outcome(stage, &mut ahead))
        .collect();

    println!();
    for Outcome { stage, tally, took } in &outcomes {
        println!("{:10}{:>7}  {tally}", stage.name(), clock(*took));
    }
    let total: Tally = outcomes.iter().map(|outcome| outcome.tally).sum();
    println!(
        "{:10}{:>7}",
        "total",
        clock(outcomes.iter().map(|outcome| outcome.took).sum())
    );
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn outcome(stage: Stage, ahead: &mut Ahead) -> Outcome {
    step(stage.announcement());
    let start = Instant::now();
    let tally = match stage.run(ahead) {
        Ok(tally) => tally,
        Err(error) => {
            eprintln!("error: {error:#}");
            Tally::ONE_FAILED
        }
    };
    Outcome {
        stage,
        tally,
        took: start.elapsed(),
    }
}

/// `3:07` is three minutes and seven seconds.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_millis(7_900)), "0:07");
        assert_eq!(clock(Duration::from_secs(2707)), "45:07");
    }
}
