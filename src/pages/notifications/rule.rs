//! A new rule, and one that is changed.

use std::collections::BTreeSet;

use contract::condition::Group;
use contract::console::notify::{Notifications, Rule, Sketch, When, steady};
use contract::console::share::Selection;
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use super::{
    destinations::ChannelsField,
    form::{Form, HoldField, QuietField},
    pause::{PauseButton, RuleState},
    preview::PreviewCard,
    when::WhenField,
    words,
};
use crate::{
    api::{self, Client},
    forms::selection::{SelectionField, choices},
    paths::{self, Route},
    state::{
        clock::Clock, draft, fleet::use_fleet, notices::use_notices, remote::Remote,
        session::use_person,
    },
    widgets::{
        button::{Button, ButtonLink, Kind},
        card::Card,
        failure::Failure,
        field::TextField,
        page::Page,
    },
};

/// What was typed and not sent, for the same runners.
const DRAFT: &str = "rule";

/// The most runners that a rule can name.
const NAMED: usize = 1000;

/// The page of a new rule.
#[component]
pub(super) fn NewRulePage() -> impl IntoView {
    let client: Client = expect_context();
    let known: Remote<Notifications> = Remote::new();
    known.load(async move { api::notifications::list(&client).await });
    let query = use_location().search.get_untracked();
    let choices = offered(choices(&query));
    let when = beginning(&query);
    let kept = draft::restore::<Sketch>(DRAFT).map(|(sketch, _)| sketch);
    let sketch = kept.filter(|kept| choices.contains(&kept.selection));
    let sketch = sketch.unwrap_or_else(|| Sketch {
        name: String::new(),
        when,
        selection: choices.first().cloned().unwrap_or_default(),
        channels: BTreeSet::new(),
        hold: None,
        quiet: None,
    });
    let form = Form::of(sketch);
    Effect::new(move |before: Option<()>| {
        let sketch = form.sketch();
        if before.is_some() {
            draft::keep(DRAFT, &sketch);
        }
    });
    view! {
        <Page title="New rule">
            <p class="muted">
                "For a calendar program or a feed reader: "
                <a class="link" href=paths::feed_of_same(&query)>"New calendar or feed…"</a>
            </p>
            <RuleForm form rule=None choices known />
        </Page>
    }
}

/// The page of a rule that is changed.
#[component]
pub(super) fn EditRulePage(id: String) -> impl IntoView {
    let client: Client = expect_context();
    let known: Remote<Notifications> = Remote::new();
    known.load(async move { api::notifications::list(&client).await });
    let content = move || {
        if let Some(error) = known.error() {
            return view! { <Failure what="The rule could not be read" error /> }.into_any();
        }
        let Some(all) = known.get() else {
            return view! { <p class="muted" role="status">"Loading…"</p> }.into_any();
        };
        match all.rules.into_iter().find(|rule| rule.id == id) {
            Some(rule) => view! { <Edit rule known /> }.into_any(),
            None => view! {
                <div class="empty">
                    <p>"This rule no longer exists."</p>
                    <p><a class="link" href=Route::Notifications.href()>"All rules"</a></p>
                </div>
            }
            .into_any(),
        }
    };
    view! { <Page title="Edit a rule">{content}</Page> }
}

#[component]
fn Edit(rule: Rule, known: Remote<Notifications>) -> impl IntoView {
    let form = Form::of(rule.sketch.clone());
    let choices = offered(vec![rule.sketch.selection.clone()]);
    let now = RwSignal::new(rule);
    let rule = Memo::new(move |_| now.get());
    view! {
        <div class="notify-state">
            <RuleState rule />
            <PauseButton rule changed=Callback::new(move |rule| now.set(rule)) />
        </div>
        <RuleForm form rule=Some(rule) choices known />
    }
}

