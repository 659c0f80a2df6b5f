//! Exports the runners that are shown, or the selected ones, as a table or as spec files.

mod csv;

use contract::console::RunnerSummary;
use leptos::{prelude::*, task::spawn_local};

use super::{listing::Listing, selection::Selection};
use crate::{
    api::{self, ApiError, Client},
    format::spec,
    lazy::{self, chunk},
    state::fleet::Row,
    widgets::{
        button::{Button, Kind},
        dialog::{Dialog, DialogFoot},
        download::download,
        failure::Failure,
    },
};

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Json,
    Yaml,
}

impl Format {
    const ALL: [Self; 3] = [Self::Csv, Self::Json, Self::Yaml];

    fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Csv => ("CSV", "The table, for spreadsheets."),
            Self::Json => (
                "JSON",
                "Every field of every runner, as the API returns it.",
            ),
            Self::Yaml => (
                "YAML",
                "Spec files that create -f accepts, one document per runner.",
            ),
        }
    }
}

#[derive(Clone)]
enum Step {
    Choosing,
    Reading(usize),
    Failed(ApiError),
}

/// What the dialog is about.
#[derive(Clone, Copy)]
pub(crate) struct About {
    listing: ReadSignal<Listing>,
    selection: Selection,
    open: RwSignal<bool>,
}

chunk! {
    /// Giving runners away as files, within its dialog.
    export in tools: About => |About {
        listing,
        selection,
        open,
    }| view! { <Content listing selection open /> }.into_any()
}

/// The dialog.
#[component]
pub(super) fn ExportDialog(
    listing: ReadSignal<Listing>,
    selection: Selection,
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog title="Export" open>
            {move || lazy::part(export, About { listing, selection, open })}
        </Dialog>
    }
}

#[component]
fn Content(
    listing: ReadSignal<Listing>,
    selection: Selection,
    open: RwSignal<bool>,
) -> impl IntoView {
    let client: Client = expect_context();
    let format = RwSignal::new(Format::Csv);
    let with_env = RwSignal::new(false);
    let step = RwSignal::new(Step::Choosing);
    let rows = Memo::new(move |_| {
        listing.with(|listing| {
            if selection.is_empty() {
                return listing.rows.as_ref().clone();
            }
            let rows = listing.rows.iter().filter(|row| selection.has(&row.id));
            rows.cloned().collect::<Vec<Row>>()
        })
    });
    let count = Memo::new(move |_| rows.with(Vec::len));
    let what = move || {
        let count = count.get();
        let kind = if selection.is_empty() {
            "shown"
        } else {
            "selected"
        };
        let runners = if count == 1 {
            "runner that is"
        } else {
            "runners that are"
        };
        format!("The {count} {runners} {kind}.")
    };
    let begin = Callback::new(move |()| {
        let (format, rows) = (format.get_untracked(), rows.get_untracked());
        let with_env = with_env.get_untracked();
        if format == Format::Csv {
            // The newest heartbeat is beside the summary.
            let told = |row: &Row| RunnerSummary {
                last_heartbeat_at: row.heard.get_untracked(),
                ..(*row.summary.get_untracked()).clone()
            };
            let runners: Vec<_> = rows.iter().map(told).collect();
            save("runners.csv", "text/csv", &csv::file(runners.iter()));
            open.set(false);
            return;
        }
        step.set(Step::Reading(0));
        spawn_local(async move {
            let ids: Vec<_> = rows.into_iter().map(|row| row.id).collect();
            let read = api::runners::get_all(api::runners::dialect(), &client, &ids, move |read| {
                step.try_set(Step::Reading(read)).is_none()
            });
            match read.await {
                Some(Ok(runners)) => {
                    match format {
                        Format::Csv => {}
                        Format::Json => {
                            let text = spec::json(runners, with_env);
                            save("runners.json", "application/json", &text);
                        }
                        Format::Yaml => {
                            save(
                                "runners.yaml",
                                "application/yaml",
                                &spec::yaml(runners, with_env),
                            );
                        }
                    }
                    open.try_set(false);
                }
                Some(Err(error)) => drop(step.try_set(Step::Failed(error))),
                // The dialog was closed: nobody wants the file any more.
                None => {}
            }
        });
    });
    let reading = Memo::new(move |_| {
        step.with(|step| match step {
            Step::Reading(read) => Some(*read),
            Step::Choosing | Step::Failed(_) => None,
        })
    });
    let refused = move || {
        if count.get() == 0 {
            Some("There is nothing to export.".to_owned())
        } else {
            reading
                .get()
                .map(|_| "The runners are being read.".to_owned())
        }
    };
    view! {
        <div class="dialog-body">
            <p>{what}</p>
            <fieldset class="choices">
                <legend>"Format"</legend>
                <div class="options">
                    {Format::ALL
                        .into_iter()
                        .map(|choice| {
                            let (name, meaning) = choice.told();
                            view! {
                                <label class="option">
                                    <input
                                        type="radio"
                                        name="export-format"
                                        prop:checked=move || format.get() == choice
                                        on:change=move |_| format.set(choice)
                                    />
                                    <span class="option-label">
                                        {name}
                                        <span class="muted">{meaning}</span>
                                    </span>
                                </label>
                            }
                        })
                        .collect_view()}
                </div>
            </fieldset>
            <Show when=move || format.get() != Format::Csv>
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || with_env.get()
                        on:change=move |event| with_env.set(event_target_checked(&event))
                    />
                    "Include environment variable values, which may be secret"
                </label>
            </Show>
            {move || {
                reading
                    .get()
                    .map(|read| {
                        view! {
                            <p role="status">{read}" of "{count.get()}" read"</p>
                            <progress aria-label="Progress" max=count.get().to_string() value=read.to_string()></progress>
                        }
                    })
            }}
            {move || {
                step.with(|step| match step {
                    Step::Failed(error) => {
                        Some(view! { <Failure what="Nothing was exported" error=error.clone() /> })
                    }
                    Step::Choosing | Step::Reading(_) => None,
                })
            }}
        </div>
        <DialogFoot open>
            <Button
                kind=Kind::Primary
                label="Export"
                refused=Signal::derive(refused)
                on_press=begin
            />
        </DialogFoot>
    }
}

fn save(name: &str, media_type: &str, text: &str) {
    // A browser that allows no downloads says so itself.
    download(name, media_type, text).ok();
}
