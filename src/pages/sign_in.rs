//! Sign-in: a page for those who come, a dialog over the page for those whose session ended.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use crate::{
    api::{ApiError, Cause},
    forms::sign_in::SignInForm,
    paths::{self, Route},
    state::session::{abandon, use_session},
    widgets::{
        button::{Button, Kind},
        dialog::Dialog,
        failure::Failure,
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
                <WhereFrom />
            </Page>
        </main>
    }
}

/// Where a token comes from, and what is to be tried without one.
#[component]
fn WhereFrom() -> impl IntoView {
    view! {
        <section class="stack muted" aria-labelledby="where-from">
            <h2 id="where-from">"Where does a token come from?"</h2>
            <p>
                "CoreWeave: create an API access token in the Cloud Console. What you can do here depends on your \
                role: Sandbox User can view, Sandbox Admin can make changes."
            </p>
            <p>
                "Demo: the server prints a sign-in link and two tokens when it starts. Its runners and clusters are \
                simulated; nothing you do there reaches CoreWeave."
            </p>
        </section>
    }
}

#[component]
fn LinkError(error: ApiError) -> impl IntoView {
    match error.cause {
        Cause::Refused(_) => view! {
            <p class="callout tone-warn" role="alert">
                "This sign-in link has already been used or has expired. Sign in with a token, or restart the server for a new link."
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
                <p>"Sign in again to continue. What you typed on this page is kept, and unfinished requests are sent then."</p>
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
