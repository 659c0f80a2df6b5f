//! One runner of the file: what it is, what is wrong with it, and its way on.

use contract::{api::Dialect, model::Runner, spec_file::RunnerFile};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    Batch,
    other_form::InOtherForm,
    plan::{Planned, draft_of},
    told::{Told, told},
};
use crate::{
    format::count,
    forms::other_zone::OtherZone,
    pages::create::{
        draft::Draft,
        review::SubmitOutcome,
        submit::{Step, Submit},
        wizard::Wizard,
    },
    paths::{Create, Route},
    widgets::{
        button::{Button, Kind},
        card::Card,
        icon::{Glyph, Icon},
    },
};

/// More problems than this are only counted.
const MANY: usize = 6;

/// The card of a runner.
#[component]
pub(super) fn Entry(index: usize) -> impl IntoView {
    let batch = Batch::context();
    let submit = Submit::new();
    batch.register(index, submit);
    let file = Memo::new(move |_| batch.file(index));
    let planned = Memo::new(move |_| batch.planned(index));
    forget_when_changed(file, submit);
    open_when_alone(batch, submit);

    let title = Memo::new(move |_| {
        let name = planned.with(|planned| Some(planned.as_ref()?.request.runner_id.clone()));
        match name.filter(|name| !name.is_empty()) {
            Some(name) => format!("{}. {name}", index + 1),
            None => format!("Runner {}", index + 1),
        }
    });
    let created = Memo::new(move |_| match submit.step() {
        Step::Created(runner) => Some(runner.runner_id().to_owned()),
        _ => None,
    });
    let body = move || match created.get() {
        Some(id) => view! {
            <p class="badge-line" role="status">
                <span class="tone-ok"><Glyph icon=Icon::Check /></span>
                "Created. "
                <a class="link" href=Route::runner(&id).href()>"Follow the install"</a>
            </p>
        }
        .into_any(),
        None => view! { <Planning index file planned submit /> }.into_any(),
    };
    view! { <Card title>{body}</Card> }
}

/// What came of another text is no news of this one.
fn forget_when_changed(file: Memo<Option<RunnerFile>>, submit: Submit) {
    Effect::watch(
        move || file.with(|file| file.as_ref().map(|file| file.text.clone())),
        move |now, before, _| {
            if before.is_some_and(|before| before != now) {
                submit.forget();
            }
        },
        false,
    );
}

/// A file with one runner leads to its page, as the wizard does.
fn open_when_alone(batch: Batch, submit: Submit) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Step::Created(runner) = submit.step() {
            let count = untrack(|| batch.count());
            if untrack(|| batch.created()) == count {
                Batch::discard();
            }
            if count == 1 {
                let page = Route::runner(runner.runner_id());
                navigate(&page.href(), NavigateOptions::default());
            }
        }
    });
}

