//! Sign-in: a page for those who come, a dialog over the page for those whose session ended.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use crate::{
    api::{ApiError, Cause, session::Proof},
    paths::{self, Route},
    state::session::{Session, abandon, use_session},
    widgets::{
        button::{Button, Kind},
        dialog::Dialog,
        failure::Failure,
        field::TextField,
        page::Page,
    },
};

/// The page before everything else.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let session = use_session();
    let location = use_location();
    let navigate = use_navigate();
    // Whoever came for some page is asked to sign in and then led there.
    Effect::new(move |_| {
        let path = location.pathname.get_untracked();
        if !paths::is_sign_in(&path) {
            let wanted = Route::parse(&path);
            let replace = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&paths::sign_in(wanted.as_ref()), replace);
        }
    });

    view! {
        <main class="alone">
            <p class="brand">
                <span class="brand-mark" aria-hidden="true">"rc"</span>
                "runner-console"
            </p>
            <Page title="Sign in">
                {move || session.link_error().map(|error| view! { <LinkError error /> })}
                <SignInForm />
            </Page>
        </main>
    }
}

#[component]
fn LinkError(error: ApiError) -> impl IntoView {
    match error.cause {
        Cause::Refused(_) => view! {
            <p class="banner tone-warn" role="alert">
                "This sign-in link was used already or has expired. Sign in with a token, or restart the server for a new link."
            </p>
        }
        .into_any(),
        Cause::NoAnswer | Cause::Unreadable => {
            view! { <Failure what="The sign-in link could not be used" error /> }.into_any()
        }
    }
}

/// Over the page while the session is over. The page below keeps everything that was typed, and what it
/// was sending goes out again after the sign-in.
#[component]
pub(crate) fn SignInAgain() -> impl IntoView {
    let session = use_session();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(session.has_ended()));
    view! {
        <Dialog title="Your session ended" open locked=Signal::derive(move || session.has_ended())>
            <div class="dialog-body">
                <p>"Sign in again to go on. What you typed on this page is kept, and what was being sent is sent then."</p>
                <SignInForm />
            </div>
            <footer class="dialog-foot">
                <Button
                    kind=Kind::Quiet
                    label="Leave this page"
                    on_press=Callback::new(move |()| abandon())
                />
            </footer>
        </Dialog>
    }
}

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
        let text = token.get_untracked().trim().to_owned();
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
