//! Runners as spec files and as JSON. Values of environment variables only where they are asked for.

use contract::{environment, invisible, model::Runner, spec_file::write_spec};

use crate::api::runners::dialect;

/// One YAML document per runner. The runner ID is an argument of the command and so stands in a comment
/// (contract 9).
pub(crate) fn yaml(runners: Vec<Runner>, with_env: bool) -> String {
    let documents = runners.into_iter().map(|mut runner| {
        let hidden = if with_env { 0 } else { hide_env(&mut runner) };
        let note = match hidden {
            0 => String::new(),
            hidden => format!("# {hidden} environment variables are left out\n"),
        };
        let id = invisible::shown(runner.runner_id());
        format!(
            "# cwic sandbox runner create {id} -f FILE\n{note}{}",
            write_spec(dialect(), &runner)
        )
    });
    documents.collect::<Vec<_>>().join("---\n")
}

/// Every field, as the API gives it.
pub(crate) fn json(mut runners: Vec<Runner>, with_env: bool) -> String {
    if !with_env {
        for runner in &mut runners {
            hide_env(runner);
        }
    }
    serde_json::to_string_pretty(&runners).unwrap_or_default()
}

/// Takes the environment out; answers how many variables that concerned of what a person set.
fn hide_env(runner: &mut Runner) -> usize {
    if let Some(resolved) = &mut runner.deployment_spec {
        resolved.env.clear();
    }
    let of_policy = runner.policy.as_mut().map_or(0, environment::take_out);
    let bindings = runner.profile_bindings.iter_mut();
    let of_bindings =
        bindings.map(|binding| environment::take_out_of_text(&mut binding.overrides_json));
    let others = of_policy + of_bindings.sum::<usize>();
    let overrides = runner
        .managed_spec
        .as_mut()
        .and_then(|spec| spec.overrides.as_mut());
    let own = overrides.map_or(0, |overrides| std::mem::take(&mut overrides.env).len());
    own + others
}

#[cfg(test)]
mod tests {
    use contract::{
        model::{ManagedSpec, Overrides, ProfileBinding},
        spec_file::{parse, read_runner},
    };

    use serde_json::json;

    use super::*;

    fn runner(id: &str) -> Runner {
        let mut runner = Runner {
            managed_spec: Some(ManagedSpec {
                overrides: Some(Overrides {
                    env: [("TOKEN".to_owned(), "CANARY".to_owned())].into(),
                    node_selector: [("pool".to_owned(), "infra".to_owned())].into(),
                    ..Overrides::default()
                }),
                ..ManagedSpec::default()
            }),
            policy: Some(
                json!({ "base": { "spec": { "containers": [{ "env": [{ "value": "CANARY" }] }] } } }),
            ),
            profile_bindings: vec![ProfileBinding {
                overrides_json: r#"{"podTemplate":{"env":{"TOKEN":"CANARY"}}}"#.to_owned(),
                ..ProfileBinding::default()
            }],
            ..Runner::default()
        };
        runner.identity.runner_id = id.to_owned();
        runner.identity.zone = "us-east-04a".to_owned();
        runner
    }

    #[test]
    fn environment_only_when_asked_for() {
        let runners = || vec![runner("a"), runner("b")];
        assert!(!yaml(runners(), false).contains("CANARY"));
        assert!(!json(runners(), false).contains("CANARY"));
        assert!(yaml(runners(), true).contains("CANARY"));
        assert!(json(runners(), true).contains("CANARY"));
    }

    #[test]
    fn documents_read_back() {
        let file = yaml(vec![runner("a\nb"), runner("b")], true);
        let documents = parse(&file).unwrap();
        assert_eq!(documents.len(), 2);
        for document in &documents {
            let read = read_runner(document).unwrap();
            assert_eq!(read.managed_spec, runner("b").managed_spec);
        }
    }
}
