//! The folder for tools, one per user, so that clones share what took minutes to build.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// `$RUNNER_CONSOLE_TOOLS`, else `$XDG_CACHE_HOME/runner-console`, else `~/.cache/runner-console`.
///
/// # Errors
/// When none of the variables is set.
pub(crate) fn folder() -> Result<PathBuf> {
    choose(|name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    })
    .context("no home folder; set RUNNER_CONSOLE_TOOLS to a folder for tools")
}

fn choose(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    variable("RUNNER_CONSOLE_TOOLS")
        .or_else(|| Some(variable("XDG_CACHE_HOME")?.join("runner-console")))
        .or_else(|| Some(variable("HOME")?.join(".cache/runner-console")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_variable_wins() {
        let all = |name: &str| Some(PathBuf::from(format!("/{name}")));
        assert_eq!(choose(all), Some("/RUNNER_CONSOLE_TOOLS".into()));
        let no_own = |name: &str| {
            (name != "RUNNER_CONSOLE_TOOLS")
                .then(|| all(name))
                .flatten()
        };
        assert_eq!(
            choose(no_own),
            Some("/XDG_CACHE_HOME/runner-console".into())
        );
        let home = |name: &str| (name == "HOME").then(|| all(name)).flatten();
        assert_eq!(choose(home), Some("/HOME/.cache/runner-console".into()));
        assert_eq!(choose(|_| None), None);
    }
}
