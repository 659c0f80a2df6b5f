//! Links for teammates: the list of them, a new one, what one shows (design D8).

mod actions;
mod asked;
mod badge;
mod edit;
mod fields;
mod form;
mod list;
mod made;
mod new;
mod preview;
mod row;
mod words;

pub(super) use edit::EditSharePage;
pub(super) use list::SharesPage;
pub(super) use new::NewSharePage;
