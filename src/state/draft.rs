//! What a person has typed but not sent, kept in this browser (design D7).
//!
//! A draft belongs to the account that it was typed in: the others of this browser do not see it, and it is
//! thrown away when somebody signs in who has no such account. A draft never holds a token; what of it may be secret is kept apart, for as long as the tab lives and nobody signs out.

use std::cell::RefCell;

use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{clock::Clock, storage::Store};

const PREFIX: &str = "draft:";

thread_local! {
    /// The account of this tab; another tab may go on as another one.
    static OWNER: RefCell<String> = const { RefCell::new(String::new()) };
}

fn prefix_of(account: &str) -> String {
    format!("{PREFIX}{account}:")
}

fn key(name: &str) -> String {
    OWNER.with_borrow(|account| prefix_of(account) + name)
}

/// A draft with the instant when it was last typed at.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    at: i64,
    draft: T,
}

/// Keeps a draft that holds nothing secret.
pub(crate) fn keep<T: Serialize>(name: &str, draft: &T) {
    write(Store::Browser, name, draft);
}

/// Keeps what of a draft may be secret.
pub(crate) fn keep_secret<T: Serialize>(name: &str, secret: &T) {
    write(Store::Tab, name, secret);
}

/// Keeps a draft that may hold secrets as a whole: then for as long as the tab lives.
pub(crate) fn keep_by(name: &str, draft: &impl Serialize, is_secret: bool) {
    if is_secret {
        discard(name);
        keep_secret(name, draft);
    } else {
        // One that was secret before would be taken for the newer one.
        Store::Tab.remove(&key(name));
        keep(name, draft);
    }
}

/// The kept draft, wherever it is.
pub(crate) fn restore_either<T: DeserializeOwned>(name: &str) -> Option<T> {
    restore_secret(name).or_else(|| Some(restore::<T>(name)?.0))
}

/// Whether values of an environment may be in a document, which may be secrets (contract 1.5): rather too much than too
/// little.
pub(crate) fn may_hold_env(document: &impl Serialize) -> bool {
    let text = serde_json::to_string(document).unwrap_or_default();
    text.replace(r#""env":{}"#, "").contains("env")
}

/// The kept draft and when it was typed; one that this build cannot read is none.
pub(crate) fn restore<T: DeserializeOwned>(name: &str) -> Option<(T, jiff::Timestamp)> {
    let kept: Kept<T> = read(Store::Browser, name)?;
    Some((kept.draft, jiff::Timestamp::from_second(kept.at).ok()?))
}

/// What of the kept draft may be secret, if it is there still.
pub(crate) fn restore_secret<T: DeserializeOwned>(name: &str) -> Option<T> {
    let kept: Kept<T> = read(Store::Tab, name)?;
    Some(kept.draft)
}

fn write<T: Serialize>(store: Store, name: &str, draft: &T) {
    let kept = Kept {
        at: Clock::instant().as_second(),
        draft,
    };
    if let Ok(text) = serde_json::to_string(&kept) {
        store.write(&key(name), &text);
    }
}

fn read<T: DeserializeOwned>(store: Store, name: &str) -> Option<Kept<T>> {
    serde_json::from_str(&store.read(&key(name))?).ok()
}

/// Throws a draft away.
pub(crate) fn discard(name: &str) {
    for store in [Store::Browser, Store::Tab] {
        store.remove(&key(name));
    }
}

/// Says in which account of this browser's this tab is from now on; drafts of anybody else go.
pub(crate) fn claim(account: &str, accounts: Vec<&str>) {
    let kept: Vec<String> = accounts
        .into_iter()
        .chain([account])
        .map(prefix_of)
        .collect();
    Store::Browser.remove_all(PREFIX, &kept);
    Store::Tab.remove_all(PREFIX, &[prefix_of(account)]);
    OWNER.with_borrow_mut(|owner| account.clone_into(owner));
}

/// Throws away what may be secret; the rest of the drafts stays for the next sign-in.
pub(crate) fn forget_secrets() {
    Store::Tab.remove_all(PREFIX, &[]);
}

/// Keeps a draft that holds nothing secret whenever it changes.
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
