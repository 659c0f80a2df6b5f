//! `cargo xtask doctor`: what is installed, what is missing and how to get it.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::process;
use crate::tools::cargo_tool::{CargoTool, deny, trunk, wasm_bindgen};
use crate::tools::{self, browser, npm, wasm};

/// One requirement.
struct Finding {
    name: &'static str,
    state: State,
}

enum State {
    /// Installed: which version or where.
    Here(String),
    /// Missing, but the command that needs it installs it.
    Later(&'static str),
    /// Missing, and for the person to get: how.
    Yours(String),
}

/// Prints the list. The exit code says whether the person has to do something.
///
/// # Errors
/// When there is nowhere to look: no home folder, no lock file.
pub(crate) fn run() -> Result<ExitCode> {
    let findings = [
        rust(),
        component("rustfmt", "fmt"),
        component("clippy", "clippy"),
        c_compiler(),
        wasm_target(),
        cargo_tool("wasm-bindgen", &wasm_bindgen()?)?,
        cargo_tool("trunk", &trunk())?,
        cargo_tool("cargo-deny", &deny())?,
        node("Node.js", "node"),
        node("npm", "npm"),
        packages("wasm-opt", &npm::site_build()),
        packages("Playwright", &npm::browser_tests()),
        found("Chromium", browser::find_chromium()),
        found("chromedriver", browser::find_driver()),
    ];
    println!("Tools are kept in {}\n", tools::cache_folder()?.display());
    let mut complete = true;
    for Finding { name, state } in findings {
        match state {
            State::Here(what) => println!("{:8}{name:14}{what}", "ok"),
            State::Later(when) => println!("{:8}{name:14}installed by {when}", "later"),
            State::Yours(how) => {
                complete = false;
                println!("{:8}{name:14}{how}", "MISSING");
            }
        }
    }
    println!();
    println!(
        "{}",
        if complete {
            "Nothing is missing that you have to install."
        } else {
            "Install what is marked MISSING."
        }
    );
    Ok(if complete {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn rust() -> Finding {
    let oldest = env!("CARGO_PKG_RUST_VERSION");
    let version = process::version("rustc").unwrap_or_default();
    let new_enough = process::version_number(&version) >= process::version_number(oldest);
    let state = if new_enough {
        State::Here(version)
    } else {
        State::Yours(format!(
            "{version} is too old, {oldest} is needed: `rustup update`, https://rustup.rs"
        ))
    };
    Finding {
        name: "Rust",
        state,
    }
}

fn component(name: &'static str, subcommand: &str) -> Finding {
    let state = match process::output(process::cargo().args([subcommand, "--version"])) {
        Some(version) => State::Here(version),
        None if process::find("rustup")
            .or_else(|| process::find("apt-get"))
            .is_some() =>
        {
            State::Later("`fmt` and `test`")
        }
        None => State::Yours("use the package manager that installed Rust".to_owned()),
    };
    Finding { name, state }
}

fn c_compiler() -> Finding {
    let state = match process::version("cc") {
        Some(text) => State::Here(text.lines().next().unwrap_or_default().to_owned()),
        None => State::Yours(
            "needed to link programs and build SQLite: `sudo apt-get install gcc libc6-dev`, \
             `sudo dnf install gcc`, or `xcode-select --install`"
                .to_owned(),
        ),
    };
    Finding {
        name: "C compiler",
        state,
    }
}

fn wasm_target() -> Finding {
    let state = match wasm::find() {
        Some(toolchain) => State::Here(format!(
            "{} for {}, of {toolchain}",
            toolchain.version().unwrap_or_default(),
            wasm::TARGET
        )),
        None => State::Later(
            "`run`, `build`, `dev` and `test`: by rustup, or built from Debian's sources",
        ),
    };
    Finding {
        name: "wasm target",
        state,
    }
}

fn cargo_tool(name: &'static str, tool: &CargoTool) -> Result<Finding> {
    let state = match tool.find()? {
        Some(folder) => State::Here(format!("{} in {}", tool.version, folder.display())),
        None => State::Later("`run`, `build`, `dev` and `test`"),
    };
    Ok(Finding { name, state })
}

fn node(name: &'static str, program: &str) -> Finding {
    let state = match process::version(program) {
        Some(version)
            if program != "node"
                || process::version_number(&version)
                    .is_some_and(|(major, _)| major >= npm::NODE) =>
        {
            State::Here(version)
        }
        Some(version) => State::Yours(format!("{version} is too old; {}", npm::GET_NODE)),
        None => State::Yours(npm::GET_NODE.to_owned()),
    };
    Finding { name, state }
}

fn packages(name: &'static str, folder: &Path) -> Finding {
    let state = if npm::is_installed(folder) {
        State::Here(format!("in {}", folder.join("node_modules").display()))
    } else {
        State::Later("the first command that needs it, with npm")
    };
    Finding { name, state }
}

fn found(name: &'static str, program: Option<std::path::PathBuf>) -> Finding {
    let state = match program {
        Some(path) => {
            let version = process::output(Command::new(&path).arg("--version")).unwrap_or_default();
            State::Here(format!("{version} ({})", path.display()))
        }
        None if process::find("apt-get").is_some() => State::Later("`test`, with apt"),
        None => State::Yours(browser::GET.to_owned()),
    };
    Finding { name, state }
}
