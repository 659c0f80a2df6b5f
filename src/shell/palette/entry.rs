//! What the palette lists.

use contract::console::UidStart;

use crate::{actions::Offer, paths::Route, state::fleet::Row};

/// One line of the palette.
#[derive(Clone)]
pub(super) struct Entry {
    /// What is looked through, in lower case, a line each: the name first, then what else it is known by.
    pub(super) words: String,
    /// A runner is also found by how its UUID begins.
    pub(super) uid: Option<UidStart>,
    pub(super) thing: Thing,
}

/// What a line stands for.
#[derive(Clone)]
pub(super) enum Thing {
    /// Something to do.
    Offer(Offer),
    /// Somewhere to go.
    Place(Place),
    /// A runner: its words are made when it is shown, since there are many.
    Runner(Row),
}

/// Somewhere to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// What it is: a page, a profile.
    pub(super) kind: &'static str,
    pub(super) title: String,
    /// What else it is known by.
    pub(super) detail: String,
    pub(super) href: String,
}

impl Entry {
    pub(super) fn offer(offer: Offer) -> Self {
        let (label, subject) = (offer.label_now(), offer.subject_now());
        Self {
            words: format!("{label}\n{subject}\naction").to_lowercase(),
            uid: None,
            thing: Thing::Offer(offer),
        }
    }

    pub(super) fn place(place: Place) -> Self {
        let words = format!("{}\n{}\n{}", place.title, place.detail, place.kind);
        Self {
            words: words.to_lowercase(),
            uid: None,
            thing: Thing::Place(place),
        }
    }

    pub(super) fn runner(row: Row) -> Self {
        use leptos::prelude::WithUntracked as _;
        let (words, uid) = row.summary.with_untracked(|runner| {
            let words = [
                runner.runner_id.as_str(),
                &runner.display_name,
                runner.cluster(),
                &runner.cluster_id,
            ];
            (words.join("\n").to_lowercase(), runner.uid)
        });
        Self {
            words,
            uid,
            thing: Thing::Runner(row),
        }
    }
}

impl Thing {
    /// What it is, what it is called, and what else one wants to know of it.
    pub(super) fn shown(&self) -> (&'static str, String, String) {
        use leptos::prelude::WithUntracked as _;
        match self {
            Self::Offer(offer) => ("Action", offer.label_now(), offer.subject_now()),
            Self::Place(place) => (place.kind, place.title.clone(), place.detail.clone()),
            Self::Runner(row) => row.summary.with_untracked(|runner| {
                let others = [runner.display_name.as_str(), runner.cluster()];
                let is_new = |text: &&str| !text.is_empty() && *text != runner.runner_id;
                let others: Vec<&str> = others.into_iter().filter(is_new).collect();
                ("Runner", runner.runner_id.clone(), others.join(" · "))
            }),
        }
    }

    /// Why it is not possible now.
    pub(super) fn refused(&self) -> Option<String> {
        match self {
            Self::Offer(offer) => offer.refused_now(),
            Self::Place(_) | Self::Runner(_) => None,
        }
    }

    /// By what it is remembered.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Offer(offer) => format!("do:{}", offer.action.label()),
            Self::Place(place) => place.href.clone(),
            Self::Runner(row) => Route::runner(&row.id).href(),
        }
    }
}
