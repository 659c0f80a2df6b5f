//! A new link.

use contract::console::share::{MadeShare, MakeShare, Place, Selection, ShareRules, Shows, Terms};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

use super::{
    fields::{Aliases, Parts, Texts},
    form::Form,
    lifetime::{Lifetime, LifetimeField},
    made::Made,
    preview::{Preview, PreviewCard},
    told::{Told, with_meant},
    words,
};
use crate::{
    api::{self, Client},
    forms::selection::{SelectionField, choices},
    state::{
        draft,
        fleet::{Fleet, use_fleet},
        remote::Remote,
    },
    widgets::{
        button::{Button, Kind},
        card::Card,
        field::TextField,
        page::Page,
    },
};

/// What was typed and not sent, for the same runners.
const DRAFT: &str = "share";

#[derive(Serialize, Deserialize)]
struct Draft {
    terms: Terms,
}

/// The page of a new link.
#[component]
pub(crate) fn NewSharePage() -> impl IntoView {
    let client: Client = expect_context();
    let query = use_location().search.get_untracked();
    let choices = choices(&query);
    let fleet = use_fleet();
    let form = Form::of(first_terms(&choices, |terms| suggested(fleet, terms)));
    follow(form);
    let rules: Remote<ShareRules> = Remote::new();
    let lifetime = Lifetime::new(Signal::derive(move || {
        rules.with(|rules| rules.map(|rules| rules.longest))
    }));
    rules.load(async move { Ok(api::shares::list(&client).await?.rules) });
    let preview = Preview::follow(form);
    let made = RwSignal::new(None::<MadeShare>);
    Effect::new(move |before: Option<()>| {
        let terms = form.terms();
        if before.is_some() && made.with_untracked(Option::is_none) {
            draft::keep(DRAFT, &Draft { terms });
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let make = untrack(|| MakeShare {
            terms: form.terms(),
            lifetime: lifetime.get(),
            passphrase: form.passphrase.get(),
        });
        form.request.send(
            async move { api::shares::make(&client, &make).await },
            move |share| {
                draft::discard(DRAFT);
                made.try_set(Some(share));
            },
        );
    };
    let required = move || rules.with(|rules| rules.is_some_and(|rules| rules.passphrase_required));
    let switched_off = move || rules.with(|rules| rules.is_some_and(|rules| !rules.enabled));
    let hint = move || {
        let required = if required() {
            "Required in this console. "
        } else {
            ""
        };
        format!("{required}At least 8 characters. Send it separately from the link.")
    };
    let choices = StoredValue::new(choices);
    let page = move || {
        match made.get() {
        Some(made) => view! { <Made made /> }.into_any(),
        None => view! {
            <div class="links-columns">
                <Card title="The link">
                    <form class="form" novalidate on:submit=submit>
                        <Texts form />
                        <LifetimeField value=lifetime error=form.problem("lifetime") />
                        <SelectionField
                            id="links-selection"
                            value=form.selection
                            choices=choices.get_value()
                            error=form.problem("selection")
                        />
                        <Parts form />
                        <Aliases form page=preview.page.into() />
                        <Told form />
                        <TextField
                            id="links-passphrase"
                            label="Passphrase"
                            r#type="password"
                            private=true
                            optional=true
                            value=form.passphrase
                            on_input=move |text| form.passphrase.set(text)
                            hint=Signal::derive(hint)
                            error=form.problem("passphrase")
                        />
                        {form.request.failure("The link was not created")}
                        <div class="form-actions">
                            <Button
                                label=Signal::derive(move || {
                                    let label = if form.request.is_sending() { "Creating the link…" } else { "Create link" };
                                    label.to_owned()
                                })
                                kind=Kind::Primary
                                r#type="submit"
                                refused=Signal::derive(move || {
                                    switched_off()
                                        .then(|| "Links are turned off in this console.".to_owned())
                                })
                            />
                        </div>
                    </form>
                </Card>
                <PreviewCard preview />
            </div>
        }
        .into_any(),
    }
    };
    view! { <Page title="Share status">{page}</Page> }
}

/// What was typed before for the same runners, or a start.
fn first_terms(choices: &[Selection], title: impl FnOnce(&Terms) -> String) -> Terms {
    let kept = draft::restore::<Draft>(DRAFT).map(|(draft, _)| draft.terms);
    if let Some(terms) = kept.filter(|terms| choices.contains(&terms.selection)) {
        return terms;
    }
    let selection = choices.first().cloned().unwrap_or_default();
    let terms = Terms {
        selection,
        shows: Shows {
            history: true,
            ..Shows::default()
        },
        ..Terms::default()
    };
    Terms {
        title: title(&terms),
        ..terms
    }
}

/// A title that tells nothing of what the link hides.
fn suggested(fleet: Fleet, terms: &Terms) -> String {
    with_meant(fleet, terms, |terms, runners| {
        let titles = words::titles(&terms.selection).into_iter();
        let tells = |title: &String| {
            let terms = Terms {
                title: title.clone(),
                ..terms.clone()
            };
            let found = terms.reveals(runners.iter().copied());
            found.iter().any(|found| found.place == Place::Title)
        };
        let mut quiet = titles.filter(|title| !tells(title));
        quiet.next().unwrap_or_else(|| "Status".to_owned())
    })
}

/// As long as nobody has written another title, it follows what is hidden, and the runners: they may come after the
/// page, and what is known of them after that.
fn follow(form: Form) {
    // Asked for here: what watches has no context of its own.
    let fleet = use_fleet();
    let before = StoredValue::new(untrack(|| suggested(fleet, &form.terms())));
    Effect::watch(
        move || {
            form.shows.track();
            form.aliases.track();
            form.selection.track();
            fleet.version();
        },
        move |(), _, _| {
            let now = untrack(|| suggested(fleet, &form.terms()));
            if form.title.get_untracked() == before.get_value() {
                form.title.set(now.clone());
            }
            before.set_value(now);
        },
        // The runners may have come before this watches.
        true,
    );
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_was_begun_in_an_older_build_goes_on() {
        crate::state::storage::stand_in::left_by_an_older_build();
        let ids = ["helsinki-evals", "mobile-ci"].map(str::to_owned);
        let terms = first_terms(&[Selection::Only(ids.into())], |_| String::new());
        assert_eq!(terms.note, "Where the nightly agents run.");
        let other = first_terms(&[Selection::default()], |_| String::new());
        assert_eq!(other.note, "", "those are other runners");
    }
}
