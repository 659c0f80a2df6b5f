//! Edits the runner as text: the whole document or a patch, always with what it will do (contract 3, design D3 to
//! D6).

mod beside;
mod draft;
mod editing;
mod fields;
mod notices;
mod sent;
mod text;

pub(super) use draft::Draft;

use contract::{document::Path, edit::Form, part::Part};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{Live, fix::Fix};
use crate::{
    can,
    forms::{
        code::{CodeEditor, Knowledge, ProblemList},
        conflict::Conflicts,
        losses::LossList,
        outcome::Send,
    },
    paths,
    state::{catalog::use_catalog, notices::use_notices, session::use_person},
    widgets::{card::Card, chip::Chip},
};
use editing::Editing;

/// The element that holds the editor.
const TEXT: &str = "edit-text";

/// The side of the page.
#[component]
pub(super) fn EditTab(runner: Live) -> impl IntoView {
    use_catalog().load_clusters();
    let editing = Editing::new(runner);
    provide_context(editing);
    take_fix(editing);
    let person = use_person();
    let refused = Signal::derive(move || {
        let right = runner.with(|runner| can::change(person.rights(), &**runner));
        let missing = right.err().map(|reason| reason.to_string());
        missing.or_else(|| editing.refusal())
    });
    let submit = Callback::new(move |()| {
        if untrack(|| refused.get()).is_none() {
            editing.send();
        }
    });
    let is_secret = |name: &str| name.starts_with(&format!("{}.env", Part::Overrides.place()));
    view! {
        <div class="wizard edit">
            <div class="wizard-main">
                <notices::Notices runner />
                <Text runner submit />
            </div>
            <div class="wizard-main">
                <Conflicts
                    what="part of the runner"
                    merge=Callback::new(move |theirs_at: Vec<Path>| editing.merge(&theirs_at))
                    is_secret
                    on_merge=Callback::new(move |merged| editing.resolve(&merged))
                />
                <LossList
                    what="runner"
                    losses=Memo::new(move |_| editing.text.losses())
                    on_keep=Callback::new(move |loss| editing.keep_loss(&loss))
                />
                <sent::Sent />
                <Send
                    step=editing.steps()
                    is_typed=Signal::derive(move || editing.text.is_typed())
                    refused
                    submit
                    on_discard=Callback::new(move |()| editing.discard())
                />
            </div>
        </div>
    }
}

/// Takes what the page has prepared, and shows what it would do.
fn take_fix(editing: Editing) {
    let fix = Fix::context();
    let notices = use_notices();
    Effect::new(move |_| {
        let Some(prepared) = fix.take() else {
            return;
        };
        notices.done(match editing.prepare(&prepared) {
            Ok(()) => "The change is in the text but not sent yet. Review it, then send it.",
            Err(why) => why,
        });
        if let Some(text) = document().get_element_by_id(TEXT) {
            text.scroll_into_view();
        }
    });
}

/// The text in its two forms.
#[component]
fn Text(runner: Live, submit: Callback<()>) -> impl IntoView {
    let editing = Editing::context();
    let form = Memo::new(move |_| editing.text.form());
    let by_fields = RwSignal::new(false);
    let search = use_location().search;
    Effect::new(move |_| {
        if search.with(|search| paths::is_by_fields(search)) {
            by_fields.set(true);
        }
    });
    let choose = move |to: Form, label: &'static str, title: &'static str| {
        let chosen = move || form.get() == to && !by_fields.get();
        let press = move || {
            by_fields.set(false);
            editing.switch(to);
        };
        view! { <Chip label on=chosen press title /> }
    };
    let aside = move || {
        view! {
            <div class="chips">
                {choose(Form::Whole, "Document", "Everything that can be changed; what you remove is cleared")}
                {choose(Form::Patch, "Patch", "Only what you name is changed")}
                <Chip
                    label="Fields"
                    on=move || by_fields.get()
                    press=move || by_fields.set(true)
                    title="The same edit as fields"
                />
            </div>
        }
    };
    let check = Callback::new(move |text: String| editing.text.check(&text));
    let problems = Signal::derive(move || editing.text.problems());
    let hint = move || match form.get() {
        _ if by_fields.get() => "Your changes below are written into the text.",
        Form::Whole => "Everything that can be changed. What you remove is cleared.",
        Form::Patch => {
            "Only the fields you name are changed; null clears a field. Overrides, the maintenance policy and the list of profiles are replaced as a whole."
        }
    };
    view! {
        <Card title="Edit" aside=aside>
            <p class="muted">{hint}</p>
            <Show when=move || !by_fields.get()>
                <CodeEditor
                    id=TEXT
                    label="The runner as YAML or JSON"
                    text=Signal::derive(move || editing.text.get())
                    on_input=Callback::new(move |text| editing.write(text))
                    on_touch=Callback::new(move |()| editing.touch())
                    on_send=submit
                    knowledge=Knowledge::new(check, use_catalog())
                    problems
                />
            </Show>
            <ProblemList problems />
        </Card>
        <Show when=move || by_fields.get()>
            <fields::Fields runner />
        </Show>
    }
}
