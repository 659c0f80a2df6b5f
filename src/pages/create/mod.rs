//! Creates a runner: a wizard over one draft, or a file.

mod channel;
mod cluster;
mod draft;
mod file;
mod frame;
mod placement;
mod policy;
mod profiles;
mod review;
mod rules;
mod spec;
mod stepper;
mod submit;
mod suggestions;
mod wizard;

use contract::condition::since;
use jiff::SignedDuration;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    can,
    format::age,
    lazy::chunk,
    paths::{Create, Route, use_route},
    state::{
        catalog::use_catalog,
        clock::{Clock, use_clock},
        session::use_person,
    },
    widgets::{
        aside::PutAside,
        button::{ButtonLink, Kind},
        icon::{Glyph, Icon},
        page::Page,
    },
};
use draft::Draft;
use submit::Step;
use wizard::Wizard;

/// A draft that is restored after this time may be a surprise.
const OLD: SignedDuration = SignedDuration::from_mins(1);

chunk! {
    /// The form for a new runner.
    create in others: () => |()| view! { <CreatePage /> }.into_any()
}

/// The page of a new runner.
#[component]
pub(crate) fn CreatePage() -> impl IntoView {
    let catalog = use_catalog();
    catalog.load_clusters();
    catalog.load_profiles();
    let (kept, kept_at) = Draft::restore().unzip();
    let wizard = Wizard::new(kept.unwrap_or_else(Draft::new));
    let side = use_side();
    suggestions::fill(wizard);
    suggestions::take_from_address(wizard);
    follow(wizard, side);

    let document_title = Signal::derive(move || match side.get() {
        Create::Cluster => "Create runner".to_owned(),
        side => format!("Create runner: {}", side.name()),
    });
    let has_earlier = Memo::new(move |_| wizard.has_earlier());
    let back = Callback::new(move |()| wizard.bring_back());
    let is_file = Memo::new(move |_| side.get() == Create::File);
    let other_way = move || {
        let (to, label) = if is_file.get() {
            (Create::Cluster, "Step by step…")
        } else {
            (Create::File, "From a file…")
        };
        view! { <ButtonLink kind=Kind::Quiet href=Route::Create(to).href() label /> }
    };
    view! {
        <Page
            title="Create runner"
            document_title
            beside=move || view! { <Show when=move || !is_file.get()><Kept kept_at /></Show> }
            actions=other_way
        >
            <MissingRight />
            <Show when=move || !is_file.get() fallback=|| view! { <file::FromFile /> }>
                <PutAside what="Your earlier draft" shown=has_earlier on_back=back />
                <stepper::Stepper side />
                <frame::Frame side />
            </Show>
        </Page>
    }
}

/// The side of the page that the address names.
fn use_side() -> Memo<Create> {
    let route = use_route();
    Memo::new(move |before: Option<&Create>| match route.get() {
        Some(Route::Create(side)) => side,
        // On the way to another page this one stays as it is.
        _ => before.copied().unwrap_or(Create::Cluster),
    })
}

/// Goes where the outcome of a submit leads, and notes which steps were left.
fn follow(wizard: Wizard, side: Memo<Create>) {
    let navigate = StoredValue::new(use_navigate());
    let go = move |route: Route| {
        navigate.with_value(|navigate| navigate(&route.href(), NavigateOptions::default()));
    };
    Effect::new(move |before: Option<Create>| {
        let now = side.get();
        if now == Create::Review {
            wizard.leave_all();
        } else if let Some(before) = before.filter(|before| *before != now) {
            wizard.leave(before);
        }
        now
    });
    Effect::new(move |_| match wizard.submit.step() {
        Step::Created(runner) => {
            let page = Route::runner(runner.runner_id());
            wizard.done();
            go(page);
        }
        Step::Refused(..) => {
            let step = untrack(|| wizard.refused_step());
            if let Some(step) = step.filter(|step| *step != Create::Review) {
                go(Route::Create(step));
                frame::focus_first_error();
            }
        }
        Step::Idle | Step::Sending | Step::Checking | Step::Unknown | Step::NotCreated => {}
    });
}

/// Says that the draft is kept, and how old it was when the page was opened.
#[component]
fn Kept(kept_at: Option<jiff::Timestamp>) -> impl IntoView {
    let wizard = Wizard::context();
    let clock = use_clock();
    let by_hand = Memo::new(move |_| wizard.with(|draft| draft.by_hand));
    // A reload in the midst of typing is no news.
    let opened = Clock::instant();
    let old = kept_at.filter(|at| since(*at, opened) > OLD);
    let text = move || match old {
        Some(at) => format!(
            "draft from {} ago restored",
            age::short(since(at, clock.now()))
        ),
        None => "draft saved".to_owned(),
    };
    view! {
        <Show when=move || by_hand.get()>
            <span class="pill">{text}</span>
            <button
                type="button"
                class="link-button"
                on:click=move |_| wizard.replace(Draft::new())
            >
                "Start over"
            </button>
        </Show>
    }
}

#[component]
fn MissingRight() -> impl IntoView {
    let person = use_person();
    move || {
        can::create(person.rights()).err().map(|reason| {
            view! {
                <p class="callout badge-line">
                    <Glyph icon=Icon::Info />
                    {reason.to_string()}
                </p>
            }
        })
    }
}
