//! Edits the profile as a file. What is sent names just what differs; what somebody else changed in the
//! same part since is told before anything is sent (design D5, D6).

use std::sync::Arc;

use contract::{
    api::profiles::{ProfileUpdate, keep_spelling, update_profile},
    effects::of_profile,
    model::ProfileTemplate,
    spec_file::{Diagnostic, write_profile},
};
use leptos::prelude::*;

use super::Live;
use crate::{
    api::{self, Client},
    forms::{
        code::Compare,
        profile::{Editor, read},
        request::Request,
    },
    state::{catalog::use_catalog, draft, notices::use_notices},
    widgets::{
        button::{Button, Kind},
        card::Card,
        effects::Effects,
    },
};

const DRAFT: &str = "edit-profile";

/// What was typed for a profile and not sent.
pub(super) fn kept(id: &str) -> Option<String> {
    let ((of, text), _) = draft::restore::<(String, String)>(DRAFT)?;
    (of == id).then_some(text)
}

/// Puts a text where the editor begins with it. False where another one was typed and not sent.
pub(super) fn keep(id: &str, text: &str) -> bool {
    let is_free = kept(id).is_none_or(|kept| kept == text);
    if is_free {
        draft::keep(DRAFT, &(id, text));
    }
    is_free
}

/// The request that a text means for a profile, none where it changes nothing.
fn plan(loaded: &ProfileTemplate, text: &str) -> Result<Option<ProfileUpdate>, Vec<Diagnostic>> {
    let mut wanted = read(text)?;
    if wanted.display_name != loaded.display_name {
        return Err(vec![Diagnostic {
            line: 1,
            column: 1,
            message: format!(
                "display_name is fixed: leave it as {}, or create another profile",
                loaded.display_name
            ),
        }]);
    }
    keep_spelling(loaded, &mut wanted);
    Ok(update_profile(loaded, &wanted))
}

/// Parts that both somebody else and this change replace.
fn overlap(base: &ProfileTemplate, newest: &ProfileTemplate, update: &ProfileUpdate) -> bool {
    let theirs = update_profile(base, newest).map(|update| update.mask);
    theirs
        .unwrap_or_default()
        .iter()
        .any(|path| update.mask.contains(path))
}

