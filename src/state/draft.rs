//! What a person has typed but not sent, kept in this browser (design D7).
//!
//! A draft belongs to who typed it: the sign-in of somebody else throws it away. A draft never holds a
//! token, and nothing that may be secret.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::{clock::Clock, storage};

const PREFIX: &str = "draft:";
const OWNER: &str = "draft-owner";

/// A draft with the instant when it was last typed at.
#[derive(Serialize, serde::Deserialize)]
struct Kept<T> {
    at: i64,
    draft: T,
}

/// Keeps a draft.
pub(crate) fn keep<T: Serialize>(name: &str, draft: &T) {
    let kept = Kept {
        at: Clock::instant().as_second(),
        draft,
    };
    if let Ok(text) = serde_json::to_string(&kept) {
        storage::write(&format!("{PREFIX}{name}"), &text);
    }
}

/// The kept draft and when it was typed; one that this build cannot read is none.
pub(crate) fn restore<T: DeserializeOwned>(name: &str) -> Option<(T, jiff::Timestamp)> {
    let text = storage::read(&format!("{PREFIX}{name}"))?;
    let kept: Kept<T> = serde_json::from_str(&text).ok()?;
    Some((kept.draft, jiff::Timestamp::from_second(kept.at).ok()?))
}

/// Throws a draft away.
pub(crate) fn discard(name: &str) {
    storage::remove(&format!("{PREFIX}{name}"));
}

/// Says who types from now on; drafts of anybody else go.
pub(crate) fn claim(owner: &str) {
    if storage::read(OWNER).as_deref() != Some(owner) {
        storage::remove_all(PREFIX);
        storage::write(OWNER, owner);
    }
}

/// Keeps a draft whenever it changes.
pub(crate) fn keep_changes<T>(name: &'static str, draft: RwSignal<T>, empty: T)
where
    T: Serialize + PartialEq + Send + Sync + 'static,
{
    Effect::watch(
        move || draft.track(),
        move |(), _, _| {
            draft.with_untracked(|draft| {
                if *draft == empty {
                    discard(name);
                } else {
                    keep(name, draft);
                }
            });
        },
        false,
    );
}