/// A runner that is not created yet.
#[component]
fn Planning(
    index: usize,
    file: Memo<Option<RunnerFile>>,
    planned: Memo<Option<Planned>>,
    submit: Submit,
) -> impl IntoView {
    let batch = Batch::context();
    let problems = Memo::new(move |_| {
        let file = file.get();
        file.map_or_else(Vec::new, |file| {
            planned.with(|planned| told(&file, planned.as_ref(), Some(submit)))
        })
    });
    let id = Memo::new(move |_| {
        planned.with(|planned| Some(planned.as_ref()?.request.runner_id.clone()))
    });
    let place = Memo::new(move |_| planned.with(|planned| planned.as_ref().map(summary)));
    let identity = Signal::derive(move || {
        planned.with(|planned| {
            let planned = planned.as_ref();
            planned.map_or_else(Default::default, |p| p.request.runner.identity.clone())
        })
    });
    let input_id = format!("runner-id-{index}");
    let label_for = input_id.clone();
    let is_busy = Memo::new(move |_| submit.is_busy());
    let create = Callback::new(move |()| {
        if let Some(planned) = planned.get_untracked() {
            let id = submit.request_id(&planned.request);
            submit.send(planned.request, id);
        }
    });
    let refused = move || {
        if is_busy.get() {
            return Some("It is being created.".to_owned());
        }
        batch.refused().or_else(|| {
            let is_wrong = problems.with(|found| found.iter().any(|found| !found.is_answer));
            is_wrong.then(|| "The errors are listed above.".to_owned())
        })
    };
    let list = move || {
        let found = problems.get();
        let more = found.len().saturating_sub(MANY);
        let found = found.into_iter().take(MANY);
        let found = found
            .map(|problem| view! { <Item problem /> })
            .collect_view();
        let more = (more > 0).then(|| view! { <li class="muted">"and " {more} " more"</li> });
        view! { {found} {more} }
    };
    let has_problems = Memo::new(move |_| problems.with(|found| !found.is_empty()));
    let is_readable = Memo::new(move |_| id.with(Option::is_some));
    view! {
        <Show when=move || is_readable.get()>
            <div class="field">
                <label for=label_for.clone()>"Runner ID"</label>
                <input
                    id=input_id.clone()
                    class="input code"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    readonly=move || is_busy.get()
                    prop:value=move || id.get().unwrap_or_default()
                    on:change=move |event| batch.name(index, &event_target_value(&event))
                />
            </div>
            <p class="muted">{move || place.get()}</p>
            <OtherZone identity />
        </Show>
        <Show when=move || has_problems.get()>
            <ul class="stack problems" aria-label="What is wrong">{list}</ul>
        </Show>
        <SubmitOutcome submit request=Signal::derive(move || planned.get().map(|p| p.request)) />
        <div class="form-actions">
            <Button
                kind=Kind::Primary
                label=Signal::derive(move || if is_busy.get() { "Creating…" } else { "Create" }.to_owned())
                refused=Signal::derive(refused)
                on_press=create
            />
            <OpenInWizard file is_readable />
        </div>
        <Show when=move || is_readable.get()>
            <InOtherForm index file />
        </Show>
    }
}

#[component]
fn OpenInWizard(file: Memo<Option<RunnerFile>>, is_readable: Memo<bool>) -> impl IntoView {
    let wizard = Wizard::context();
    let navigate = use_navigate();
    let open = Callback::new(move |()| {
        let Some(file) = file.get_untracked() else {
            return;
        };
        // The wizard's text is of v1beta2's form, which another file is not.
        let text = Some(file.text.clone()).filter(|_| file.form == Dialect::V1beta2);
        let unread = || Draft {
            runner_id: file.runner_id.clone(),
            ..Draft::of(&Runner::default())
        };
        let draft = draft_of(&file).unwrap_or_else(unread);
        wizard.replace(Draft { text, ..draft });
        let step = if is_readable.get_untracked() {
            Create::Cluster
        } else {
            Create::Review
        };
        navigate(&Route::Create(step).href(), NavigateOptions::default());
    });
    view! { <Button label="Open in the wizard" on_press=open /> }
}

#[component]
fn Item(problem: Told) -> impl IntoView {
    let excerpt = problem
        .excerpt
        .map(|excerpt| view! { <pre class="excerpt">{excerpt}</pre> });
    let text = match problem.at {
        Some((line, column)) => format!("Line {line}, column {column}: {}", problem.text),
        None => problem.text,
    };
    view! {
        <li>
            <p class="field-error tone-bad">
                <Glyph icon=Icon::Alert />
                <span>{text}</span>
            </p>
            {excerpt}
        </li>
    }
}

/// What kind of runner it is, in a line.
fn summary(planned: &Planned) -> String {
    let runner = &planned.request.runner;
    let identity = &runner.identity;
    let cluster = if identity.cluster_name.is_empty() {
        &identity.cluster_id
    } else {
        &identity.cluster_name
    };
    let profiles = count::of(runner.profile_bindings.len(), "profile");
    let parts = [&runner.display_name, cluster, &identity.zone, &profiles];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.cloned().collect::<Vec<_>>().join(" · ")
}
