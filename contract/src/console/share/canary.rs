//! A runner in which every field of the API, and one extra in every object, has a recognizable value, and a check of
//! which of them a link reveals.

use serde_json::{Map, Value, json};

use super::*;
use crate::console::{ListedPolicy, Maintenance, Millis, RunnerSummary, Span, Standing};
use crate::document::{Kind, Message, RUNNER};
use crate::model::Runner;

/// Everything that was put in: the path of its field, and the text by which it is found.
#[derive(Default)]
struct Canaries(Vec<(String, String)>);

impl Canaries {
    fn text(&mut self, path: &str) -> Value {
        let text = format!(
            "canary-{}-{}",
            self.0.len(),
            path.to_lowercase().replace('.', "-")
        );
        self.0.push((path.to_owned(), text.clone()));
        text.into()
    }

    fn number(&mut self, path: &str) -> Value {
        let number = 770_000 + self.0.len();
        self.0.push((path.to_owned(), number.to_string()));
        number.into()
    }

    /// As the instant is written by us: milliseconds.
    fn time(&mut self, path: &str) -> Value {
        let at = Millis(1_700_000_000_000 + 1000 * i64::try_from(self.0.len()).unwrap());
        self.0.push((path.to_owned(), at.0.to_string()));
        at.instant().to_string().into()
    }

    fn fill(&mut self, message: &Message, path: &str) -> Value {
        let mut object = Map::new();
        for field in message.fields {
            let path = format!("{path}{}", field.json);
            let value = match field.kind {
                Kind::Text | Kind::Any => self.text(&path),
                Kind::EmbeddedJson => json!(json!({ "a": self.text(&path) }).to_string()),
                Kind::Time => self.time(&path),
                Kind::Integer | Kind::Long => self.number(&path),
                Kind::Flag => true.into(),
                Kind::Choice(_) if path == "installStatus" => "RUNNER_INSTALL_STATUS_FAILED".into(),
                Kind::Choice(constants) => constants[0].into(),
                Kind::TextMap => {
                    let key = self.text(&format!("{path}.key"));
                    json!({ key.as_str().unwrap(): self.text(&path) })
                }
                Kind::Texts => json!([self.text(&path)]),
                Kind::Opaque => json!({ "a": self.text(&path) }),
                Kind::Message(inner) => self.fill(inner, &format!("{path}.")),
                Kind::Messages(inner) => json!([self.fill(inner, &format!("{path}."))]),
            };
            object.insert(field.json.to_owned(), value);
        }
        let unknown = self.text(&format!("{path}unknown"));
        object.insert("newsFromLater".to_owned(), unknown);
        object.into()
    }
}

/// The fields that may be seen with these terms.
fn allowed(shows: Shows, renamed: bool) -> Vec<&'static str> {
    let mut paths = vec!["lastHeartbeatAt", "createdAt", "updatedAt"];
    if !renamed {
        paths.extend(["identity.runnerId", "displayName"]);
    }
    if shows.places {
        paths.extend(["identity.zone", "identity.clusterName"]);
    }
    if shows.errors {
        paths.extend(["installError.message", "installError.remediationHints"]);
    }
    if shows.versions {
        paths.extend(["activeRevision", "targetRevision"]);
    }
    paths
}

fn combinations() -> impl Iterator<Item = (Shows, bool)> {
    (0..32_u8).map(|bits| {
        let has = |bit: u8| bits & (1 << bit) != 0;
        let shows = Shows {
            errors: has(0),
            places: has(1),
            history: has(2),
            versions: has(3),
        };
        (shows, has(4))
    })
}

#[test]
fn nothing_leaves_but_what_the_terms_name_in_any_combination() {
    let mut canaries = Canaries::default();
    let runner = canaries.fill(&RUNNER, "");
    let runner: Runner = serde_json::from_value(runner).unwrap();
    assert!(canaries.0.len() > 60, "the whole runner is filled");
    let hints = runner.install_error.clone().unwrap().remediation_hints;
    let span = Span {
        from: Millis(1),
        to: Millis(2),
        standing: Standing::Failed,
    };
    let known = Known {
        summary: RunnerSummary {
            policy: Some(ListedPolicy::Named("canary-policy".into())),
            ..RunnerSummary::of(&runner, Maintenance::AnyTime)
        },
        hints,
        past: vec![span],
    };
    for (shows, renamed) in combinations() {
        let terms = Terms {
            title: "title".into(),
            shows,
            aliases: renamed.then(Default::default),
            ..Terms::default()
        };
        let pseudonym = |_: &str| Pseudonym {
            key: "k".into(),
            name: "Runner 1".into(),
        };
        let now = jiff::Timestamp::UNIX_EPOCH;
        let page = SharedPage::of(&terms, std::slice::from_ref(&known), pseudonym, now);
        let bytes = serde_json::to_string(&page).unwrap();
        let allowed = allowed(shows, renamed);
        for (path, text) in &canaries.0 {
            let seen = bytes.contains(text.as_str());
            assert_eq!(
                seen,
                allowed.contains(&path.as_str()),
                "{path} with {terms:?}: {bytes}"
            );
        }
        assert!(!bytes.contains("canary-policy"), "{bytes}");
        assert_eq!(bytes.contains("standing"), shows.history);
        assert_eq!(bytes.contains("channel"), shows.versions);
    }
}

#[test]
fn a_shared_runner_has_these_keys_and_no_others() {
    let full = SharedRunner {
        display_name: "d".into(),
        error: "e".into(),
        hints: vec!["h".into()],
        zone: "z".into(),
        cluster: "c".into(),
        versions: Some(SharedVersions::default()),
        past: vec![Span {
            from: Millis(1),
            to: Millis(2),
            standing: Standing::Failed,
        }],
        ..SharedRunner::default()
    };
    let value = serde_json::to_value(&full).unwrap();
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        keys(&value).join(" "),
        "key name displayName managementMode installStatus connectionStatus heardAt createdAt \
         changedAt error hints zone cluster versions past"
    );
    assert_eq!(
        keys(&value["versions"]).join(" "),
        "channel active target rollingOut updateAvailable maintenance"
    );
}
