//! The form for a new profile, from a starting point.

use contract::edit::profile::read;
use leptos::prelude::*;

use super::editor::Editor;
use crate::{
    api::{self, ApiError, Client},
    can,
    format::commands,
    forms::request::Request,
    state::{catalog::use_catalog, draft, notices::use_notices, session::use_person},
    widgets::{
        aside::PutAside,
        button::{Button, Kind},
        card::Card,
        terminal::{Calls, Terminal},
    },
};

const DRAFT: &str = "new-profile";

/// Starting points: name, meaning, file.
const STARTS: [(&str, &str, &str); 3] = [
    (
        "Locked down",
        "No network, small, in gVisor.",
        "display_name: my-locked-down
description: No network, small
spec:
  runtime_class: gvisor
  resource_defaults:
    cpu_request: 250m
    memory_request: 512Mi
    cpu_limit: \"1\"
    memory_limit: 1Gi
  network:
    egress:
      default: closed
      modes:
        closed:
          type: none
",
    ),
    (
        "Internet",
        "May reach the internet.",
        "display_name: my-internet
description: May reach the internet
spec:
  resource_defaults:
    cpu_request: 500m
    memory_request: 1Gi
    cpu_limit: \"2\"
    memory_limit: 4Gi
  network:
    egress:
      default: open
      modes:
        open:
          type: internet
",
    ),
    (
        "GPU",
        "A GPU in a virtual machine. Enter your instance type and node label.",
        "display_name: my-gpu
description: One GPU in a virtual machine
spec:
  runtime_class: kata-qemu-nvidia-gpu
  resource_defaults:
    cpu_request: \"8\"
    memory_request: 64Gi
    cpu_limit: \"16\"
    memory_limit: 128Gi
  instance_types:
    - gd-8xh100ib-i128
",
    ),
];

/// The form. What is typed is kept until the profile is made.
#[component]
pub(crate) fn NewProfile(
    /// Called with the UUID of what was made.
    on_made: Callback<String>,
) -> impl IntoView {
    let client: Client = expect_context();
    let catalog = use_catalog();
    let notices = use_notices();
    let person = use_person();
    let first = STARTS[0].2.to_owned();
    let kept = draft::restore::<String>(DRAFT).map(|(text, _)| text);
    let text = RwSignal::new(kept.unwrap_or_else(|| first.clone()));
    draft::keep_changes(DRAFT, text, first);

    let meaning = Memo::new(move |_| text.with(|text| read(text, None)));
    let problems = Signal::derive(move || meaning.get().err().unwrap_or_default());
    let request = Request::new();
    let refused = Signal::derive(move || {
        if let Err(reason) = can::write(person.rights(), "creating") {
            Some(reason.to_string())
        } else if let Some(busy) = request.refused().get() {
            Some(busy)
        } else if meaning.with(Result::is_err) {
            Some("Correct the errors first.".to_owned())
        } else {
            None
        }
    });
    let send = Callback::new(move |()| {
        if untrack(|| refused.get()).is_some() {
            return;
        }
        let Ok(profile) = meaning.get_untracked() else {
            return;
        };
        let name = profile.display_name.clone();
        let create = async move {
            let name = profile.display_name.clone();
            let mut answer = api::profiles::create(&client, profile).await;
            // Names are unique, so a lost answer can be looked for (contract 5.1).
            if answer.as_ref().is_err_and(ApiError::is_unsure)
                && let Ok(all) = api::profiles::list(&client).await
                && let Some(made) = all.into_iter().find(|other| other.display_name == name)
            {
                answer = Ok(made);
            }
            answer
        };
        request.send(create, move |made| {
            draft::discard(DRAFT);
            catalog.load_profiles();
            notices.done(format!("The profile {name} was created."));
            on_made.try_run(made.id);
        });
    });
    let sent = move || {
        let profile = meaning.get().ok()?;
        let commands = Signal::stored(commands::create_profile(&profile));
        let calls = Signal::stored(vec![contract::api::profiles::create(&profile)]);
        Some(view! {
            <Calls calls />
            <Terminal commands note=commands::profile_note() />
        })
    };
    view! {
        <Card title="Starting point">
            <Starts text />
        </Card>
        <Card title="New profile">
            <Editor text problems on_send=send />
            <p class="muted">
                "What is not set is inherited from the runner's zone. The display name cannot be changed later."
            </p>
            {sent}
            {request.failure("The profile was not created")}
            <div class="form-actions">
                <Button
                    kind=Kind::Primary
                    label="Create profile"
                    refused
                    on_press=send
                />
            </div>
        </Card>
    }
}

#[component]
fn Starts(text: RwSignal<String>) -> impl IntoView {
    let aside = RwSignal::new(None::<String>);
    let begin = move |file: &str| {
        let before = text.get_untracked();
        let is_typed = STARTS.iter().all(|(_, _, start)| before != *start);
        if is_typed && !before.trim().is_empty() {
            aside.set(Some(before));
        }
        text.set(file.to_owned());
    };
    let back = Callback::new(move |()| {
        if let Some(before) = aside.get_untracked() {
            aside.set(None);
            text.set(before);
        }
    });
    let starts = STARTS.map(|(name, meaning, file)| {
        view! {
            <label class="option">
                <input
                    type="radio"
                    name="start"
                    prop:checked=move || text.with(|text| text == file)
                    on:change=move |_| begin(file)
                />
                <span class="option-label">
                    {name}
                    <span class="muted">{meaning}</span>
                </span>
            </label>
        }
    });
    view! {
        <fieldset class="options">
            <legend class="visually-hidden">"Start from"</legend>
            {starts}
        </fieldset>
        <PutAside
            what="Your text"
            shown=Memo::new(move |_| aside.with(Option::is_some))
            on_back=back
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_starting_point_is_a_profile() {
        for (name, _, file) in STARTS {
            read(file, None).expect(name);
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn a_profile_that_was_begun_in_an_older_build_goes_on() {
        crate::state::storage::stand_in::left_by_an_older_build();
        let (text, _) = draft::restore::<String>(DRAFT).expect("the text is there");
        assert!(text.starts_with("display_name: mine"));
    }
}
