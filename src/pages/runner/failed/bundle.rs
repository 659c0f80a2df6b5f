//! The contents of a support bundle: the runner without secrets, what happened, which versions.

use contract::{console::HistoryEntry, environment, model::Runner};
use serde_json::json;

/// The bundle as JSON. Values of environment variables are replaced, their names stay.
pub(super) fn bundle(runner: &Runner, history: &[HistoryEntry], gateway: &str) -> String {
    let mut bundle = json!({
        "runner": runner,
        "history": history,
        "versions": {"console": env!("CARGO_PKG_VERSION"), "gateway": gateway},
    });
    environment::hide(&mut bundle, "hidden");
    serde_json::to_string_pretty(&bundle).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_of_the_environment_is_in_it() {
        let runner: Runner = serde_json::from_str(
            r#"{"identity": {"runnerId": "a"},
                "managedSpec": {"overrides": {"env": {"TOKEN": "CANARY"}}},
                "deploymentSpec": {"env": {"OTHER": "CANARY"}},
                "policy": {"base": {"spec": {"containers": [{"env": [{"name": "THIRD", "value": "CANARY"}]}]}}},
                "installError": {"diagnosticDetail": "0/6 nodes"}}"#,
        )
        .unwrap();
        let text = bundle(&runner, &[], "1.2.3");
        assert!(!text.contains("CANARY"), "{text}");
        for kept in ["TOKEN", "OTHER", "THIRD", "0/6 nodes", "1.2.3", "\"a\""] {
            assert!(text.contains(kept), "{kept}");
        }
    }
}
