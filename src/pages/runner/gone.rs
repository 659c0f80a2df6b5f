//! A runner that does not exist (any more): when it went and by whose hand, if the history knows.

use std::time::Duration;

use contract::{
    console::{Happening, HistoryEntry},
    edit::masked,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{edit::Draft, history::Entries, policy};
use crate::{
    format::time,
    paths::{Create, Route},
    state::{handover, past::Past},
    widgets::{
        button::{Button, ButtonLink, Kind},
        card::Card,
        copy::CopyButton,
        page::Page,
    },
};

/// It never existed, as far as this page knows.
pub(super) const MISSING: &str =
    "No runner has this ID. It may have been deleted, or belong to another organization.";
/// It was shown, and no longer exists.
pub(super) const DELETED: &str =
    "This runner was deleted while you were looking at it. Its cluster and its ID are free again.";

/// How long until the history is asked again for an end that it does not tell yet: the gateway looks every
/// few seconds.
const AGAIN: Duration = Duration::from_secs(3);

/// What is known of it, and the way back.
#[component]
pub(super) fn Gone(id: String, text: &'static str) -> impl IntoView {
    let past = Past::follow(id.clone());
    let known = move || past.with(deletion);
    Effect::new(move |_| {
        // Again after a reading that failed, too.
        drop(past.failure());
        if past.with(|entries| !entries.is_empty() && deletion(entries).is_none()) {
            let again = set_timeout_with_handle(move || past.retry(), AGAIN);
            on_cleanup(move || drop(again.map(|again| again.clear())));
        }
    });
    let newest = Memo::new(move |_| past.with(<[HistoryEntry]>::to_vec));
    let is_known = Memo::new(move |_| newest.with(|entries| !entries.is_empty()));
    let newest = move || {
        is_known.get().then(|| {
            view! { <Card title="History"><Entries entries=newest.into() /></Card> }
        })
    };
    let unsent = Draft::restore(&id).map(|draft| view! { <Unsent draft /> });
    let policy = policy::Draft::restore(&id).map(|draft| {
        let (text, shown) = (draft.text.clone(), masked(&draft.text));
        let aside = move || view! { <CopyButton text=text.clone() what="policy" /> };
        view! {
            <Card title="The policy that you typed" aside=aside>
                <p>"Your policy was not sent, and is kept."</p>
                <pre class="code" tabindex="0" aria-label="The text of the policy">{shown}</pre>
            </Card>
        }
    });
    view! {
        <Page title=id>
            <div class="empty">
                <p>{move || known().unwrap_or_else(|| text.to_owned())}</p>
                <ButtonLink href=Route::Fleet.href() label="Go to the runners" kind=Kind::Primary />
            </div>
            {unsent}
            {policy}
            {newest}
        </Page>
    }
}

/// What was typed about it and not sent: it can be created from that.
#[component]
fn Unsent(draft: Draft) -> impl IntoView {
    let navigate = use_navigate();
    let text = masked(&draft.text);
    let create = Callback::new(move |()| {
        handover::file_to_create(&draft.as_file());
        Draft::discard(draft.base.runner_id());
        navigate(
            &Route::Create(Create::File).href(),
            NavigateOptions::default(),
        );
    });
    view! {
        <Card title="What you typed">
            <p>"Your edit was not sent, and is kept."</p>
            <pre class="code" tabindex="0" aria-label="The text">{text}</pre>
            <div class="form-actions">
                <Button label="Create a runner from this…" on_press=create />
            </div>
        </Card>
    }
}

/// When it went, and who began that.
fn deletion(entries: &[HistoryEntry]) -> Option<String> {
    let at = entries
        .iter()
        .position(|entry| entry.what == Happening::Deleted)?;
    let by = entries[at..].iter().find_map(|entry| match &entry.what {
        Happening::DeleteRequested { by } => Some(by),
        _ => None,
    });
    let when = time::local(entries[at].at.instant());
    Some(match by {
        Some(by) => format!(
            "This runner was deleted by {by}; it was gone at {when}. Its cluster and its ID are free again."
        ),
        None => format!(
            "This runner was deleted outside this console; it was gone at {when}. Its cluster and its ID are free again."
        ),
    })
}
