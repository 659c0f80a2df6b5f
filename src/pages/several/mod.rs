//! One patch for several runners: what it does to each is worked out and shown before anything is sent.

mod edits;
mod list;
mod plan;
mod policy;
mod send;

use leptos::prelude::*;

use crate::{
    can,
    format::count,
    forms::code::{CodeEditor, Knowledge, ProblemList},
    lazy::chunk,
    paths::Route,
    state::catalog::use_catalog,
    widgets::{
        button::{Button, ButtonLink, Kind},
        card::Card,
        failure::Failure,
        option::TwoOptions,
        page::Page,
    },
};
use edits::{Edits, Reading};

chunk! {
    /// One patch for several runners.
    edit_several in runner: () => |()| view! { <EditSeveralPage /> }.into_any()
}

/// The page.
#[component]
pub(crate) fn EditSeveralPage() -> impl IntoView {
    let catalog = use_catalog();
    catalog.load_profiles();
    catalog.load_clusters();
    let edits = Edits::new();
    provide_context(edits);
    let count = Memo::new(move |_| edits.ids().len());
    let title = move || match count.get() {
        0 => "Edit several runners".to_owned(),
        count => format!("Edit {}", count::of(count, "runner")),
    };
    let none = Memo::new(move |_| count.get() == 0);
    view! {
        <Page title=Signal::derive(title)>
            <Show when=move || !none.get() fallback=|| view! { <Nobody /> }>
                <Body />
            </Show>
        </Page>
    }
}

#[component]
fn Nobody() -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"No runner is selected"</h2>
            <p>"Select runners in the list, then choose Edit to write one patch for all of them."</p>
            <ButtonLink kind=Kind::Primary href=Route::Fleet.href() label="Go to the runners" />
        </div>
    }
}

#[component]
fn Body() -> impl IntoView {
    let edits = Edits::context();
    let asked = RwSignal::new(None);
    let of_policies = Memo::new(move |_| edits.of_policies());
    let count = Memo::new(move |_| edits.plans().with(|plans| plans.changes().count()));
    let refused = Signal::derive(move || match (edits.reading(), count.get()) {
        (Reading::Under(_), _) => Some("The runners are being read.".to_owned()),
        (Reading::Failed(_), _) => Some("The runners could not be read.".to_owned()),
        (Reading::Done, _) if !edits.is_worked_out() => {
            Some("The effect is still being calculated.".to_owned())
        }
        (Reading::Done, 0) => Some("No runner would be changed.".to_owned()),
        (Reading::Done, _) => None,
    });
    let submit = Callback::new(move |()| {
        if untrack(|| refused.get()).is_none() {
            asked.set(Some(send::Asked::Send));
        }
    });
    let label = move || match count.get() {
        0 => "Update runners…".to_owned(),
        count => format!("Update {}…", count::of(count, "runner")),
    };
    view! {
        <div class="wizard edit">
            <div class="wizard-main">
                {can::see_policies().is_ok().then(|| view! { <Choose /> })}
                {move || if of_policies.get() {
                    view! { <policy::Policies submit /> }.into_any()
                } else {
                    view! { <Patch submit /> }.into_any()
                }}
            </div>
            <div class="wizard-main">
                <Read />
                <list::Keep />
                <send::Undo asked />
                <div class="wizard-ways">
                    <span class="wizard-on">
                        <Button
                            kind=Kind::Primary
                            label=Signal::derive(label)
                            refused
                            on_press=submit
                        />
                    </span>
                </div>
                <p class="muted">"Ctrl+Enter or ⌘+Enter works too. You will see a summary before anything is sent."</p>
                <list::Listed />
            </div>
        </div>
        <send::SendDialog asked />
    }
}

/// What of the runners is changed.
#[component]
fn Choose() -> impl IntoView {
    let edits = Edits::context();
    view! {
        <TwoOptions
            name="several"
            legend="What to change"
            options=[
                ("Runners", "Channel, maintenance, overrides, profiles, zone and group."),
                ("Policies", "What their sandboxes may run and reach."),
            ]
            is_second=Signal::derive(move || edits.of_policies())
            choose=Callback::new(move |of_policies| edits.set_of_policies(of_policies))
        />
    }
}

/// The text.
#[component]
fn Patch(submit: Callback<()>) -> impl IntoView {
    let edits = Edits::context();
    let problems = Signal::derive(move || edits.problems());
    // What was typed is told before it is asked about, so what is known of the text is of this text.
    let check = Callback::new(move |_| edits.problems());
    view! {
        <Card title="Patch">
            <p class="muted">
                "Only the fields you name are changed, on every runner; null clears a field. Overrides, the maintenance policy and the list of profiles are replaced as a whole."
            </p>
            <CodeEditor
                id="edit-text"
                label="The patch as YAML or JSON"
                text=Signal::derive(move || edits.text())
                on_input=Callback::new(move |text| edits.write(text))
                on_send=submit
                knowledge=Knowledge::new(check, edits.catalog())
                problems
            />
            <ProblemList problems />
        </Card>
    }
}

/// How far the reading is, or why it failed.
#[component]
fn Read() -> impl IntoView {
    let edits = Edits::context();
    let all = Memo::new(move |_| edits.ids().len());
    move || {
        match edits.reading() {
        Reading::Done => ().into_any(),
        Reading::Under(read) => view! {
            <div class="stack" role="status">
                <p>{move || format!("Reading the runners: {read} of {}", all.get())}</p>
                <progress aria-label="Reading the runners" max=move || all.get().to_string() value=read.to_string()></progress>
            </div>
        }
        .into_any(),
        Reading::Failed(error) => view! {
            <Failure
                what="The runners could not be read"
                error
                on_retry=Callback::new(move |()| edits.read())
            />
        }
        .into_any(),
    }
    }
}
