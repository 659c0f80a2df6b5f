//! What is typed about a link, on the page of a new one and of one that is changed.

use std::collections::BTreeMap;

use contract::console::share::{Selection, Shows, Terms};
use leptos::prelude::*;

use crate::forms::request::Request;

/// What is typed. The passphrase is kept nowhere but here.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) title: RwSignal<String>,
    pub(super) note: RwSignal<String>,
    pub(super) sharer: RwSignal<String>,
    pub(super) selection: RwSignal<Selection>,
    pub(super) shows: RwSignal<Shows>,
    pub(super) aliases: RwSignal<Option<BTreeMap<String, String>>>,
    pub(super) passphrase: RwSignal<String>,
    /// The newest try to make or change the link.
    pub(super) request: Request,
}

impl Form {
    /// Filled with these terms.
    pub(super) fn of(terms: Terms) -> Self {
        Self {
            title: RwSignal::new(terms.title),
            note: RwSignal::new(terms.note),
            sharer: RwSignal::new(terms.sharer),
            selection: RwSignal::new(terms.selection),
            shows: RwSignal::new(terms.shows),
            aliases: RwSignal::new(terms.aliases),
            passphrase: RwSignal::new(String::new()),
            request: Request::new(),
        }
    }

    /// The terms as they are typed.
    pub(super) fn terms(self) -> Terms {
        Terms {
            title: self.title.get(),
            note: self.note.get(),
            sharer: self.sharer.get(),
            selection: self.selection.get(),
            shows: self.shows.get(),
            aliases: self.aliases.get(),
        }
    }

    /// What is wrong with a field: as the server said, unless it was changed since, when the same rules say
    /// it here.
    pub(super) fn problem(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            // Nothing is wrong with what nobody has tried to send.
            let refused = self.request.error()?;
            let now = self.terms().check().err();
            let here = now
                .filter(|(wrong, _)| *wrong == field)
                .map(|(_, text)| text);
            let path = format!("terms.{field}");
            let told = refused.violations.iter();
            let mut told =
                told.filter(|violation| violation.field == path || violation.field == field);
            let is_of_terms = ["title", "note", "sharer", "selection", "aliases"].contains(&field);
            if is_of_terms {
                here
            } else {
                told.next().map(|violation| violation.description.clone())
            }
        })
    }
}
