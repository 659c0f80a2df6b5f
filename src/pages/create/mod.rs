//! Creates a runner: cluster, identity, profiles, channel.

mod clusters;
mod errors;
mod form;
mod held;
mod identity;
mod profiles;
mod submit;

use contract::wire::ReleaseChannel;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    can,
    format::{age, word},
    paths,
    state::{catalog::use_catalog, clock::use_clock, draft, lifecycle::since, session::use_person},
    widgets::{
        button::{Button, Kind},
        card::Card,
        failure::Failure,
        icon::{Glyph, Icon},
        page::Page,
    },
};
use errors::Errors;
use form::Form;
use submit::{Step, Submit};

/// Name of the draft in this browser.
const DRAFT: &str = "create";

/// The page of a new runner.
#[component]
pub(crate) fn CreatePage() -> impl IntoView {
    let catalog = use_catalog();
    catalog.load_clusters();
    catalog.load_profiles();

    let (kept, kept_at) = draft::restore::<Form>(DRAFT).unzip();
    let form = RwSignal::new(kept.unwrap_or_default());
    // "Create a runner here" names the cluster; the rest of a draft stays. The location and not the
    // router's query: that one stays as it was while the route is the same, and ours is one for all pages.
    let search = use_location().search;
    let named = Memo::new(move |_| search.with(|search| paths::query_value(search, "cluster")));
    Effect::new(move |_| {
        if let Some(cluster) = named.get().filter(|cluster| !cluster.is_empty()) {
            form.update(|form| form.cluster_id = cluster);
        }
    });
    draft::keep_changes(DRAFT, form, Form::default());
    let submit = Submit::new();
    let errors = Errors::new(form, submit);
    provide_context(errors);

    let person = use_person();
    let missing_right = move || {
        can::create(person.rights())
            .err()
            .map(|reason| reason.to_string())
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        errors.reveal();
        if missing_right().is_none() {
            submit.send(form, &errors);
        }
    };
    view! {
        <Page
            title="Create runner"
            beside=move || view! { <Restored form kept_at /> }
        >
            {move || {
                missing_right()
                    .map(|reason| {
                        view! {
                            <p class="banner badge-line">
                                <Glyph icon=Icon::Info />
                                {reason}
                            </p>
                        }
                    })
            }}
            <form class="create" on:submit=send novalidate>
                <Card title="Cluster">
                    <clusters::ClusterPicker form />
                </Card>
                <Card title="Identity">
                    <identity::IdentityFields form />
                </Card>
                <Card title="Profiles">
                    <profiles::ProfilePicker form />
                </Card>
                <Card title="Release channel">
                    <ChannelChoice form />
                </Card>
                <Summary />
                <Outcome submit form />
                <div class="form-actions">
                    <SubmitButton submit refused=Signal::derive(missing_right) />
                </div>
            </form>
        </Page>
    }
}

/// Says that a draft was restored, and offers to begin anew.
#[component]
fn Restored(form: RwSignal<Form>, kept_at: Option<jiff::Timestamp>) -> impl IntoView {
    let clock = use_clock();
    let since_when = move || {
        let at = kept_at?;
        form.with(|form| *form != Form::default())
            .then(|| age::short(since(at, clock.now())))
    };
    let shown = Memo::new(move |_| since_when().is_some());
    view! {
        <Show when=move || shown.get()>
            <span class="pill">"Draft of " {move || since_when()} " ago restored"</span>
            <button type="button" class="link-button" on:click=move |_| form.set(Form::default())>
                "Start anew"
            </button>
        </Show>
    }
}

#[component]
fn ChannelChoice(form: RwSignal<Form>) -> impl IntoView {
    let option = move |channel: &ReleaseChannel| {
        let channel = StoredValue::new(channel.clone());
        let is_chosen = move || {
            channel.with_value(|channel| form.with(|form| form.channel.effective() == *channel))
        };
        view! {
            <label class="option">
                <input
                    type="radio"
                    name="channel"
                    prop:checked=is_chosen
                    on:change=move |_| form.update(|form| form.channel = channel.get_value())
                />
                <span class="stack-tight">
                    <strong>{channel.with_value(word::channel)}</strong>
                    <span class="muted">{channel.with_value(word::channel_meaning)}</span>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="options options-beside">
            <legend class="visually-hidden">"Release channel"</legend>
            {ReleaseChannel::KNOWN.iter().map(option).collect_view()}
        </fieldset>
    }
}

/// How much is wrong, beside the button that was pressed.
#[component]
fn Summary() -> impl IntoView {
    let errors = Errors::context();
    move || {
        errors
            .summary()
            .map(|text| view! { <p class="banner" role="alert">{text}</p> })
    }
}

/// What came of the last try, where it concerns no single field.
#[component]
fn Outcome(submit: Submit, form: RwSignal<Form>) -> impl IntoView {
    let errors = Errors::context();
    move || {
        match submit.step() {
        Step::Idle | Step::Sending => ().into_any(),
        Step::Checking => view! {
            <p class="banner" role="status">
                "The connection broke while the runner was being created. Looking whether it exists…"
            </p>
        }
        .into_any(),
        Step::Unknown => view! {
            <div class="banner" role="alert">
                <p>
                    <strong>"It is not known whether the runner was created: "</strong>
                    "the server's answer was lost, and it cannot be asked now."
                </p>
                <div>
                    <Button
                        label="Look again"
                        on_press=Callback::new(move |()| submit.look(form))
                    />
                </div>
            </div>
        }
        .into_any(),
        Step::NotCreated => view! {
            <p class="banner" role="alert">
                "The connection broke and the runner was not created. Nothing is lost: create it again."
            </p>
        }
        .into_any(),
        Step::Refused(..) => match errors.refusal_elsewhere() {
            Some(error) => view! { <Failure what="The runner was not created" error /> }.into_any(),
            None => ().into_any(),
        },
    }
    }
}

#[component]
fn SubmitButton(submit: Submit, refused: Signal<Option<String>>) -> impl IntoView {
    let label = move || {
        if submit.is_busy() {
            "Creating…"
        } else {
            "Create runner"
        }
        .to_owned()
    };
    let refused = move || {
        let busy = submit
            .is_busy()
            .then(|| "The request is being sent.".to_owned());
        refused.get().or(busy)
    };
    view! {
        <Button
            kind=Kind::Primary
            r#type="submit"
            label=Signal::derive(label)
            refused=Signal::derive(refused)
        />
    }
}
