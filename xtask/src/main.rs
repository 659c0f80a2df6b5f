//! `cargo xtask …`: sets up, builds, runs and tests the console.
//!
//! Every command installs what it lacks into a per-user cache folder that all clones share, says
//! what it is doing and how long that usually takes, and does nothing twice.

#[cfg(not(unix))]
compile_error!("cargo xtask runs on Linux and macOS; on Windows use the Linux subsystem (WSL)");

mod bench;
mod chaos;
mod dev;
mod doctor;
mod gateway;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod papers;
mod process;
mod project;
mod run;
mod site;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use site::Effort;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about,
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build what changed and start the console with a local control plane
    Run {
        /// Build the site as released, which takes some minutes longer
        #[arg(long)]
        release: bool,
        /// Passed on to the gateway, e.g. `-- --fleet empty`
        #[arg(last = true)]
        gateway: Vec<String>,
    },
    /// Run every check and test, or only the named stages
    Test {
        /// Which stages, in the order they run; all but `matrix` if none is named
        stages: Vec<test::Stage>,
    },
    /// Measure speed and memory with everything optimized, and print the figures
    Bench {
        /// Only the benchmarks whose name contains this
        name: Option<String>,
    },
    /// Break the API, the gateways and their database under load, and report the results
    Chaos {
        /// Only the parts whose file name contains this: everything, messages (14 minutes), stream
        name: Option<String>,
        /// How many seconds to run; does not apply to messages
        #[arg(long, default_value_t = 120)]
        seconds: u32,
    },
    /// Build the optimized site and the gateway, and print the initial download
    Build,
    /// Build one optimized program with the site inside, for servers
    Dist,
    /// Like run, but rebuilds the site on every save (not optimized)
    Dev {
        /// Passed on to the gateway
        #[arg(last = true)]
        gateway: Vec<String>,
    },
    /// Format all Rust code
    Fmt,
    /// List what is needed: what is installed, what is missing and how to get it
    Doctor,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Run { release, gateway } => run::run(release, &gateway),
        Command::Test { stages } => Ok(test::run(&stages)),
        Command::Bench { name } => bench::run(name.as_deref()),
        Command::Chaos { name, seconds } => chaos::run(name.as_deref(), seconds),
        Command::Build => build(),
        Command::Dist => dist(),
        Command::Dev { gateway } => dev::run(&gateway),
        Command::Fmt => fmt(),
        Command::Doctor => doctor::run(),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> anyhow::Result<ExitCode> {
    site::build(Effort::Optimal, gateway::build)?;
    site::check_budget()?;
    Ok(ExitCode::SUCCESS)
}

fn dist() -> anyhow::Result<ExitCode> {
    site::build(Effort::Optimal, || Ok(()))?;
    site::check_budget()?;
    let program = gateway::build_release()?;
    let size = std::fs::metadata(&program)?.len();
    println!("{} ({} MB)", program.display(), size / 1_000_000);
    Ok(ExitCode::SUCCESS)
}

fn fmt() -> anyhow::Result<ExitCode> {
    tools::component("rustfmt")?;
    process::run(process::cargo().args(["fmt", "--all"]))?;
    Ok(ExitCode::SUCCESS)
}
