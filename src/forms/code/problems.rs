//! What is wrong with an edit's text, at its place.

use contract::{
    document::Path,
    mask,
    model::Runner,
    rules::{self, Templates, Violation},
    spec_file::{self, Diagnostic},
};

use crate::api::runners::dialect;

/// What cannot be read, or what the rules say of the parts that would be sent.
pub(crate) fn problems(
    text: &str,
    wanted: &Result<Runner, Vec<Diagnostic>>,
    base: &Runner,
    known: &dyn Templates,
) -> Vec<Diagnostic> {
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(problems) => return problems.clone(),
    };
    let document = spec_file::parse(text)
        .ok()
        .and_then(|all| all.into_iter().next());
    let violations = violations(wanted, base, known);
    let told = violations.iter().filter_map(|violation| {
        let field = violation
            .field
            .strip_prefix("runner.")
            .unwrap_or(&violation.field);
        let at = document
            .as_ref()?
            .nearest_position(&Path::of_printed(field));
        Some(Diagnostic {
            line: at.line,
            column: at.column,
            message: violation.description.clone(),
        })
    });
    told.collect()
}

/// What the rules say of the parts that would be sent: what was wrong before is not this edit's matter.
pub(crate) fn violations(wanted: &Runner, base: &Runner, known: &dyn Templates) -> Vec<Violation> {
    let sent = mask::smallest(dialect(), base, wanted).documented();
    let concerns = |field: &str| {
        sent.iter().any(|path| {
            field
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    };
    let mut found = rules::runner(wanted, known);
    found.retain(|violation| {
        concerns(
            violation
                .field
                .strip_prefix("runner.")
                .unwrap_or(&violation.field),
        )
    });
    found
}

#[cfg(test)]
mod tests {
    use contract::{
        document::RUNNER,
        edit::{Form, assist, read},
    };
    use serde_json::json;

    use super::*;
    use crate::state::catalog::KnownTemplates;

    const HEADS: [&str; 4] = [
        "",
        "# why: it's \"ours\" — ünïcode 🦀\n",
        "---\n",
        "\n# a\n\n",
    ];
    const CHANNELS: [&str; 4] = [
        "  release_channel: RELEASE_CHANNEL_RAPID   # first\n",
        "  releaseChannel: \"RELEASE_CHANNEL_STABLE\"\n",
        "  enforce_resource_limits: false\n",
        "  maintenance_policy: null\n",
    ];
    const POLICIES: [&str; 5] = [
        "",
        "  maintenance_policy:\n    windows:\n      - cron: \"0 3 * * SAT\"\n        duration_seconds: 3600\n",
        "  maintenance_policy: {windows: [{cron: '30 2 1-7 * *', duration_seconds: 60}]}\n",
        "  maintenance_policy:\n    exclusions:\n    - start_time: 2026-12-20T00:00:00Z\n      end_time: 2027-01-04T00:00:00Z\n      reason: >-\n        year-end\n        freeze\n",
        "  maintenance_policy: { windows: [] }\n",
    ];
    const OVERRIDES: [&str; 5] = [
        "  overrides:\n    env:\n      NOTE: |\n        two\n        lines\n      ON: \"on\"\n",
        "  overrides: {env: {A: \"1\", B: 'it''s'}, args: [--x, \"y\"]}\n",
        "  overrides:\n    tolerations:\n      - key: gpu\n        operator: Exists\n        effect: NoSchedule\n",
        "  overrides:\n    resources: {cpu_request: \"2\", memory_request: 4Gi}\n    scaling:\n      replicas: 2\n",
        "  overrides:\n    nodeSelector:\n      ? pool\n      : infra\n",
    ];
    const REST: [&str; 4] = [
        "",
        "profile_bindings:\n  - profile_template_id: p\n    is_default: true\n  - {profile_template_id: q, profile_name: big}\n",
        "identity: {zone: eu-north-09c}\nprofile_bindings:\n- profile_template_id: \"p\"\n  is_default: true\n  overrides_json: '{\"a\": {\"b\": [1, 2]}}'\n",
        "identity:\n  runner_group_id: evals\n",
    ];

    /// Two hundred documents: the parts in ever other combinations, some of them as JSON.
    fn documents() -> Vec<String> {
        let pick = |parts: &[&'static str], at: usize| parts[at % parts.len()];
        let yaml = (0..160).map(|n| {
            [
                pick(&HEADS, n),
                "managed_spec:\n",
                if n % 5 == 1 { "" } else { pick(&POLICIES, n) },
                if n % 5 == 0 {
                    pick(&CHANNELS, n / 5)
                } else {
                    ""
                },
                pick(&OVERRIDES, n / 4),
                pick(&REST, n / 3),
            ]
            .concat()
        });
        let json = (0..40).map(|n| {
            let value = json!({
                "managedSpec": {
                    "releaseChannel": "RELEASE_CHANNEL_RAPID",
                    "overrides": { "env": { "N": n.to_string(), "TEXT": "a\"b\\c: #d" }, "args": vec!["x"; n % 4] },
                },
            });
            if n % 2 == 0 { value.to_string() } else { serde_json::to_string_pretty(&value).unwrap() }
        });
        yaml.chain(json).collect()
    }

    #[test]
    fn whatever_is_half_typed_is_told_and_nothing_stays_when_it_is_right() {
        let loaded: Runner = serde_json::from_value(json!({
            "identity": { "runnerId": "r", "zone": "eu-north-09c", "clusterId": "c" },
            "profileBindings": [{ "profileTemplateId": "p", "isDefault": true }],
        }))
        .unwrap();
        let known = KnownTemplates(None);
        let wrong = |text: &str| {
            let wanted = read(dialect(), text, Form::Patch, &loaded);
            let found = problems(text, &wanted, &loaded, &known);
            assert!(wanted.is_ok() || !found.is_empty(), "{text}");
            found
        };
        let documents = documents();
        assert_eq!(documents.len(), 200);
        let mut told = 0;
        for text in &documents {
            for (end, _) in text.char_indices() {
                let prefix = &text[..end];
                for problem in wrong(prefix) {
                    told += 1;
                    let lines = prefix.lines().count() + 1;
                    assert!((1..=lines).contains(&problem.line), "{problem} in {prefix}");
                }
                assist::complete(&RUNNER, prefix, end);
                assist::explain(&RUNNER, text, end);
            }
            assert_eq!(wrong(text), [], "{text}");
        }
        assert!(told > documents.len(), "{told}");
    }
}
