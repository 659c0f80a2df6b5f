//! Text with a code editor around it. Without the editor's script it is a plain field: nothing else is lost.

mod ask;
mod compare;
mod editor;
mod knowledge;
mod problem_list;
mod problems;
mod script;

pub(crate) use compare::Compare;
pub(crate) use editor::CodeEditor;
pub(crate) use knowledge::Knowledge;
pub(crate) use problem_list::ProblemList;
pub(crate) use problems::{problems, violations};
