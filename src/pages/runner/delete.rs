//! Deletes the runner, after its ID was typed (contract 7.5).

use leptos::prelude::*;

use super::{Deletion, Live};
use crate::{
    api::{self, ApiError, Client},
    format::commands,
    forms::request::Request,
    state::{following::use_following, open_runner::use_open_runner},
    widgets::{
        button::{Button, Kind},
        dialog::{Dialog, DialogFoot},
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
    let open_runner = use_open_runner();
    let following = use_following();
    let client: Client = expect_context();
    let deletion: Deletion = expect_context();
    let id = runner.with_untracked(|runner| runner.runner_id().to_owned());
    let id = StoredValue::new(id);
    let typed = RwSignal::new(String::new());
    let request = Request::telling(sending);
    let refused = move || {
        let is_typed = id.with_value(|id| typed.get().trim() == id);
        let missing = (!is_typed).then(|| "Type the runner ID first.".to_owned());
        request.refused().get().or(missing)
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(refused).is_some() {
            return;
        }
        let id = id.get_value();
        request.send(async move { begin(client, &id).await }, move |state| {
            deletion.has_begun();
            match state {
                Some(runner) => open_runner.answered(runner),
                None => open_runner.gone(),
            }
            following.refresh();
            open.try_set(false);
        });
    };
    view! {
        <form on:submit=submit>
            <div class="dialog-body">
                <ul class="bullets">
                    <li>"Its deployment is removed from the cluster, and "<strong>"the sandboxes on it stop"</strong>"."</li>
                    <li>"The profiles bound to it stay."</li>
                    <li>"The cluster and the runner ID become free once it is gone. This cannot be undone."</li>
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
                {request.failure("The runner was not deleted")}
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
async fn begin(client: Client, id: &str) -> Result<Option<contract::model::Runner>, ApiError> {
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
