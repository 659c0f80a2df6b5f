//! The search over runners.

use crate::console::RunnerSummary;

/// The words of a search, ready to be compared.
#[derive(Debug, Clone)]
pub struct Search(Vec<String>);

impl Search {
    /// Of a text, in which spaces part the words.
    pub fn new(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether every word is in the ID, the name, the cluster or a label.
    pub fn finds(&self, runner: &RunnerSummary) -> bool {
        self.0.iter().all(|word| {
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

    #[test]
    fn a_search_looks_at_id_name_cluster_and_labels() {
        let runner = RunnerSummary {
            runner_id: "prod-us-east-1".into(),
            display_name: "Évaluation".into(),
            cluster_name: "USE04a-prod".into(),
            labels: [("team".to_owned(), "agents".to_owned())].into(),
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
        ] {
            assert!(Search::new(text).finds(&runner), "{text}");
        }
        for text in ["dev", "prod dev", "team=x", "ß"] {
            assert!(!Search::new(text).finds(&runner), "{text}");
        }
    }
}
