//! `runner-gateway`: starts the gateway, says where it is, and stops it on Ctrl-C.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use gateway::{CommandLine, Configuration, Local, LogFormat, Running, Task};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// The exit code for options that cannot be followed, as that of a wrong command line.
const UNUSABLE: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let configuration = match Configuration::read(std::env::args_os()) {
        Ok(configuration) => configuration,
        // Prints help too, where that was asked for.
        Err(error) => error.exit(),
    };
    if configuration.command_line.task() == Some(Task::CheckConfig) {
        return check(configuration);
    }
    if !configuration.problems.is_empty() {
        return complain_all(&configuration.problems);
    }
    let command_line = configuration.command_line;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    match command_line.log_format() {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    match run(command_line).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => complain(&message, 1),
    }
}

fn complain(message: &str, code: u8) -> ExitCode {
    // Without a standard error there is nobody to tell.
    writeln!(io::stderr(), "runner-gateway: {message}").ok();
    code.into()
}

fn complain_all(problems: &[String]) -> ExitCode {
    for problem in problems {
        complain(problem, UNUSABLE);
    }
    UNUSABLE.into()
}

/// Says what would be used and everything that is wrong with it.
fn check(configuration: Configuration) -> ExitCode {
    write!(io::stdout(), "{}", configuration.describe()).ok();
    let mut problems = configuration.problems;
    let (data_dir, more) = configuration.command_line.check();
    problems.extend(more);
    if let Some(folder) = data_dir {
        writeln!(io::stdout(), "# data is kept in {}", folder.display()).ok();
    }
    if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        complain_all(&problems)
    }
}

async fn run(command_line: CommandLine) -> Result<(), String> {
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let options = command_line.into_options();
    let options = options.map_err(|problems| problems.join("\nrunner-gateway: "))?;
    let data_dir = options.data_dir.clone();
    let mut running = gateway::serve::start(options)
        .await
        .map_err(|error| error.to_string())?;
    // The gateway serves even if nobody reads what it prints.
    announce(&running, &data_dir, &mut io::stdout().lock()).ok();
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = running.failed() => return Err("a part of the gateway ended; see the log".to_owned()),
    }
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

fn announce(running: &Running, data_dir: &Path, out: &mut impl Write) -> io::Result<()> {
    let Running { url, upstream, .. } = running;
    let version = env!("CARGO_PKG_VERSION");
    let before = match &running.local {
        Some(_) => "a simulated control plane",
        None => upstream,
    };
    writeln!(
        out,
        "runner-gateway {version} in front of {before}, at {url}"
    )?;
    writeln!(out, "Data is kept in {}\n", data_dir.display())?;
    match (&running.local, running.sign_in_link()) {
        (Some(local), Some(link)) => announce_local(local, &link, url, out)?,
        _ => writeln!(out, "Sign in with an API token at {url}/sign-in\n")?,
    }
    out.flush()
}

fn announce_local(local: &Local, link: &str, url: &str, out: &mut impl Write) -> io::Result<()> {
    let Local {
        admin_token,
        user_token,
        ..
    } = local;
    writeln!(
        out,
        "Open this link to sign in (it works once, within an hour):\n"
    )?;
    writeln!(out, "  {link}\n")?;
    writeln!(out, "Tokens, for the sign-in page and for scripts:\n")?;
    writeln!(out, "  admin  {admin_token}")?;
    writeln!(out, "  user   {user_token}  (reads only)\n")?;
    writeln!(
        out,
        "  curl -H 'Authorization: Bearer {admin_token}' {url}{}\n",
        contract::api::Dialect::default().runners()
    )
}
