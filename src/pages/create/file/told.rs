//! What is wrong with a runner of the file, at its line of the whole file.

use contract::{
    document::Path,
    spec_file::{Diagnostic, RunnerFile},
};

use super::plan::Planned;
use crate::pages::create::{rules, submit::Submit};

/// Something wrong, with the line that it is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    /// Line and column in the whole file, where it has a place.
    pub(super) at: Option<(usize, usize)>,
    pub(super) text: String,
    pub(super) excerpt: Option<String>,
    /// The server said it, so that sending again is no mistake.
    pub(super) is_answer: bool,
}

impl Told {
    /// For the margin of the file; what has no place stands at the runner's first line.
    pub(super) fn diagnostic(self, file: &RunnerFile) -> Diagnostic {
        let (line, column) = self.at.unwrap_or((file.line, 1));
        Diagnostic {
            line,
            column,
            message: self.text,
        }
    }
}

/// Everything wrong with a runner, in the order of its lines; what has none comes last.
pub(super) fn told(
    file: &RunnerFile,
    planned: Option<&Planned>,
    submit: Option<Submit>,
) -> Vec<Told> {
    // Lines are counted in the whole file; the excerpt is found in the runner's own part.
    let shown = |problem: &Diagnostic| Told {
        at: Some((problem.line + file.line - 1, problem.column)),
        text: problem.message.clone(),
        excerpt: problem.excerpt(&file.text),
        is_answer: false,
    };
    let document = match &file.runner {
        Ok((_, document)) => document,
        Err(problems) => return problems.iter().map(shown).collect(),
    };
    let Some(planned) = planned else {
        return Vec::new();
    };
    let answer = submit.and_then(|submit| submit.refusal(&planned.request));
    let answer = answer.as_ref().map(rules::of_refusal).unwrap_or_default();
    let both = [(planned.problems.clone(), false), (answer, true)];
    let mut all: Vec<_> = both
        .into_iter()
        .flat_map(|(problems, is_answer)| problems.into_iter().map(move |p| (p, is_answer)))
        .map(|(problem, is_answer)| {
            let field = file.form.in_file(&problem.field);
            let message = format!("{field}: {}", problem.text);
            let at = document.position(&Path::of_printed(&field));
            let at = at.map(|at| Diagnostic {
                line: at.line,
                column: at.column,
                message: message.clone(),
            });
            match at {
                Some(at) => Told {
                    is_answer,
                    ..shown(&at)
                },
                None => Told {
                    at: None,
                    text: message,
                    excerpt: None,
                    is_answer,
                },
            }
        })
        .collect();
    all.sort_by_key(|told| told.at.unwrap_or((usize::MAX, 0)));
    all
}
