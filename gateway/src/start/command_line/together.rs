//! Options that do not go together.

use super::CommandLine;

impl CommandLine {
    /// What is wrong with the options beside each other; each message names the option.
    pub(super) fn contradictions(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if let Some(url) = &self.upstream.0 {
            let given = self.local.given();
            problems.extend(given.map(|option| {
                format!(
                    "{option}: this is for the local control plane, which is not used with --upstream {url}; remove one of the two"
                )
            }));
        } else {
            let remote_only = [
                (self.upstream_ca.is_some(), "--upstream-ca"),
                (self.sharing.is_remote_only(), "--watch-token-file"),
            ];
            let given = remote_only.into_iter().filter(|(is_given, _)| *is_given);
            problems.extend(given.map(|(_, option)| {
                format!("{option}: this is for a remote API; name it with --upstream")
            }));
        }
        match (&self.tls_cert, &self.tls_key) {
            (Some(_), None) => problems
                .push("--tls-cert: its private key is missing; name it with --tls-key".to_owned()),
            (None, Some(_)) => problems
                .push("--tls-key: its certificate is missing; name it with --tls-cert".to_owned()),
            (Some(_), Some(_)) | (None, None) => {}
        }
        problems
    }
}
