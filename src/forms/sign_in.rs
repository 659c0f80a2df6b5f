//! Signing in with a token.

use contract::console::pasted_token;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{ApiError, session::Proof},
    state::session::{Session, use_session},
    widgets::{
        button::{Button, Kind},
        failure::Failure,
        field::TextField,
    },
};

#[derive(Clone, PartialEq)]
enum Attempt {
    Idle,
    Empty,
    Trying,
    Failed(ApiError),
}

/// The form. An account that is added leaves the others of this browser signed in.
#[component]
pub(crate) fn SignInForm(#[prop(optional)] adds: bool) -> impl IntoView {
    let session = use_session();
    let token = RwSignal::new(String::new());
    let attempt = RwSignal::new(Attempt::Idle);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if attempt.get_untracked() == Attempt::Trying {
            return;
        }
        let text = pasted_token(&token.get_untracked()).to_owned();
        if text.is_empty() {
            attempt.set(Attempt::Empty);
        } else {
            attempt.set(Attempt::Trying);
            try_token(session, text, adds, attempt);
        }
    };
    let field_error = move || {
        match attempt.get() {
        Attempt::Empty => Some("Enter a token.".to_owned()),
        Attempt::Failed(error) if is_wrong_token(&error) => Some(
            "This token is not accepted. Check that it is complete, and that it was not revoked or expired."
                .to_owned(),
        ),
        Attempt::Idle | Attempt::Trying | Attempt::Failed(_) => None,
    }
    };
    let other_error = move || match attempt.get() {
        Attempt::Failed(error) if !is_wrong_token(&error) => {
            Some(view! { <Failure what="Signing in failed" error /> })
        }
        Attempt::Idle | Attempt::Empty | Attempt::Trying | Attempt::Failed(_) => None,
    };
    let label = move || {
        if attempt.get() == Attempt::Trying {
            "Signing in…"
        } else {
            "Sign in"
        }
        .to_owned()
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            <TextField
                id="token"
                label="API token"
                r#type="password"
                autocomplete="current-password"
                code=true
                hint="The server checks it and keeps it; this browser gets only a session cookie."
                value=token
                on_input=move |text| token.set(text)
                error=Signal::derive(field_error)
            />
            {other_error}
            <div class="form-actions">
                <Button kind=Kind::Primary r#type="submit" label=Signal::derive(label) />
            </div>
        </form>
    }
}

fn is_wrong_token(error: &ApiError) -> bool {
    error.http == 401
}

fn try_token(session: Session, token: String, adds: bool, attempt: RwSignal<Attempt>) {
    spawn_local(async move {
        let proof = Proof::Token(token);
        let tried = if adds {
            session.add(proof).await
        } else {
            session.sign_in(proof).await
        };
        if let Err(error) = tried {
            attempt.try_set(Attempt::Failed(error));
        }
    });
}
