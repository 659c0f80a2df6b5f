//! A link that opens nothing. Why, nobody is told: ended, revoked, mistyped and a wrong passphrase look
//! the same, so that nothing can be found out by trying.

use leptos::{ev::SubmitEvent, prelude::*};

use super::following::{Following, Stage};
use crate::widgets::{
    button::{Button, Kind},
    field::TextField,
};

/// What can be done about it.
#[component]
pub(super) fn Refused(following: Following) -> impl IntoView {
    let locked = following.stage() == Stage::Locked;
    let passphrase = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        following.unlock(passphrase.get_untracked());
    };
    let head = if locked {
        view! {
            <h1>"This status page needs a passphrase"</h1>
            <p>"The person who sent you the link knows it."</p>
        }
        .into_any()
    } else {
        view! {
            <h1>"This link doesn’t work"</h1>
            <p role="alert">
                "It may have expired or been revoked, part of it may be missing, or the passphrase may be wrong. \
                 Ask the person who sent it to you for a new one."
            </p>
        }
        .into_any()
    };
    let label = if locked {
        "Passphrase"
    } else {
        "Passphrase, if there is one"
    };
    view! {
        <div class="board-refused">
            {head}
            <form class="form" on:submit=submit>
                <TextField
                    id="passphrase"
                    label
                    r#type="password"
                    private=true
                    value=passphrase
                    on_input=move |text| passphrase.set(text)
                />
                <div>
                    <Button
                        label=if locked { "Open" } else { "Try again" }
                        kind=Kind::Primary
                        r#type="submit"
                    />
                </div>
            </form>
        </div>
    }
}
