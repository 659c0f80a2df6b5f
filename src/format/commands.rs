//! What a person would type to do what a page does (contract 9).

use contract::{
    api::{
        Call, Dialect,
        profiles::{self, ProfileUpdate},
    },
    invisible,
    mask::Update,
    model::{CreateRunner, ProfileTemplate, Runner},
    part::Part,
};
use leptos::prelude::window;

use crate::api::runners::{dialect, dialect_of};

/// What a person would type for the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Commands {
    /// The CLI's commands.
    pub(crate) cwic: String,
    /// The HTTP calls; the token comes from the environment.
    pub(crate) curl: String,
}

impl Commands {
    /// Of a command and of the calls that it stands for.
    fn of(cwic: String, calls: &[Call]) -> Self {
        let origin = window().location().origin().unwrap_or_default();
        let curls: Vec<_> = calls.iter().map(|call| call.curl(&origin)).collect();
        Self {
            cwic,
            curl: curls.join("\n"),
        }
    }
}

fn simple(id: &str, verb: &str, call: Call) -> Commands {
    Commands::of(dialect().cwic(verb, id), &[call])
}

/// Reads it.
pub(crate) fn describe(id: &str) -> Commands {
    simple(id, "describe", dialect().get(id))
}

/// Applies the available update.
pub(crate) fn upgrade(id: &str) -> Commands {
    simple(id, "upgrade", dialect().apply_update(id))
}

/// Deletes it.
pub(crate) fn delete(id: &str) -> Commands {
    simple(id, "delete", dialect().delete(id))
}

/// Sends a change to `wanted`. None where it carries environment values, which may be secrets and have no place on
/// a command line or on screen (contract 1.5), and where it clears all that it names, since a file that
/// names nothing changes nothing.
pub(crate) fn edit(wanted: &Runner, update: &Update) -> Option<Commands> {
    if update
        .mask
        .overlaps(&[Part::Overrides].into_iter().collect())
        && has_env(wanted)
    {
        return None;
    }
    let cwic = dialect().cwic_edit(update, wanted)?;
    Some(Commands::of(cwic, &update.calls))
}

/// What to know of the commands for policies.
pub(crate) const POLICY_NOTE: &str = "For releases of cwic that support v1. After the next change the etag is stale: read the policy again.";

/// Reads its policy.
pub(crate) fn read_policy(id: &str) -> Commands {
    Commands::of(Dialect::V1.cwic("policy get", id), &[Dialect::V1.get(id)])
}

/// Checks the file of a policy, then sends it with its etag (contract-v1 J-30).
pub(crate) fn edit_policy(text: &str, base: &Runner, update: &Update) -> Commands {
    let etag = base.etag.as_ref().and_then(serde_json::Value::as_str);
    let cwic = contract::api::cwic_policy(base.runner_id(), etag, text);
    Commands::of(cwic, &update.calls)
}

/// What to know of the commands for profiles.
pub(crate) fn profile_note() -> String {
    let name = Dialect::V1beta2.name();
    format!("Only {name} has profiles.")
}

fn simple_profile(id: &str, verb: &str, call: Call) -> Commands {
    Commands::of(profiles::cwic(verb, id), &[call])
}

/// Reads a profile.
pub(crate) fn read_profile(id: &str) -> Commands {
    simple_profile(id, "get", profiles::get(id))
}

/// Deletes a profile.
pub(crate) fn delete_profile(id: &str) -> Commands {
    simple_profile(id, "delete", profiles::delete(id))
}

/// Creates a profile.
pub(crate) fn create_profile(profile: &ProfileTemplate) -> Commands {
    Commands::of(profiles::cwic_create(profile), &[profiles::create(profile)])
}

/// Sends a change of a profile. The CLI's file can set parts but not clear them; the call can.
pub(crate) fn edit_profile(id: &str, update: &ProfileUpdate) -> Commands {
    let cwic = profiles::cwic_edit(id, update);
    let cwic =
        cwic.unwrap_or_else(|| "# A CLI file cannot clear a field: use the call below.".to_owned());
    Commands::of(cwic, std::slice::from_ref(&update.call))
}

/// Creates it; none where the spec carries environment values, which may be secrets (contract 1.5).
pub(crate) fn create(request: &CreateRunner, request_id: &str) -> Option<Commands> {
    if has_env(&request.runner) {
        return None;
    }
    let dialect = dialect_of(request);
    let cwic = dialect.cwic_create(request, request_id);
    Some(Commands::of(cwic, &[dialect.create(request, request_id)]))
}

/// The commands of a whole run as one script, in its order. What may not be on screen is named in its place.
pub(crate) fn script<'a>(each: impl IntoIterator<Item = (&'a str, Option<Commands>)>) -> Commands {
    let mut script = Commands {
        cwic: "set -e".to_owned(),
        curl: "set -e".to_owned(),
    };
    for (id, commands) in each {
        let (cwic, curl) = if let Some(Commands { cwic, curl }) = commands {
            (cwic, curl.replacen("curl", "curl -f", 1))
        } else {
            let note = format!(
                "# {}: left out, because it contains environment values",
                invisible::shown(id)
            );
            (note.clone(), note)
        };
        for (script, line) in [(&mut script.cwic, cwic), (&mut script.curl, curl)] {
            script.push('\n');
            script.push_str(&line);
        }
    }
    script
}

fn has_env(runner: &Runner) -> bool {
    let spec = runner.managed_spec.as_ref();
    let overrides = spec.and_then(|spec| spec.overrides.as_ref());
    overrides.is_some_and(|overrides| !overrides.env.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_has_a_command_for_each_and_stops_at_the_first_that_fails() {
        let commands = |id: &str| Commands {
            cwic: format!("cwic sandbox runner upgrade {id}"),
            curl: format!("curl -X POST https://console.example/{id}"),
        };
        let script = script([
            ("a", Some(commands("a"))),
            ("b", None),
            ("c", Some(commands("c"))),
        ]);
        assert_eq!(
            script.cwic,
            "set -e\ncwic sandbox runner upgrade a\n# b: left out, because it contains environment values\n\
            cwic sandbox runner upgrade c"
        );
        assert!(
            script
                .curl
                .contains("curl -f -X POST https://console.example/c")
        );
    }
}