#[component]
fn RuleForm(
    form: Form,
    /// The one that is changed.
    rule: Option<Memo<Rule>>,
    choices: Vec<Selection>,
    known: Remote<Notifications>,
) -> impl IntoView {
    let client: Client = expect_context();
    let notices = use_notices();
    let navigate = use_navigate();
    let person = use_person();
    let sending = form.request.refused();
    let refused = Signal::derive(move || {
        let mine = rule.is_none_or(|rule| rule.with(|rule| rule.mine));
        words::kept_from(person, mine).or_else(|| sending.get())
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if refused.with_untracked(Option::is_some) {
            return;
        }
        let navigate = navigate.clone();
        let id = rule.map(|rule| rule.with_untracked(|rule| rule.id.clone()));
        let sketch = untrack(|| form.sketch());
        form.request.send(
            async move { api::notifications::keep_rule(&client, id.as_deref(), &sketch).await },
            move |kept: Rule| {
                if rule.is_none() {
                    draft::discard(DRAFT);
                }
                notices.done(format!("The rule “{}” was saved.", kept.sketch.name));
                navigate(&Route::Notifications.href(), NavigateOptions::default());
            },
        );
    };
    let label = if rule.is_some() {
        "Save"
    } else {
        "Create rule"
    };
    let choices = StoredValue::new(choices);
    let is_of_runners = Memo::new(move |_| form.when.get().is_of_runners());
    view! {
        <div class="links-columns">
            <Card title="The rule">
                <form class="form" novalidate on:submit=submit>
                    <TextField
                        id="rule-name"
                        label="Name"
                        value=form.name
                        on_input=move |text| form.name.set(text)
                        hint="Shown in every message. For example, “Production”."
                        error=form.problem("name")
                    />
                    <WhenField form />
                    <HoldField form />
                    <Show when=move || is_of_runners.get()>
                        <SelectionField
                            id="rule-selection"
                            value=form.selection
                            choices=choices.get_value()
                            error=form.problem("selection")
                        />
                    </Show>
                    <ChannelsField form known />
                    <QuietField form />
                    {form.request.failure("The rule was not saved")}
                    <div class="form-actions">
                        <Button label kind=Kind::Primary r#type="submit" refused />
                        <ButtonLink href=Route::Notifications.href() label="Cancel" />
                    </div>
                </form>
            </Card>
            <PreviewCard form />
        </div>
    }
}

/// What is told, before somebody chooses: what the view is about that one comes from, or how the runner is.
fn beginning(query: &str) -> When {
    let now = Clock::instant();
    let of_runner = || {
        let ids = paths::shared_runners(query)?;
        let id = ids.first().filter(|_| ids.len() == 1)?;
        let summary = use_fleet().row(id)?.summary.get_untracked();
        let groups = [Group::Failed, Group::Disconnected, Group::Installing];
        groups.into_iter().find(|group| group.holds(&summary, now))
    };
    let group = paths::filter(query).group.or_else(of_runner);
    group
        .and_then(When::of_group)
        .unwrap_or(When::InstallFailed)
}

/// What a rule can be about of these choices, and all runners: which ones it is must not depend on how they are.
pub(super) fn offered(choices: Vec<Selection>) -> Vec<Selection> {
    let mut offered: Vec<Selection> = Vec::new();
    let steady = choices.into_iter().filter_map(|choice| match choice {
        Selection::Only(ids) if ids.len() > NAMED => None,
        Selection::Only(ids) => Some(Selection::Only(ids)),
        Selection::Matching(filter) => Some(Selection::Matching(steady(filter))),
    });
    for choice in steady.chain([Selection::default()]) {
        if !offered.contains(&choice) {
            offered.push(choice);
        }
    }
    offered
}

#[cfg(test)]
mod tests {
    use contract::console::filter::{Filter, Group};

    use super::*;

    #[test]
    fn a_rule_is_not_about_runners_that_are_in_a_state() {
        let failed = Filter {
            group: Some(Group::Failed),
            ..Filter::default()
        };
        let only = Selection::Only(["a".to_owned()].into());
        let choices = vec![Selection::Matching(failed), only.clone()];
        assert_eq!(offered(choices), [Selection::default(), only]);
        let many = (0..=NAMED).map(|number| number.to_string()).collect();
        assert_eq!(offered(vec![Selection::Only(many)]), [Selection::default()]);
    }
}
