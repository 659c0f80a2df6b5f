//! What the link tells although it is hidden: the maker is told before it is made.

use contract::console::{
    RunnerSummary,
    share::{Place, Revealed, Terms},
};
use leptos::prelude::*;

use super::form::Form;
use crate::{
    format::count,
    state::{
        clock::Clock,
        fleet::{Fleet, use_fleet},
    },
    widgets::icon::{Glyph, Icon},
};

/// Looks at terms with the runners that they mean now.
pub(super) fn with_meant<T>(
    fleet: Fleet,
    terms: &Terms,
    look: impl FnOnce(&Terms, &[&RunnerSummary]) -> T,
) -> T {
    fleet.with(|rows| {
        let all: Vec<_> = rows
            .values()
            .map(|row| row.summary.get_untracked())
            .collect();
        let summaries = all.iter().map(AsRef::as_ref);
        look(terms, &terms.selection.pick(summaries, Clock::instant()))
    })
}

/// The sentences, where there are any.
#[component]
pub(super) fn Told(form: Form) -> impl IntoView {
    let fleet = use_fleet();
    let told = Memo::new(move |_| {
        with_meant(fleet, &form.terms(), |terms, runners| {
            sentences(&terms.reveals(runners.iter().copied()))
        })
    });
    let line = |text: String| {
        view! {
            <li class="badge-line">
                <span class="tone-warn"><Glyph icon=Icon::Alert /></span>
                <span>{text}</span>
            </li>
        }
    };
    let is_there = Memo::new(move |_| told.with(|told| !told.is_empty()));
    view! {
        <div role="status">
            <Show when=move || is_there.get()>
                <ul class="problems" aria-label="What the link reveals anyway">
                    {move || told.get().into_iter().map(line).collect_view()}
                </ul>
            </Show>
        </div>
    }
}

/// One sentence for each place, with the first names that are read there.
fn sentences(revealed: &[Revealed]) -> Vec<String> {
    const NAMED: usize = 3;
    let of = |(place, head, help): (Place, &str, &str)| {
        let found: Vec<_> = revealed
            .iter()
            .filter(|found| found.place == place)
            .collect();
        let names = found.iter().take(NAMED);
        let names: Vec<_> = names
            .map(|found| format!("{} {}", found.what, found.name))
            .collect();
        let more = match found.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {}", count::of(more, "more name")),
        };
        (!found.is_empty()).then(|| {
            format!(
                "{head} {}{more}, which the link hides. {help}",
                names.join(", ")
            )
        })
    };
    [
        (Place::Title, "The title names", "Change the title."),
        (Place::Note, "The note names", "Remove it from the note."),
        (Place::Sharer, "“Shared by” names", "Remove it there."),
        (Place::Alias, "An alias contains", "Choose another."),
        (
            Place::Name,
            "A runner’s name contains",
            "Show aliases instead of names if that matters.",
        ),
    ]
    .into_iter()
    .filter_map(of)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_its_sentence() {
        let found = |place, what, name: &str| Revealed {
            place,
            what,
            name: name.to_owned(),
        };
        let all = [
            found(Place::Title, "the zone", "us-east-04a"),
            found(Place::Name, "the cluster", "a"),
            found(Place::Name, "the cluster", "b"),
            found(Place::Name, "the cluster", "c"),
            found(Place::Name, "the cluster", "d"),
        ];
        assert_eq!(
            sentences(&all),
            [
                "The title names the zone us-east-04a, which the link hides. Change the title.",
                "A runner’s name contains the cluster a, the cluster b, the cluster c and 1 more name, which the link hides. Show aliases instead of names if that matters.",
            ]
        );
    }
}
