//! The rules.

use contract::console::notify::Rule;
use leptos::prelude::*;

use super::{
    known::{Known, follow},
    pause::{PauseButton, RuleState},
    words,
};
use crate::{
    api::{self, Client},
    format::selection::selection,
    forms::request::Request,
    paths::Route,
    state::{notices::use_notices, session::use_person},
    widgets::{
        button::{Button, ButtonLink, Kind},
        card::Card,
        dialog::{Dialog, DialogFoot},
        table::Table,
    },
};

/// The rules of the organization.
#[component]
pub(super) fn Rules(known: Known) -> impl IntoView {
    let rules = known.rules;
    let row = move |rule: Rule| {
        let rule = follow(move || rules.get(), |rule| &rule.id, rule);
        view! { <Row rule known /> }
    };
    let has_none = Memo::new(move |_| rules.with(Vec::is_empty));
    let content = move || {
        if has_none.get() {
            return view! { <p class="muted">"There are no rules yet."</p> }.into_any();
        }
        view! {
            <Table caption="Rules" columns=&["Rule", "When", "Runners", "State", "Actions"]>
                <For each=move || rules.get() key=|rule| rule.id.clone() let:rule>{row(rule)}</For>
            </Table>
        }
        .into_any()
    };
    view! { <Card title="Rules">{content}</Card> }
}

#[component]
fn Row(rule: Memo<Rule>, known: Known) -> impl IntoView {
    let with = move |look: fn(&Rule) -> String| move || rule.with(look);
    let by = |rule: &Rule| {
        if rule.mine {
            String::new()
        } else {
            format!("by {}", rule.made_by)
        }
    };
    let about = |rule: &Rule| {
        if rule.sketch.when.is_of_runners() {
            selection(&rule.sketch.selection)
        } else {
            "–".to_owned()
        }
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <span class="two-lines notify-text">
                    <strong>{with(|rule| rule.sketch.name.clone())}</strong>
                    <span class="muted">{with(by)}</span>
                </span>
            </th>
            <td role="cell" data-label="When">{with(|rule| words::when(rule.sketch.when))}</td>
            <td role="cell" data-label="Runners"><span class="notify-text">{with(about)}</span></td>
            <td role="cell" data-label="State"><RuleState rule /></td>
            <td role="cell" data-label="Actions"><Actions rule known /></td>
        </tr>
    }
}

#[component]
fn Actions(rule: Memo<Rule>, known: Known) -> impl IntoView {
    let person = use_person();
    let deleting = RwSignal::new(false);
    let href = Route::Rule(rule.with_untracked(|rule| rule.id.clone())).href();
    let changed = Callback::new(move |_| known.reload.run(()));
    let refused = Signal::derive(move || words::kept_from(person, rule.with(|rule| rule.mine)));
    view! {
        <div class="links-actions">
            <ButtonLink href label="Edit" />
            <PauseButton rule changed />
            <Button
                label="Delete…"
                kind=Kind::Danger
                refused
                on_press=Callback::new(move |()| deleting.set(true))
            />
        </div>
        <Dialog title="Delete the rule" open=deleting>
            <Deleting rule known open=deleting />
        </Dialog>
    }
}

#[component]
fn Deleting(rule: Memo<Rule>, known: Known, open: RwSignal<bool>) -> impl IntoView {
    let client: Client = expect_context();
    let notices = use_notices();
    let request = Request::new();
    let delete = Callback::new(move |()| {
        let id = rule.with_untracked(|rule| rule.id.clone());
        request.send(
            async move { api::notifications::delete_rule(&client, &id).await },
            move |rule: Rule| {
                notices.done(format!("The rule “{}” was deleted.", rule.sketch.name));
                open.try_set(false);
                known.reload.try_run(());
            },
        );
    });
    view! {
        <div class="dialog-body">
            <p>
                "“" {move || rule.with(|rule| rule.sketch.name.clone())} "” will no longer notify anyone. Its messages stay in the list."
            </p>
            {request.failure("The rule was not deleted")}
        </div>
        <DialogFoot open keep="Keep it">
            <Button label="Delete now" kind=Kind::Danger refused=request.refused() on_press=delete />
        </DialogFoot>
    }
}
