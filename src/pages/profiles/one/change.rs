//! Edits the profile as a file. What is sent names just what differs; what somebody else changed in the
//! same part since is told before anything is sent (design D5, D6).

use std::sync::Arc;

use contract::{
    mask::{ProfileUpdate, keep_spelling, update_profile},
    spec_file::{Diagnostic, write_profile},
    wire::ProfileTemplate,
};
use leptos::{prelude::*, task::spawn_local};

use super::Live;
use crate::{
    api::{self, ApiError, Client},
    pages::profiles::editor::{Editor, read},
    state::{catalog::use_catalog, draft, notices::use_notices},
    widgets::{
        button::{Button, Kind},
        card::Card,
        failure::Failure,
    },
};

const DRAFT: &str = "edit-profile";

/// What was typed for a profile and not sent.
pub(super) fn kept(id: &str) -> Option<String> {
    let ((of, text), _) = draft::restore::<(String, String)>(DRAFT)?;
    (of == id).then_some(text)
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
    let sending = RwSignal::new(false);
    let conflict = RwSignal::new(None::<Arc<ProfileTemplate>>);
    let failure = RwSignal::new(None::<ApiError>);
    let refused = move || {
        if sending.get() {
            Some("The change is being sent.".to_owned())
        } else {
            planned.with(|planned| match planned {
                Err(_) => Some("Correct what is named first.".to_owned()),
                Ok(None) => Some("Nothing is changed yet.".to_owned()),
                Ok(Some(_)) => None,
            })
        }
    };
    let send = Callback::new(move |()| {
        let Ok(Some(update)) = planned.get_untracked() else {
            return;
        };
        sending.set(true);
        failure.set(None);
        conflict.set(None);
        spawn_local(async move {
            let loaded = base.get_untracked();
            let outcome = async {
                let newest = api::profiles::get(&client, &loaded.id).await?;
                if overlap(&loaded, &newest, &update) {
                    return Ok(Some(newest));
                }
                api::profiles::update(&client, &loaded.id, &update).await?;
                Ok(None)
            };
            let outcome: Result<_, ApiError> = outcome.await;
            sending.try_set(false);
            match outcome {
                Ok(None) => {
                    draft::discard(DRAFT);
                    catalog.load_profiles();
                    notices.done("The profile was changed.");
                    reload.run(());
                    editing.try_set(false);
                }
                Ok(Some(newest)) => drop(conflict.try_set(Some(Arc::new(newest)))),
                Err(error) => drop(failure.try_set(Some(error))),
            }
        });
    });
    let request = move || {
        let Ok(Some(update)) = planned.get() else {
            return None;
        };
        let mask = update
            .mask
            .iter()
            .map(|path| view! { <code>{*path}</code> })
            .collect_view();
        let body = serde_json::to_string_pretty(&update.body).unwrap_or_default();
        Some(view! {
            <div class="stack">
                <p class="mask"><span class="muted">"Update mask"</span>{mask}</p>
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
                <div class="banner" role="alert">
                    <p>"Somebody changed the same part since you opened it; nothing was sent. As it is now:"</p>
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
                    <p class="muted">"What will be sent is then shown against the newest state."</p>
                </div>
            }
        })
    };
    view! {
        <Card title="Edit">
            <Editor text problems />
            {request}
            {clash}
            {move || failure.get().map(|error| view! { <Failure what="The profile was not changed" error /> })}
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
    use contract::wire::ProfileSpec;

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
}
