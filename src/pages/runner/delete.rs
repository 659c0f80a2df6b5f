//! Deletes the runner, after its ID was typed (contract 7.5).

use leptos::{prelude::*, task::spawn_local};

use super::{Deletion, Live, commands};
use crate::{
    api::{self, ApiError, Client},
    state::{feed::use_feed, subject::use_subject},
    widgets::{
        button::{Button, Kind},
        dialog::{Dialog, DialogFoot},
        failure::Failure,
        field::TextField,
        terminal::Terminal,
    },
};

/// Says what stops and what stays, and wants the ID typed.
#[component]
pub(super) fn DeleteDialog(runner: Live, open: RwSignal<bool>) -> impl IntoView {
    let sending = RwSignal::new(false);
    let title = move || runner.with(|runner| format!("Delete {}", runner.runner_id()));
    view! {
        <Dialog title=Signal::derive(title) open locked=sending>
            <Confirm runner open sending />
        </Dialog>
    }
}

#[component]
fn Confirm(runner: Live, open: RwSignal<bool>, sending: RwSignal<bool>) -> impl IntoView {
    let subject = use_subject();
    let feed = use_feed();
    let client: Client = expect_context();
    let deletion: Deletion = expect_context();
    let id = runner.with_untracked(|runner| runner.runner_id().to_owned());
    let id = StoredValue::new(id);
    let typed = RwSignal::new(String::new());
    let failure = RwSignal::new(None::<ApiError>);

    let refused = move || {
        if sending.get() {
            Some("The request is being sent.".to_owned())
        } else if id.with_value(|id| typed.get().trim() == id) {
            None
        } else {
            Some("Type the runner ID first.".to_owned())
        }
    };
    let send = Callback::new(move |()| {
        let id = id.get_value();
        sending.set(true);
        failure.set(None);
        spawn_local(async move {
            match begin(client, &id).await {
                Ok(state) => {
                    deletion.has_begun();
                    match state {
                        Some(runner) => subject.answered(runner),
                        None => subject.gone(),
                    }
                    feed.refresh();
                    open.try_set(false);
                }
                Err(error) => drop(failure.try_set(Some(error))),
            }
            sending.try_set(false);
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(refused).is_none() {
            send.run(());
        }
    };
    view! {
        <form on:submit=submit>
            <div class="dialog-body">
                <ul class="bullets">
                    <li>"Its deployment is removed from the cluster, and "<strong>"the sandboxes on it stop"</strong>"."</li>
                    <li>"The profiles bound to it stay."</li>
                    <li>"The cluster and the runner ID are free again when it is gone. This cannot be undone."</li>
                </ul>
                <p class="muted">"A runner cannot be paused. To drain it first, let its sandboxes end or start them on another runner."</p>
                <TextField
                    id="delete-id"
                    label=format!("Type {} to confirm", id.get_value())
                    code=true
                    value=typed
                    on_input=move |text| typed.set(text)
                />
                <Terminal commands=Signal::stored(id.with_value(|id| commands::delete(id))) />
                {move || failure.get().map(|error| view! { <Failure what="The runner was not deleted" error /> })}
            </div>
            <DialogFoot open>
                <Button
                    kind=Kind::Danger
                    r#type="submit"
                    label="Delete runner"
                    refused=Signal::derive(refused)
                />
            </DialogFoot>
        </form>
    }
}

/// Begins the deletion and reads what the runner is now; nothing when it is gone already, which is what
/// was wanted (contract 7.5).
async fn begin(client: Client, id: &str) -> Result<Option<contract::wire::Runner>, ApiError> {
    match api::runners::delete(&client, id).await {
        Err(error) if error.is_not_found() => return Ok(None),
        Err(error) => return Err(error),
        Ok(()) => {}
    }
    match api::runners::get(&client, id).await {
        Err(error) if error.is_not_found() => Ok(None),
        other => other.map(Some),
    }
}
