//! Deletes the profile, after its name was typed; not while a runner binds it (I-28).

use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::Live;
use crate::{
    api::{self, Client},
    format::commands,
    forms::request::Request,
    pages::profiles::{bound_by, names},
    paths::Route,
    state::{catalog::use_catalog, fleet::use_fleet, notices::use_notices},
    widgets::{
        button::{Button, Kind},
        dialog::{Dialog, DialogFoot},
        field::TextField,
        terminal::Terminal,
    },
};

/// Says what stays and what goes, and wants the name typed.
#[component]
pub(super) fn DeleteDialog(profile: Live, open: RwSignal<bool>) -> impl IntoView {
    let sending = RwSignal::new(false);
    let title = move || profile.with(|profile| format!("Delete {}", profile.display_name));
    view! {
        <Dialog title=Signal::derive(title) open locked=sending>
            <Confirm profile open sending />
        </Dialog>
    }
}

#[component]
fn Confirm(profile: Live, open: RwSignal<bool>, sending: RwSignal<bool>) -> impl IntoView {
    let client: Client = expect_context();
    let fleet = use_fleet();
    let catalog = use_catalog();
    let notices = use_notices();
    let navigate = use_navigate();
    let typed = RwSignal::new(String::new());
    let request = Request::telling(sending);
    let name = move || profile.with(|profile| profile.display_name.clone());
    let bound = Memo::new(move |_| names(&profile.with(|profile| bound_by(fleet, &profile.id))));
    let commands = Signal::derive(move || profile.with(|p| commands::delete_profile(&p.id)));
    let refused = move || {
        if let Some(busy) = request.refused().get() {
            Some(busy)
        } else if !bound.with(String::is_empty) {
            Some("Runners use it.".to_owned())
        } else if typed.get().trim() != name() {
            Some("Type the name first.".to_owned())
        } else {
            None
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if untrack(refused).is_some() {
            return;
        }
        let (id, name) = (
            profile.with_untracked(|profile| profile.id.clone()),
            untrack(name),
        );
        let navigate = navigate.clone();
        let delete = async move {
            match api::profiles::delete(&client, &id).await {
                // It is gone already, which was wanted.
                Err(error) if error.is_not_found() => Ok(()),
                other => other,
            }
        };
        request.send(delete, move |()| {
            open.try_set(false);
            catalog.load_profiles();
            notices.done(format!("The profile {name} was deleted."));
            navigate(&Route::Profiles.href(), NavigateOptions::default());
        });
    };
    let told = move || {
        let bound = bound.get();
        if bound.is_empty() {
            "No runner uses it. This cannot be undone.".to_owned()
        } else {
            format!(
                "It cannot be deleted while runners use it: {bound}. Remove it from their profiles first."
            )
        }
    };
    view! {
        <form on:submit=submit>
            <div class="dialog-body">
                <p>{told}</p>
                <TextField
                    id="delete-profile"
                    label=Signal::derive(move || format!("Type {} to confirm", name()))
                    code=true
                    value=typed
                    on_input=move |text| typed.set(text)
                />
                {request.failure("The profile was not deleted")}
                <Terminal commands note=commands::profile_note() />
            </div>
            <DialogFoot open>
                <Button
                    kind=Kind::Danger
                    r#type="submit"
                    label="Delete profile"
                    refused=Signal::derive(refused)
                />
            </DialogFoot>
        </form>
    }
}