/// The editor with what will be sent.
#[component]
pub(super) fn Change(
    profile: Live,
    editing: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let client: Client = expect_context();
    let catalog = use_catalog();
    let notices = use_notices();
    let base = RwSignal::new(profile.get_untracked());
    let id = base.with_untracked(|base| base.id.clone());
    let file = base.with_untracked(|base| write_profile(base));
    let text = RwSignal::new(kept(&id).unwrap_or_else(|| file.clone()));
    Effect::watch(
        move || text.get(),
        move |text, _, _| {
            if *text == file {
                draft::discard(DRAFT);
            } else {
                draft::keep(DRAFT, &(id.clone(), text.clone()));
            }
        },
        false,
    );
    let planned = Memo::new(move |_| base.with(|base| text.with(|text| plan(base, text))));
    let problems = Signal::derive(move || planned.get().err().unwrap_or_default());
    let request = Request::new();
    let conflict = RwSignal::new(None::<Arc<ProfileTemplate>>);
    let refused = move || {
        request.refused().get().or_else(|| {
            planned.with(|planned| match planned {
                Err(_) => Some("Correct the errors first.".to_owned()),
                Ok(None) => Some("You have not changed anything yet.".to_owned()),
                Ok(Some(_)) => None,
            })
        })
    };
    let send = Callback::new(move |()| {
        let Ok(Some(update)) = planned.get_untracked() else {
            return;
        };
        conflict.set(None);
        let loaded = base.get_untracked();
        let change = async move {
            let newest = api::profiles::get(&client, &loaded.id).await?;
            if overlap(&loaded, &newest, &update) {
                return Ok(Some(newest));
            }
            api::profiles::update(&client, &update).await?;
            Ok(None)
        };
        request.send(change, move |theirs| {
            if let Some(newest) = theirs {
                conflict.try_set(Some(Arc::new(newest)));
                return;
            }
            draft::discard(DRAFT);
            catalog.load_profiles();
            notices.done("The profile was changed.");
            reload.run(());
            editing.try_set(false);
        });
    });
    let before = Memo::new(move |_| base.with(|base| write_profile(base)));
    let after = Memo::new(move |_| text.get());
    let shown = move || {
        let Ok(Some(update)) = planned.get() else {
            return None;
        };
        let mask = update
            .mask
            .iter()
            .map(|path| view! { <code>{*path}</code> })
            .collect_view();
        let body = update.call.printed();
        Some(view! {
            <div class="stack">
                <Effects effects=Signal::stored(of_profile()) />
                <p class="mask"><span class="muted">"Update mask"</span>{mask}</p>
                <Compare label="Differences from the current profile" before after />
                <details>
                    <summary>"The request as it will be sent"</summary>
                    <pre class="code">{body}</pre>
                </details>
            </div>
        })
    };
    let clash = move || {
        conflict.get().map(|newest| {
            let theirs = write_profile(&newest);
            view! {
                <div class="callout" role="alert">
                    <p>"Someone changed the same part after you opened it, so nothing was sent. It is now:"</p>
                    <pre class="code">{theirs}</pre>
                    <div>
                        <Button
                            label="Replace theirs with mine"
                            on_press=Callback::new(move |()| {
                                base.set(Arc::clone(&newest));
                                conflict.set(None);
                            })
                        />
                    </div>
                    <p class="muted">"The differences are then shown against the newest state."</p>
                </div>
            }
        })
    };
    view! {
        <Card title="Edit">
            <Editor text problems />
            {shown}
            {clash}
            {request.failure("The profile was not changed")}
            <div class="form-actions">
                <Button
                    kind=Kind::Primary
                    label="Save"
                    refused=Signal::derive(refused)
                    on_press=send
                />
                <Button
                    kind=Kind::Quiet
                    label="Cancel"
                    on_press=Callback::new(move |()| {
                        draft::discard(DRAFT);
                        editing.set(false);
                    })
                />
            </div>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use contract::model::ProfileSpec;

    use super::*;

    fn profile() -> ProfileTemplate {
        ProfileTemplate {
            display_name: "a".into(),
            description: "old".into(),
            spec: Some(ProfileSpec {
                network_config_json: r#"{ "news": {"x": 1},  "egress": {"default": "d"} }"#.into(),
                ..ProfileSpec::default()
            }),
            ..ProfileTemplate::default()
        }
    }

    #[test]
    fn only_what_was_edited_is_sent() {
        let loaded = profile();
        let text = write_profile(&loaded);
        assert_eq!(plan(&loaded, &text), Ok(None));
        let update = plan(&loaded, &text.replace("old", "new")).unwrap().unwrap();
        assert_eq!(update.mask, ["description"]);
        let renamed = plan(&loaded, &text.replace("display_name: a", "display_name: b"));
        assert!(renamed.unwrap_err()[0].message.contains("fixed"));
    }

    #[test]
    fn the_same_part_conflicts_and_another_does_not() {
        let base = profile();
        let text = write_profile(&base).replace("old", "new");
        let update = plan(&base, &text).unwrap().unwrap();
        let mut theirs = base.clone();
        theirs.labels.insert("a".into(), "b".into());
        assert!(!overlap(&base, &theirs, &update));
        theirs.description = "theirs".into();
        assert!(overlap(&base, &theirs, &update));
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn a_profile_that_was_edited_in_an_older_build_goes_on() {
        crate::state::storage::stand_in::left_by_an_older_build();
        let text = kept("c6d688b1-ac36-43a4-896b-6f41690b8c52").expect("its text is there");
        assert!(text.ends_with("# mine\n") && read(&text).is_ok());
        assert_eq!(kept("another"), None);
    }
}
