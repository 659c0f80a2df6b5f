//! Settings: the look, the person, the connection.

mod sessions;

use leptos::prelude::*;

use crate::{
    api::session::Rights,
    format::time,
    shell::live::Live,
    state::{
        clock::use_clock,
        session::use_person,
        theme::{Theme, choose, use_theme},
    },
    widgets::{
        card::{Card, Pair},
        page::Page,
    },
};
use sessions::Sessions;

/// The settings page.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    view! {
        <Page title="Settings">
            <div class="columns">
                <Card title="Appearance">
                    <ThemeChoice />
                </Card>
                <Card title="My sessions">
                    <Sessions />
                </Card>
                <Card title="Time">
                    <Times />
                </Card>
                <Card title="Connection">
                    <Connection />
                </Card>
                <Card title="Keyboard">
                    <Keys />
                </Card>
            </div>
        </Page>
    }
}

#[component]
fn ThemeChoice() -> impl IntoView {
    let theme = use_theme();
    view! {
        <fieldset class="choices">
            <legend>"Theme"</legend>
            {Theme::ALL
                .map(|choice| {
                    view! {
                        <label class="choice">
                            <input
                                type="radio"
                                name="theme"
                                prop:checked=move || theme.get() == choice
                                on:change=move |_| choose(theme, choice)
                            />
                            {choice.word()}
                        </label>
                    }
                })}
        </fieldset>
        <p class="muted">"Kept in this browser."</p>
    }
}

#[component]
fn Times() -> impl IntoView {
    let clock = use_clock();
    view! {
        <dl class="pairs">
            <Pair name="Your time zone">{time::zone()}</Pair>
            <Pair name="Now, local">{move || time::local(clock.now())}</Pair>
            <Pair name="Now, UTC">{move || time::utc(clock.now())}</Pair>
        </dl>
        <p class="muted">"The API stores times and maintenance windows in UTC. Ages on the pages show both zones on hover and focus."</p>
    }
}

/// Every shortcut, by where it works.
const KEYS: [(&str, &str); 6] = [
    ("/", "Go to the search of the runners"),
    (
        "↑ ↓",
        "Next or previous runner in the table; also Page Up, Page Down, Home, End",
    ),
    ("Enter", "Open the runner"),
    ("x", "Select the runner, or not any more"),
    (
        "Shift + click",
        "Select every runner from the last one to this",
    ),
    ("Esc", "Close the menu, the dialog or the explanation"),
];

#[component]
fn Keys() -> impl IntoView {
    view! {
        <dl class="pairs">
            {KEYS
                .map(|(key, meaning)| {
                    view! {
                        <div class="pair">
                            <dt><kbd>{key}</kbd></dt>
                            <dd>{meaning}</dd>
                        </div>
                    }
                })}
        </dl>
    }
}

#[component]
fn Connection() -> impl IntoView {
    let person = use_person();
    let meaning = move || match person.rights() {
        Rights::Admin => "SANDBOX_ADMIN: reads and changes runners and profiles",
        Rights::User => {
            "SANDBOX_USER: reads runners and profiles; changing them needs SANDBOX_ADMIN"
        }
    };
    let control_plane = move || {
        if person.me().simulated {
            "Simulated, on this server"
        } else {
            "CoreWeave"
        }
    };
    view! {
        <dl class="pairs">
            <Pair name="Organization">{move || person.me().organization.clone()}</Pair>
            <Pair name="Signed in as">{move || person.me().principal.clone()}</Pair>
            <Pair name="Rights">{meaning}</Pair>
            <Pair name="Control plane">{control_plane}</Pair>
            <Pair name="Runner list"><Live /></Pair>
            <Pair name="Server version">{move || person.me().build.clone()}</Pair>
        </dl>
    }
}
