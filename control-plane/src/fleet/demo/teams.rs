//! Runners of teams, each with settings of its own.

use contract::model::Overrides;

use super::Demo;
use super::parts::{binding, windows, with_exclusion};

impl Demo<'_> {
    pub(super) fn teams(&mut self) {
        let soon = windows(&[(&self.weekly(3), 3_600)]);
        let freeze = self.freeze("release week");
        self.ready(
            "team-agents",
            "us-east-04a",
            "use04a-agents",
            133,
            |draft| {
                draft
                    .named("Agents")
                    .governed("Untrusted code")
                    .group("agents")
                    .revision(12)
                    .behind(1)
                    .policy(soon)
                    .bindings(vec![
                        binding("code-exec", "", true, ""),
                        binding("browser", "agent-browser", false, ""),
                        binding(
                            "big-mem",
                            "big-mem",
                            false,
                            r#"{"resourceDefaults":{"memoryLimit":"96Gi"}}"#,
                        ),
                    ])
            },
        );
        let monthly = windows(&[(&self.monthly(12), 14_400)]);
        self.ready("code-review", "us-east-04a", "use04a-review", 88, |draft| {
            draft
                .group("agents")
                .revision(11)
                .behind(1)
                .policy(monthly)
                .binds(&["code-exec", "ci"])
        });
        self.ready("red-team", "us-east-04a", "use04a-red", 51, |draft| {
            draft
                .named("Red team")
                .governed("Closed network")
                .revision(5)
                .with_spec(|spec| spec.enforce_resource_limits = true)
                .binds(&["locked-down"])
        });
        self.ready(
            "support-tools",
            "us-east-08b",
            "use08b-tools",
            34,
            |draft| {
                draft
                    .named("Support")
                    .revision(3)
                    .binds(&["default", "internet"])
            },
        );
        self.ready("docs-bots", "eu-south-03b", "eus03b-docs", 26, |draft| {
            draft.revision(4).binds(&["internet"])
        });
        self.ready("staging-eu", "eu-south-03b", "eus03b-stg", 92, |draft| {
            draft.rapid().revision(31).binds(&["default", "code-exec"])
        });
        self.ready("dev-sandbox", "eu-south-03b", "eus03b-dev", 210, |draft| {
            draft
                .named("Everybody's playground")
                .rapid()
                .revision(44)
                .with_spec(|spec| spec.allow_privileged_profile_annotations = true)
                .binds(&["default", "internet", "ci", "code-exec"])
        });
        self.ready(
            "batch-nightly",
            "us-west-01a",
            "usw01a-batch",
            64,
            |draft| {
                draft
                    .revision(8)
                    .behind(1)
                    .policy(with_exclusion(windows(&[("0 2 * * *", 5_400)]), freeze))
                    .overrides(Overrides {
                        node_selector: [("pool".to_owned(), "infra".to_owned())].into(),
                        args: vec!["--max-sandboxes=400".to_owned()],
                        ..Overrides::default()
                    })
                    .binds(&["ci", "big-mem"])
            },
        );
    }
}
