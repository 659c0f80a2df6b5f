//! The runner as a spec file, to be kept, compared, or created again elsewhere.

use leptos::prelude::*;

use super::Live;
use crate::{
    format::{commands, spec},
    widgets::{
        button::Button, card::Card, copy::CopyButton, download::download, icon::Icon,
        terminal::Terminal,
    },
};

/// The file, with values of environment variables only where they are asked for (contract 1.5).
#[component]
pub(super) fn YamlTab(runner: Live) -> impl IntoView {
    let with_env = RwSignal::new(false);
    let text = Memo::new(move |_| {
        let runner = runner.with(|runner| (**runner).clone());
        spec::yaml(vec![runner], with_env.get())
    });
    let id = runner.with_untracked(|runner| runner.runner_id().to_owned());
    let save = {
        let name = format!("{id}.yaml");
        Callback::new(move |()| {
            // A browser that allows no downloads says so itself.
            text.with_untracked(|text| download(&name, "application/yaml", text).ok());
        })
    };
    let aside = move || {
        view! {
            <CopyButton text what="spec file" />
            <Button label="Download" icon=Icon::Download on_press=save />
        }
    };
    view! {
        <Card title="Spec file" aside=aside>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || with_env.get()
                    on:change=move |event| with_env.set(event_target_checked(&event))
                />
                "Include environment variable values, which may be secret"
            </label>
            <pre class="code" tabindex="0" aria-label="The file">{move || text.get()}</pre>
            <Terminal commands=Signal::stored(commands::describe(&id)) />
        </Card>
    }
}
