//! What a policy allows: in words, its network, a sandbox to try, the document.

use contract::{
    edit::{self, masked},
    model::Runner,
    policy::{Policy, Presence, summary},
};
use leptos::prelude::*;

use super::{network::Network, trial::RunnerTrial, unsent::Unsent};
use crate::pages::runner::in_v1::InV1;
use crate::{
    can,
    format::commands,
    pages::runner::Live,
    paths::{Route, Tab},
    state::session::use_person,
    widgets::{
        button::{Button, ButtonLink},
        card::Card,
        chip::Chip,
        copy::CopyButton,
        icon::{Glyph, Icon},
        terminal::Terminal,
    },
};

#[component]
pub(super) fn ShownPolicy(runner: Live) -> impl IntoView {
    let source = InV1::context();
    let policy = Memo::new(move |_| source.policy());
    let has_policy = Memo::new(move |_| policy.with(Option::is_some));
    view! {
        <Unsent />
        <div class="columns">
            <div class="column">
                <Words runner policy />
                <Show when=move || has_policy.get()>
                    <Network policy />
                    <Document policy />
                </Show>
            </div>
            <div class="column">
                <RunnerTrial />
            </div>
        </div>
    }
}

/// The state in a line, then what the policy says.
#[component]
fn Words(runner: Live, policy: Memo<Option<Policy>>) -> impl IntoView {
    let person = use_person();
    let source = InV1::context();
    let id = runner.with_untracked(|runner| runner.runner_id().to_owned());
    let refused = move || {
        let shown = source.runner().unwrap_or_default();
        let right = runner.with(|runner| can::change_policy(person.rights(), &**runner, &shown));
        right.err().map(|reason| reason.to_string())
    };
    let href = StoredValue::new(Route::Runner(id, Tab::PolicyEdit).href());
    let edit = move || {
        move || match refused() {
            Some(reason) => {
                view! { <Button label="Edit policy…" refused=Some(reason) /> }.into_any()
            }
            None => view! { <ButtonLink href=href.get_value() label="Edit policy…" /> }.into_any(),
        }
    };
    let sentences = move || {
        let said = policy.with(|policy| summary::summary(policy.as_ref()));
        said.into_iter()
            .map(|sentence| view! { <li>{sentence}</li> })
            .collect_view()
    };
    let notes = move || {
        let shown = source.runner().unwrap_or_default();
        let bound = runner.with(|runner| !runner.profile_bindings.is_empty());
        notes(&shown, bound)
            .into_iter()
            .map(|note| {
                view! {
                    <p class="badge-line"><span class="muted"><Glyph icon=Icon::Info /></span><span>{note}</span></p>
                }
            })
            .collect_view()
    };
    view! {
        <Card title="What it allows" aside=edit>
            <p><strong>{move || policy.with(|policy| state(policy.as_ref()))}</strong></p>
            <ul class="bullets">{sentences}</ul>
            {notes}
        </Card>
    }
}

/// Which of its states the policy is in (contract-v1 3.1).
fn state(policy: Option<&Policy>) -> String {
    match policy {
        None => "Never configured".to_owned(),
        Some(policy) if *policy == Policy::default() => "Configured, and empty: {}".to_owned(),
        Some(policy) => match policy.display_name() {
            "" => "Set, without a name".to_owned(),
            name => name.to_owned(),
        },
    }
}

/// What one should know beside it (contract-v1 3.1, 9.1, J-23, J-26).
fn notes(shown: &Runner, has_bindings: bool) -> Vec<&'static str> {
    let policy = shown.policy.clone().and_then(Policy::of);
    let mut notes = Vec::new();
    match &policy {
        None => notes.push("The platform never overwrites an existing policy, not even {}."),
        Some(policy) => {
            if policy.presence("constraints.resources") == Presence::Empty {
                notes.push("The group resources is present but empty: it limits nothing.");
            }
            if policy.presence("base") == Presence::Empty {
                notes.push(
                    "The base is present but empty; to the server that is not the same as no base.",
                );
            }
            if !shown
                .etag
                .as_ref()
                .is_some_and(serde_json::Value::is_string)
            {
                notes.push("The server sent no etag with this policy, so it can be read here but not changed.");
            }
        }
    }
    if has_bindings && policy.is_some() {
        notes.push("Profiles are also bound to this runner. Which of the two wins is not published, except for the runtime class: first what the sandbox names, then the policy's default, then the profile's.");
    }
    notes.push("Changes apply to sandboxes that start afterwards.");
    notes
}

/// The document, as the CLI's policy commands print and take it.
#[component]
fn Document(policy: Memo<Option<Policy>>) -> impl IntoView {
    let source = InV1::context();
    let as_json = RwSignal::new(false);
    let text = Memo::new(move |_| {
        let policy = policy.get().unwrap_or_default();
        if as_json.get() {
            format!("{:#}\n", policy.shown().document())
        } else {
            edit::policy::write(&policy)
        }
    });
    let choose = move |json: bool, label: &'static str| {
        let chosen = move || as_json.get() == json;
        view! { <Chip label on=chosen press=move || as_json.set(json) /> }
    };
    let aside = move || {
        view! {
            <div class="chips">{choose(false, "YAML")}{choose(true, "JSON")}</div>
            <CopyButton text what="policy" />
        }
    };
    let etag = move || {
        let etag = source.runner()?.etag.clone()?;
        let etag = etag.as_str()?.to_owned();
        Some(view! { <p class="muted">"etag "<code>{etag}</code></p> })
    };
    let id = untrack(|| source.runner()).map(|runner| runner.runner_id().to_owned());
    view! {
        <Card title="The document" aside=aside>
            <pre class="code" tabindex="0" aria-label="The policy">{move || masked(&text.get())}</pre>
            {etag}
            <Terminal
                commands=Signal::stored(commands::read_policy(&id.unwrap_or_default()))
                note=commands::POLICY_NOTE
            />
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_state_is_said_exactly() {
        assert_eq!(state(None), "Never configured");
        let of = |document| state(Policy::of(document).as_ref());
        assert_eq!(of(json!({})), "Configured, and empty: {}");
        assert_eq!(of(json!({ "base": {} })), "Set, without a name");
        assert_eq!(of(json!({ "displayName": "Agents" })), "Agents");
        let told = |policy, etag: Option<&str>| {
            let runner = Runner {
                policy,
                etag: etag.map(Into::into),
                ..Runner::default()
            };
            notes(&runner, true).join(" ")
        };
        assert!(told(None, None).contains("not even {}"));
        assert!(told(Some(json!({})), None).contains("no etag"));
        assert!(!told(Some(json!({})), Some("W/1")).contains("no etag"));
        assert!(told(Some(json!({ "constraints": { "resources": {} } })), None).contains("empty"));
        assert!(told(Some(json!({})), None).contains("Profiles are also bound"));
    }
}
