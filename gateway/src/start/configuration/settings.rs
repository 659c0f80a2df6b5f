//! Every option with its value and where that comes from.

use std::collections::BTreeMap;
use std::fmt;

use clap::{ArgMatches, Command};

use super::file::keys;

/// An option as it would be used.
pub(super) struct Setting {
    key: String,
    /// None without a value.
    value: Option<Shown>,
    source: String,
}

enum Shown {
    One(String),
    Many(Vec<String>),
    Secret,
}

/// All options, in the order of `--help`.
pub(super) fn list(
    command: &Command,
    matches: &ArgMatches,
    sources: &BTreeMap<String, String>,
) -> Vec<Setting> {
    let setting = |(key, arg): (&str, &clap::Arg)| {
        let id = arg.get_id().as_str();
        let values = matches.get_raw(id).map(|values| {
            let values = values.map(|value| masked(&value.to_string_lossy()));
            values.collect::<Vec<_>>()
        });
        let value = values.map(|values| match values.as_slice() {
            _ if arg.is_hide_env_values_set() => Shown::Secret,
            [one] => Shown::One(one.clone()),
            _ => Shown::Many(values),
        });
        // One that is named and has no value cannot be followed.
        let source = sources
            .get(key)
            .map_or("default", String::as_str)
            .to_owned();
        Setting {
            key: key.to_owned(),
            value,
            source,
        }
    };
    keys(command).map(setting).collect()
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, value, source } = self;
        match value {
            None => write!(f, "# {key} is not set"),
            Some(Shown::Secret) => write!(f, "# {key} is set and not shown  # {source}"),
            Some(Shown::One(value)) => write!(f, "{key} = {}  # {source}", quoted(value)),
            Some(Shown::Many(values)) => {
                let values: Vec<_> = values.iter().map(|value| quoted(value)).collect();
                write!(f, "{key} = [{}]  # {source}", values.join(", "))
            }
        }
    }
}

fn quoted(value: &str) -> String {
    toml::Value::from(value).to_string()
}

/// Without the password of an address.
fn masked(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else {
        return value.to_owned();
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((user, _)) = authority.rsplit_once('@') else {
        return value.to_owned();
    };
    let name = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{name}:***{}", &rest[user.len()..])
}
