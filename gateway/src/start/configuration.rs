//! Options from flags, the environment and a file, in that order: what comes first wins.
//!
//! A key of the file is the long name of a flag, so that whatever the command line takes the file takes
//! too.

mod file;
mod settings;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::Resettable;
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use crate::start::CommandLine;
use file::CONFIG;
use settings::Setting;

/// What the gateway is to be started with, and from where that comes.
pub struct Configuration {
    /// Everything taken together, without what cannot be followed.
    pub command_line: CommandLine,
    /// What cannot be followed: one line each, which names where it is written and repeats no value.
    pub problems: Vec<String>,
    settings: Vec<Setting>,
}

/// Collects what is said about options: what comes first wins.
struct Collected<'a> {
    command: &'a Command,
    args: Vec<OsString>,
    /// Where the value of a flag is written.
    sources: BTreeMap<String, String>,
    problems: Vec<String>,
}

impl Configuration {
    /// Reads the arguments, of which the first is the program's name, the environment, and whatever file they
    /// name. A variable that is empty says nothing.
    ///
    /// # Errors
    /// When help is asked for, or the arguments are none of ours.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        Self::read_with(args.into_iter().collect(), |name| std::env::var_os(name))
    }

    fn read_with(
        args: Vec<OsString>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, clap::Error> {
        let command = CommandLine::command();
        let mut all = Collected {
            command: &command,
            args: args.first().cloned().into_iter().collect(),
            sources: BTreeMap::new(),
            problems: Vec::new(),
        };
        all.add_arguments(args.iter().skip(1));
        all.add_environment(variable);
        all.add_file();
        let Collected {
            args: taken,
            sources,
            problems,
            ..
        } = all;
        // What the environment says is among the arguments by now.
        let alone = command.clone().mut_args(|arg| arg.env(Resettable::Reset));
        let matches = alone.try_get_matches_from(taken).map_err(|error| {
            // Help names the variables, too.
            let told = command.clone().try_get_matches_from(args).err();
            told.filter(|told| told.kind() == error.kind())
                .unwrap_or(error)
        })?;
        Ok(Self {
            settings: settings::list(&command, &matches, &sources),
            command_line: CommandLine::from_arg_matches(&matches)?,
            problems,
        })
    }

    /// What would be used and from where, as a file that says the same. Secrets are left out.
    pub fn describe(&self) -> String {
        let lines = self.settings.iter().map(ToString::to_string);
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }
}

impl Collected<'_> {
    /// Adds a value, unless it is known already; one that cannot be followed is a problem of what is written
    /// there.
    fn add(&mut self, key: &str, value: &OsStr, named: &str, source: &str) {
        if self.sources.contains_key(key) {
            return;
        }
        self.sources.insert(key.to_owned(), source.to_owned());
        let Some(arg) = option(self.command, key) else {
            return;
        };
        let written = [OsStr::new("--"), OsStr::new(key), OsStr::new("="), value];
        let written: OsString = written.into_iter().collect();
        match file::check(self.command, arg, &[&written]) {
            Ok(()) => self.args.push(written),
            Err(problem) => self.problems.push(format!("{named}: {problem}")),
        }
    }

    fn add_arguments<'a>(&mut self, args: impl Iterator<Item = &'a OsString>) {
        let mut args = args.peekable();
        let mut added: Vec<(String, OsString)> = Vec::new();
        while let Some(arg) = args.next() {
            let flag = arg.to_str().and_then(|arg| arg.strip_prefix("--"));
            let (name, value) = match flag.map(|flag| flag.split_once('=').ok_or(flag)) {
                Some(Ok((name, value))) => (name, Some(value.into())),
                Some(Err(name)) => (name, None),
                None => {
                    self.args.push(arg.clone());
                    continue;
                }
            };
            if ["help", "version"].contains(&name) {
                self.args.push(arg.clone());
                continue;
            }
            let is_value = |next: &OsString| !next.to_string_lossy().starts_with("--");
            let is_known = option(self.command, name).is_some();
            let value = value.or_else(|| args.next_if(|next| is_known && is_value(next)).cloned());
            match value {
                _ if !is_known => {
                    let problem = file::unknown(self.command, name);
                    self.problems.push(format!("--{name}: {problem}"));
                }
                None => self.problems.push(format!("--{name}: a value is missing")),
                Some(value) => added.push((name.to_owned(), value)),
            }
        }
        // A flag that may be repeated counts as a whole.
        for (name, value) in &added {
            let is_list = option(self.command, name)
                .is_some_and(|arg| matches!(arg.get_action(), ArgAction::Append));
            if is_list {
                self.sources.remove(name);
            } else if self.sources.contains_key(name) {
                let problem = format!("--{name}: it is given twice");
                self.problems.push(problem);
            }
            self.add(name, value, &format!("--{name}"), "command line");
        }
    }

    fn add_environment(&mut self, variable: impl Fn(&str) -> Option<OsString>) {
        let command = self.command;
        for arg in command.get_arguments() {
            let name = arg.get_env().and_then(OsStr::to_str);
            let (Some(key), Some(name)) = (arg.get_long(), name) else {
                continue;
            };
            if let Some(value) = variable(name).filter(|value| !value.is_empty()) {
                self.add(key, &value, name, &format!("environment, {name}"));
            }
        }
    }

    fn add_file(&mut self) {
        let named = format!("--{CONFIG}=");
        let named = self
            .args
            .iter()
            .find_map(|arg| arg.to_str()?.strip_prefix(&named));
        let Some(file) = named.map(PathBuf::from) else {
            return;
        };
        let (entries, problems) = file::read(&file, self.command);
        self.problems.extend(problems);
        for file::Entry { key, args } in entries {
            if let Entry::Vacant(source) = self.sources.entry(key) {
                source.insert("file".to_owned());
                self.args.extend(args.into_iter().map(OsString::from));
            }
        }
    }
}

fn option<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    let mut args = command.get_arguments();
    args.find(|arg| arg.get_long() == Some(name))
}

#[cfg(test)]
mod tests;
