//! A new link.

use std::collections::BTreeSet;

use contract::console::share::{
    LONGEST, MadeShare, MakeShare, Selection, ShareRules, Shows, Terms, USUAL,
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

use super::{
    fields::{Aliases, Lifetime, Parts, Runners, Texts},
    form::Form,
    made::Made,
    preview::{Preview, PreviewCard},
    words,
};
use crate::{
    api::{self, Client},
    pages::fleet::filter_of,
    paths,
    state::{clock::Clock, draft, fleet::use_fleet, remote::Remote},
    widgets::{
        button::{Button, Kind},
        card::Card,
        failure::Failure,
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
    let form = Form::of(first_terms(&choices));
    let lifetime = RwSignal::new(USUAL);
    let rules: Remote<ShareRules> = Remote::new();
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
        if form.busy.get_untracked() {
            return;
        }
        form.busy.set(true);
        spawn_local(async move {
            let make = untrack(|| MakeShare {
                terms: form.terms(),
                lifetime: lifetime.get(),
                passphrase: form.passphrase.get(),
            });
            let answer = api::shares::make(&client, &make).await;
            form.busy.try_set(false);
            match answer {
                Ok(share) => {
                    draft::discard(DRAFT);
                    form.error.try_set(None);
                    made.try_set(Some(share));
                }
                Err(error) => {
                    form.error.try_set(Some(error));
                }
            }
        });
    };
    let longest =
        Signal::derive(move || rules.with(|rules| rules.map_or(LONGEST, |rules| rules.longest)));
    let required = move || rules.with(|rules| rules.is_some_and(|rules| rules.passphrase_required));
    let switched_off = move || rules.with(|rules| rules.is_some_and(|rules| !rules.enabled));
    let hint = move || {
        let required = if required() {
            "Needed in this console. "
        } else {
            ""
        };
        format!("{required}At least 8 characters; tell it another way than the link.")
    };
    let choices = StoredValue::new(choices);
    let page = move || {
        match made.get() {
        Some(made) => view! { <Made made /> }.into_any(),
        None => view! {
            <div class="share-columns">
                <Card title="The link">
                    <form class="form" novalidate on:submit=submit>
                        <Texts form />
                        <Lifetime value=lifetime longest error=form.problem("lifetime") />
                        <Runners form choices=choices.get_value() />
                        <Parts form />
                        <Aliases form page=preview.page.into() />
                        <TextField
                            id="share-passphrase"
                            label="Passphrase"
                            r#type="password"
                            autocomplete="new-password"
                            optional=true
                            value=form.passphrase
                            on_input=move |text| form.passphrase.set(text)
                            hint=Signal::derive(hint)
                            error=form.problem("passphrase")
                        />
                        {move || {
                            form.error
                                .get()
                                .map(|error| view! { <Failure what="The link was not made" error /> })
                        }}
                        <div class="form-actions">
                            <Button
                                label=Signal::derive(move || {
                                    let label = if form.busy.get() { "Making the link…" } else { "Make the link" };
                                    label.to_owned()
                                })
                                kind=Kind::Primary
                                r#type="submit"
                                refused=Signal::derive(move || {
                                    switched_off()
                                        .then(|| "Links are switched off in this console.".to_owned())
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

/// What the address asks for, and beside a filter the runners that match now.
fn choices(query: &str) -> Vec<Selection> {
    if let Some(ids) = paths::shared_runners(query) {
        let kept = || draft::restore_secret::<BTreeSet<String>>(paths::CHOSEN).unwrap_or_default();
        let ids = if ids.is_empty() { kept() } else { ids };
        return vec![Selection::Only(ids)];
    }
    let filter = Selection::Matching(filter_of(query));
    let now = Clock::instant();
    let ids = use_fleet().with(|rows| {
        let runners: Vec<_> = rows
            .values()
            .map(|row| row.summary.get_untracked())
            .collect();
        let picked = filter.pick(runners.iter().map(|runner| &**runner), now);
        let ids = picked.iter().map(|runner| runner.runner_id.clone());
        ids.collect::<BTreeSet<_>>()
    });
    let only = (!ids.is_empty()).then_some(Selection::Only(ids));
    [Some(filter), only].into_iter().flatten().collect()
}

/// What was typed before for the same runners, or a start.
fn first_terms(choices: &[Selection]) -> Terms {
    let kept = draft::restore::<Draft>(DRAFT).map(|(draft, _)| draft.terms);
    if let Some(terms) = kept.filter(|terms| choices.contains(&terms.selection)) {
        return terms;
    }
    let selection = choices.first().cloned().unwrap_or_default();
    Terms {
        title: words::selection(&selection),
        selection,
        shows: Shows {
            history: true,
            ..Shows::default()
        },
        ..Terms::default()
    }
}
