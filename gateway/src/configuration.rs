//! Options from flags, the environment and a file, in that order: what comes first wins.
//!
//! A key of the file is the long name of a flag, so that whatever the command line takes the file takes
//! too.

mod file;
mod settings;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, Command, CommandFactory, FromArgMatches};

use crate::command_line::CommandLine;
use settings::Setting;

/// The flag that names the file.
const CONFIG: &str = "config";

/// What the gateway is to be started with, and from where that comes.
pub struct Configuration {
    /// Everything taken together.
    pub command_line: CommandLine,
    settings: Vec<Setting>,
}

/// What was written cannot be followed.
#[derive(Debug)]
pub enum Unusable {
    /// The command line; or it asks for help, which is no error.
    CommandLine(clap::Error),
    /// The file. The message names it and the key.
    File(String),
}

impl Configuration {
    /// Reads the arguments, of which the first is the program's name, and whatever file they or the
    /// environment name.
    ///
    /// # Errors
    /// When one of them cannot be followed.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Self, Unusable> {
        Self::read_with(args.into_iter().collect(), |name| std::env::var_os(name))
    }

    fn read_with(
        mut args: Vec<OsString>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, Unusable> {
        let command = CommandLine::command();
        let mut from_file = Vec::new();
        if let Some(file) = file_name(&command, &args, &variable) {
            for entry in file::read(&file, &command).map_err(Unusable::File)? {
                let is_given = given(&args, &entry.key).is_some()
                    || environment(&command, &entry.key)
                        .is_some_and(|name| variable(name).is_some());
                if !is_given {
                    from_file.push(entry.key);
                    args.extend(entry.args.into_iter().map(OsString::from));
                }
            }
        }
        let matches = command.clone().try_get_matches_from(args);
        let matches = matches.map_err(Unusable::CommandLine)?;
        let settings = settings::list(&command, &matches, &from_file);
        let command_line = CommandLine::from_arg_matches(&matches);
        Ok(Self {
            command_line: command_line.map_err(Unusable::CommandLine)?,
            settings,
        })
    }

    /// What would be used and from where, as a file that says the same. Secrets are left out.
    pub fn describe(&self) -> String {
        let lines = self.settings.iter().map(ToString::to_string);
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }
}

fn file_name(
    command: &Command,
    args: &[OsString],
    variable: impl Fn(&str) -> Option<OsString>,
) -> Option<PathBuf> {
    let named = given(args, CONFIG).flatten();
    let named = named.or_else(|| variable(environment(command, CONFIG)?));
    named.filter(|name| !name.is_empty()).map(PathBuf::from)
}

/// The value of a flag, if the flag is among the arguments; none inside if it has no value there.
fn given(args: &[OsString], name: &str) -> Option<Option<OsString>> {
    let flag = format!("--{name}");
    let at = args.iter().position(|arg| {
        let rest = arg.to_str().and_then(|arg| arg.strip_prefix(&flag));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    })?;
    let arg = args[at].to_str().unwrap_or_default();
    Some(match arg.split_once('=') {
        Some((_, value)) => Some(value.into()),
        None => args.get(at + 1).cloned(),
    })
}

/// The variable that a flag may also be given by.
fn environment<'a>(command: &'a Command, name: &str) -> Option<&'a str> {
    let mut args = command.get_arguments();
    let arg = args.find(|arg| arg.get_long() == Some(name))?;
    arg.get_env()?.to_str()
}

/// The arguments that a file may set.
fn keys(command: &Command) -> impl Iterator<Item = (&str, &Arg)> {
    let args = command.get_arguments();
    args.filter_map(|arg| Some((arg.get_long()?, arg)))
        .filter(|(name, _)| ![CONFIG, "help", "version"].contains(name))
}

#[cfg(test)]
mod tests;
