//! Text with a code editor around it. Without the editor's script it is a plain field: nothing else is lost.

mod editor;
mod script;

pub(crate) use editor::{CodeEditor, Compare, Knowledge};
