//! A profile as a file (contract 5).

mod editor;
mod new;

pub(crate) use editor::Editor;
pub(crate) use new::NewProfile;
