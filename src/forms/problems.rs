//! What is wrong with the fields of a form, wherever it was found.

use contract::rules::Violation;
use leptos::prelude::*;

/// Something wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Path of the field below the runner, such as `managed_spec.overrides.tolerations[0].key`.
    pub(crate) field: String,
    /// What is wrong, without the path.
    pub(crate) text: String,
    /// It clashes with something that exists, so it is no gap that may be filled later.
    pub(crate) is_clash: bool,
}

impl Problem {
    /// A problem as the API words it: paths may begin with `runner.` and stand before the text, too.
    pub(crate) fn new(field: &str, description: &str) -> Self {
        let text = description
            .strip_prefix(field)
            .and_then(|rest| rest.strip_prefix(": "))
            .unwrap_or(description);
        Self {
            field: field.strip_prefix("runner.").unwrap_or(field).to_owned(),
            text: text.to_owned(),
            is_clash: false,
        }
    }

    /// A clash with something that exists.
    pub(crate) fn clash(field: &str, text: &str) -> Self {
        Self {
            is_clash: true,
            ..Self::new(field, text)
        }
    }
}

impl From<&Violation> for Problem {
    fn from(violation: &Violation) -> Self {
        Self::new(&violation.field, &violation.description)
    }
}

/// What is wrong with the draft that the forms below are about, as it is now.
#[derive(Clone, Copy)]
pub(crate) struct Problems(Signal<Vec<Problem>>);

impl Problems {
    /// Problems that are found elsewhere.
    pub(crate) fn new(found: Signal<Vec<Problem>>) -> Self {
        Self(found)
    }

    /// The problems of the draft around.
    pub(crate) fn context() -> Self {
        expect_context()
    }

    /// What is wrong with a field itself.
    pub(crate) fn at(self, field: &str) -> Option<String> {
        self.0.with(|all| {
            let found = all.iter().find(|problem| problem.field == field)?;
            Some(found.text.clone())
        })
    }

    /// Everything wrong with a field and with what is below it.
    pub(crate) fn under(self, field: &str) -> Vec<Problem> {
        self.0.with(|all| {
            let is_under = |problem: &&Problem| {
                problem
                    .field
                    .strip_prefix(field)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            };
            all.iter().filter(is_under).cloned().collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_apart_from_their_beginnings() {
        Owner::new().with(|| {
            let found = vec![
                Problem::new("runner.a.b[1].c", "runner.a.b[1].c: is required"),
                Problem::new("runner.a.bc", "no"),
            ];
            let problems = Problems::new(Signal::stored(found));
            untrack(|| {
                assert_eq!(problems.at("a.b[1].c").as_deref(), Some("is required"));
                assert_eq!(problems.at("a.b"), None);
                assert_eq!(problems.under("a.b").len(), 1);
                assert_eq!(problems.under("a").len(), 2);
            });
        });
    }
}
