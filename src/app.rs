//! The console: who is signed in decides between the sign-in page and the pages behind it.

use std::sync::Arc;

use leptos::{ev, prelude::*};
use leptos_router::{
    NavigateOptions, WildcardSegment,
    components::{FlatRoutes, Route, Router},
    hooks::{use_location, use_navigate, use_query_map},
};

use crate::{
    actions::Offers,
    api::{ApiError, session::Me},
    lazy,
    pages::{
        self,
        fleet::FleetPage,
        not_found::NotFoundPage,
        sign_in::{SignInAgain, SignInPage},
    },
    paths,
    shell::Shell,
    state::{
        catalog::Catalog,
        clock::Clock,
        density::provide_density,
        desktop::provide_desktop,
        fleet::Fleet,
        following::Following,
        link,
        notices::Notices,
        session::{Person, Presence, Session, use_session},
        shortcuts::Shortcuts,
        theme::provide_theme,
    },
    widgets::{failure::Failure, page::LastPath},
};

/// The whole console.
#[component]
pub(crate) fn App() -> impl IntoView {
    let session = Session::new();
    provide_context(session);
    provide_context(Clock::start());
    provide_context(Notices::new());
    provide_context(LastPath::none());
    provide_theme();
    provide_density();
    provide_desktop();
    provide_context(Shortcuts::kept());

    session.check();
    // A sign-in link opened in a tab that already shows the sign-in page changes only the fragment.
    let listener = window_event_listener(ev::hashchange, move |_| {
        link::take_code();
        if link::is_waiting() {
            session.check();
        }
    });
    // A page that the browser brings back from its memory may show what somebody else has left.
    let brought_back = window_event_listener(ev::pageshow, |event| {
        if event.persisted() {
            // Reloading the page one is on is always allowed.
            window().location().reload().ok();
        }
    });
    on_cleanup(move || {
        listener.remove();
        brought_back.remove();
    });

    view! {
        <Router>
            <Root />
        </Router>
    }
}

/// What the person may see. Equal stages are not shown anew, so a renewed session disturbs nothing.
#[derive(Clone)]
enum Stage {
    Checking,
    Unreachable(ApiError),
    SignIn,
    Inside(Arc<Me>),
}

impl PartialEq for Stage {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unreachable(a), Self::Unreachable(b)) => a == b,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

#[component]
fn Root() -> impl IntoView {
    let session = use_session();
    let stage = Memo::new(move |_| match session.presence() {
        Presence::Checking => Stage::Checking,
        Presence::Unreachable(error) => Stage::Unreachable(error),
        Presence::Nobody => Stage::SignIn,
        Presence::Present(me) => Stage::Inside(me),
    });
    move || match stage.get() {
        Stage::Checking => view! { <p class="boot" role="status">"Connecting…"</p> }.into_any(),
        Stage::Unreachable(error) => view! {
            <main class="alone">
                <Failure
                    what="The console cannot reach its server"
                    error
                    on_retry=Callback::new(move |()| session.check())
                />
            </main>
        }
        .into_any(),
        Stage::SignIn => view! { <SignInPage /> }.into_any(),
        Stage::Inside(me) => view! { <Inside me /> }.into_any(),
    }
}

/// Everything behind the sign-in.
#[component]
fn Inside(me: Arc<Me>) -> impl IntoView {
    let session = use_session();
    let client = session.client();
    let fleet = Fleet::new();
    provide_context(Person::new(session, me));
    provide_context(client);
    provide_context(fleet);
    provide_context(Offers::new());
    provide_context(Catalog::new(client));
    provide_context(Following::start(client, fleet));

    view! {
        <Shell>
            // One pattern for every address: which page it is, `paths` alone knows, and the router's code
            // for telling patterns apart stays out of the download.
            <FlatRoutes fallback=|| ()>
                <Route path=WildcardSegment("path") view=Pages />
            </FlatRoutes>
        </Shell>
        <SignInAgain />
    }
}

#[component]
fn Pages() -> impl IntoView {
    let route = paths::use_route();
    let path = use_location().pathname;
    // Another tab of a page is no other page.
    let page = Memo::new(move |_| route.get().map(paths::Route::page));
    move || match page.get() {
        Some(paths::Route::Fleet) => view! { <FleetPage /> }.into_any(),
        Some(paths::Route::Create(_)) => lazy::page(pages::create::create, ()),
        Some(paths::Route::Runner(id, _)) => lazy::page(pages::runner::runner, id),
        Some(paths::Route::EditSeveral) => lazy::page(pages::several::edit_several, ()),
        Some(paths::Route::Clusters) => lazy::page(pages::clusters::clusters, ()),
        Some(paths::Route::Profiles) => lazy::page(pages::profiles::profiles, ()),
        Some(paths::Route::Policies) => lazy::page(pages::policies::policies, ()),
        Some(paths::Route::NewProfile) => lazy::page(pages::profiles::new_profile, ()),
        Some(paths::Route::Profile(id)) => lazy::page(pages::profiles::profile, id),
        Some(paths::Route::Shares) => lazy::page(pages::shares::shares, ()),
        Some(paths::Route::NewShare) => lazy::page(pages::shares::new_share, ()),
        Some(paths::Route::Share(id)) => lazy::page(pages::shares::share, id),
        Some(paths::Route::Notifications) => lazy::page(pages::notifications::notifications, ()),
        Some(paths::Route::NewRule) => lazy::page(pages::notifications::new_rule, ()),
        Some(paths::Route::Rule(id)) => lazy::page(pages::notifications::rule, id),
        Some(paths::Route::NewFeed) => lazy::page(pages::notifications::new_feed, ()),
        Some(paths::Route::Settings) => lazy::page(pages::settings::settings, ()),
        None if path.with_untracked(|path| paths::is_sign_in(path)) => {
            view! { <GoOn /> }.into_any()
        }
        None => view! { <NotFoundPage /> }.into_any(),
    }
}

/// The sign-in page of somebody who is signed in: goes on to where they wanted to be.
#[component]
fn GoOn() -> impl IntoView {
    let next = use_query_map().with_untracked(|query| paths::next(query.get_str("next")));
    let navigate = use_navigate();
    Effect::new(move |_| {
        navigate(
            &next.href(),
            NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            },
        );
    });
}
