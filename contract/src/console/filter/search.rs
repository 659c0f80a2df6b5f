//! The search over runners.

use crate::{
    console::{RunnerSummary, UidStart},
    invisible::sought,
};

/// The words of a search, ready to be compared.
#[derive(Debug, Clone)]
pub struct Search(Vec<Word>);

#[derive(Debug, Clone)]
struct Word {
    text: String,
    /// What alerts and colleagues send is often a UUID.
    uid: Option<UidStart>,
}

impl Search {
    /// Of a text, in which spaces part the words.
    pub fn new(text: &str) -> Self {
        let word = |word: &str| Word {
            text: word.to_owned(),
            uid: UidStart::parse(word),
        };
        Self(sought(text).split_whitespace().map(word).collect())
    }

    /// Whether every word is in the ID, the name, the cluster or a label, or begins the UUID.
    pub fn finds(&self, runner: &RunnerSummary) -> bool {
        self.0.iter().all(|Word { text: word, uid }| {
            [
                &runner.runner_id,
                &runner.display_name,
                &runner.cluster_name,
                &runner.cluster_id,
            ]
            .into_iter()
            .any(|text| contains(text, word))
                || runner
                    .labels
                    .iter()
                    .any(|(key, value)| contains(&format!("{key}={value}"), word))
                || (uid.is_some() && *uid == runner.uid)
        })
    }
}

/// Whether a text holds a lower-case word, in whatever case. IDs and clusters are ASCII, and looking
/// through a hundred thousand of them must not allocate.
fn contains(text: &str, word: &str) -> bool {
    if text.is_ascii() {
        word.is_empty()
            || text
                .as_bytes()
                .windows(word.len())
                .any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    } else {
        text.to_lowercase().contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::UidStart;

    #[test]
    fn a_search_looks_at_id_name_cluster_and_labels() {
        let runner = RunnerSummary {
            runner_id: "prod-us-east-1".into(),
            display_name: "Évaluation".into(),
            cluster_name: "USE04a-prod".into(),
            labels: [("team".to_owned(), "agents".to_owned())].into(),
            uid: UidStart::parse("0d4c2b1e-5f6a-4e7b-8c9d-0a1b2c3d4e5f"),
            ..RunnerSummary::default()
        };
        for text in [
            "",
            "PROD",
            "us-east prod",
            "éval",
            "use04A",
            "team=ag",
            "  prod  ",
            "\u{feff}prod\u{200b}",
            "us\u{ad}-east\u{a0}prod",
            "0d4c2b1e",
            "0D4C2B1E-5F6A-4E7B-8C9D-0A1B2C3D4E5F",
            "prod 0d4c2b1e-5f6a",
        ] {
            assert!(Search::new(text).finds(&runner), "{text}");
        }
        for text in ["dev", "prod dev", "team=x", "ß", "0d4c2b1f", "dev 0d4c2b1e"] {
            assert!(!Search::new(text).finds(&runner), "{text}");
        }
    }
}
