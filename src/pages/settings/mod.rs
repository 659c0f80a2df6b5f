//! Settings: the look, the person, the connection.

mod sessions;

use contract::api::Dialect;
use leptos::prelude::*;

use crate::{
    actions::Sheet,
    api::session::Rights,
    format::{time, zone},
    lazy::chunk,
    shell::live::Live,
    state::{
        clock::use_clock,
        density::{self, Density, use_density},
        session::use_person,
        theme::{Theme, choose, use_theme},
    },
    widgets::{
        card::{Card, Pair},
        page::Page,
    },
};
use sessions::Sessions;

chunk! {
    /// Theme, rights, connection.
    settings in others: () => |()| view! { <SettingsPage /> }.into_any()
}

/// The settings page.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    view! {
        <Page title="Settings">
            <div class="columns">
                <Card title="Appearance">
                    <ThemeChoice />
                    <DensityChoice />
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
                    <Sheet />
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
    }
}

#[component]
fn DensityChoice() -> impl IntoView {
    let density = use_density();
    view! {
        <fieldset class="choices">
            <legend>"Rows of the table"</legend>
            {Density::ALL
                .map(|choice| {
                    view! {
                        <label class="choice">
                            <input
                                type="radio"
                                name="density"
                                prop:checked=move || density.get() == choice
                                on:change=move |_| density::choose(density, choice)
                            />
                            {choice.word()}
                        </label>
                    }
                })}
        </fieldset>
        <p class="muted">"Saved in this browser."</p>
    }
}

#[component]
fn Times() -> impl IntoView {
    let clock = use_clock();
    let difference = Memo::new(move |_| clock.difference());
    let own_clock = move || match difference.get() {
        Some(difference) => format!("{difference} the server’s; this console uses the server’s"),
        None => "in sync with the server’s".to_owned(),
    };
    view! {
        <dl class="pairs">
            <Pair name="Your time zone">{zone::full()}</Pair>
            <Pair name="Now, local">{move || time::local(clock.now())}</Pair>
            <Pair name="Now, UTC">{move || time::utc(clock.now())}</Pair>
            <Pair name="This computer’s clock">{own_clock}</Pair>
        </dl>
        <p class="muted">"The API stores times and maintenance windows in UTC. Ages on the pages show both zones on hover and focus."</p>
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
    let versions = move || {
        let api = &person.me().api;
        let other = Dialect::ALL
            .into_iter()
            .find(|dialect| *dialect != api.speaks);
        let told = |dialect: Dialect| {
            let version = api.version(dialect);
            let why = match version.why.as_str() {
                "" => "not checked yet",
                why => why,
            };
            format!("{}: {why}", dialect.name())
        };
        let spoken = format!("Uses {}", told(api.speaks));
        other.map_or(spoken.clone(), |other| {
            format!("{spoken}. The other version, {}", told(other))
        })
    };
    view! {
        <dl class="pairs">
            <Pair name="Organization">{move || person.me().organization.clone()}</Pair>
            <Pair name="Signed in as">{move || person.me().principal.clone()}</Pair>
            <Pair name="Role">{meaning}</Pair>
            <Pair name="Control plane">{control_plane}</Pair>
            <Pair name="API">{versions}</Pair>
            <Pair name="Runner list"><Live /></Pair>
            <Pair name="Server version">{move || person.me().build.clone()}</Pair>
        </dl>
    }
}
