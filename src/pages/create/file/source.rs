//! Where the text comes from: typed, pasted, dropped or chosen.

use contract::{
    api::Dialect,
    document::Message,
    edit::policy::is_policy,
    policy::POLICY,
    spec_file::{MAX_FILE_BYTES, form_of, parse},
};
use js_sys::Uint8Array;
use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;
use web_sys::FileList;

use super::Batch;
use crate::{
    forms::code::{CodeEditor, Knowledge},
    state::catalog::use_catalog,
    widgets::{
        aside::PutAside,
        button::Button,
        card::Card,
        icon::{Glyph, Icon},
    },
};

const HINT: &str = "Paste runners here, or drop files on this card. YAML or JSON.";

/// What a file is: while it cannot be read, by the names at the beginning of its lines.
fn shape(text: &str) -> &'static Message {
    if is_policy(text) {
        return &POLICY;
    }
    let is_v1 = parse(text).map_or_else(
        |_| text.lines().any(|line| line.starts_with("spec:")),
        |documents| documents.iter().any(|one| form_of(one) == Dialect::V1),
    );
    if is_v1 { Dialect::V1 } else { Dialect::V1beta2 }.fields()
}

/// The text with its ways in.
#[component]
pub(super) fn Source() -> impl IntoView {
    let batch = Batch::context();
    let input = NodeRef::<html::Input>::new();
    let is_over = RwSignal::new(false);
    let refusal = RwSignal::new(None::<String>);
    let is_locked = Memo::new(move |_| batch.is_sending());
    let take = move |files: Option<FileList>| {
        if let Some(files) = files.filter(|files| files.length() > 0 && !is_locked.get_untracked())
        {
            spawn_local(async move {
                match read(files).await {
                    Ok(text) => {
                        refusal.set(None);
                        batch.replace(text);
                    }
                    Err(reason) => refusal.set(Some(reason)),
                }
            });
        }
    };
    let over = move |event: ev::DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    let drop = move |event: ev::DragEvent| {
        is_over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        if files.as_ref().is_some_and(|files| files.length() > 0) {
            event.prevent_default();
            take(files);
        }
    };
    let choose = Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            // So that the same file can be chosen again.
            input.set_value("");
            input.click();
        }
    });
    let aside = move || {
        view! { <Button label="Choose files" icon=Icon::Page on_press=choose /> }
    };
    let refused = move || {
        refusal.get().map(|text| {
            view! {
                <p class="field-error tone-bad" role="alert">
                    <Glyph icon=Icon::Alert />
                    <span>{text}</span>
                </p>
            }
        })
    };
    let earlier = Memo::new(move |_| batch.has_earlier());
    // What was typed is taken before it is asked about, so what is known of the text is of this text.
    let check = Callback::new(move |_| batch.diagnostics());
    view! {
        <Card title="File" aside=aside>
            <div
                class="drop stack"
                class:drop-over=move || is_over.get()
                on:dragover=over
                on:dragleave=move |_| is_over.set(false)
                on:drop=drop
            >
                <input
                    type="file"
                    hidden
                    multiple
                    aria-label="Spec files"
                    accept=".yaml,.yml,.json,.txt"
                    node_ref=input
                    on:change=move |_| take(input.get_untracked().and_then(|input| input.files()))
                />
                {refused}
                <PutAside
                    what="The previous text"
                    shown=earlier
                    on_back=Callback::new(move |()| batch.bring_back())
                />
                <p class="field-hint" aria-hidden="true">{HINT}</p>
                <CodeEditor
                    id="runners-text"
                    label=HINT
                    text=Signal::derive(move || batch.text())
                    on_input=Callback::new(move |text| batch.write(text))
                    knowledge=Knowledge::of_files(shape, check, use_catalog())
                    problems=Signal::derive(move || batch.diagnostics())
                    is_locked
                />
            </div>
        </Card>
    }
}

/// The files as one, each a document of its own.
async fn read(files: FileList) -> Result<String, String> {
    let mut texts = Vec::new();
    let mut length = 0.0;
    for file in (0..files.length()).filter_map(|index| files.get(index)) {
        let name = file.name();
        length += file.size();
        #[expect(clippy::cast_precision_loss, reason = "a few MiB are exact")]
        if length > MAX_FILE_BYTES as f64 {
            let most = MAX_FILE_BYTES >> 20;
            return Err(format!("{name} was not read: more than {most} MiB."));
        }
        let bytes = JsFuture::from(file.array_buffer()).await;
        let bytes = bytes.map(|bytes| Uint8Array::new(&bytes).to_vec());
        let bytes = bytes.map_err(|_| format!("{name} could not be read. Is it still there?"))?;
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| format!("{name} was not read: it is not UTF-8 text."))?;
        texts.push(text.trim_start_matches('\u{feff}').trim_end().to_owned() + "\n");
    }
    Ok(texts.join("---\n"))
}
