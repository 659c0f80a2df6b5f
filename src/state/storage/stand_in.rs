//! The browser's storage where there is no browser: tests of what is kept, and of what builds before kept.

#![expect(
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "in the shape of what stands in a browser"
)]

use std::{cell::RefCell, collections::BTreeMap};

type Texts = BTreeMap<String, String>;

thread_local! {
    static TEXTS: RefCell<[Texts; 2]> = const { RefCell::new([Texts::new(), Texts::new()]) };
}

/// The account of the fixture.
const ACCOUNT: &str = "3147ed8d60b1e843";

/// What a browser holds in which a build of November 2026 was used: every kind of draft, views, the theme. Written
/// by that build itself, and never changed: a later build that keeps something else gets a fixture of its own.
const KEPT: &str = include_str!("kept-2026-11.json");

/// Makes the storage what that build left, and signs in to the account that used it.
pub(crate) fn left_by_an_older_build() {
    let mut kept: BTreeMap<String, Texts> =
        serde_json::from_str(KEPT).expect("the fixture is read");
    TEXTS.set(["localStorage", "sessionStorage"].map(|name| kept.remove(name).unwrap_or_default()));
    crate::state::draft::claim(ACCOUNT, vec![ACCOUNT]);
}

pub(super) struct Window;

pub(super) fn window() -> Window {
    Window
}

impl Window {
    pub(super) fn local_storage(&self) -> Result<Option<Storage>, ()> {
        Ok(Some(Storage(0)))
    }

    pub(super) fn session_storage(&self) -> Result<Option<Storage>, ()> {
        Ok(Some(Storage(1)))
    }
}

pub(super) struct Storage(usize);

impl Storage {
    fn with<T>(&self, look: impl FnOnce(&mut Texts) -> T) -> T {
        TEXTS.with_borrow_mut(|texts| look(&mut texts[self.0]))
    }

    pub(super) fn get_item(&self, key: &str) -> Result<Option<String>, ()> {
        Ok(self.with(|texts| texts.get(key).cloned()))
    }

    pub(super) fn set_item(&self, key: &str, text: &str) -> Result<(), ()> {
        self.with(|texts| texts.insert(key.to_owned(), text.to_owned()));
        Ok(())
    }

    pub(super) fn remove_item(&self, key: &str) -> Result<(), ()> {
        self.with(|texts| texts.remove(key));
        Ok(())
    }

    pub(super) fn length(&self) -> Result<u32, ()> {
        Ok(u32::try_from(self.with(|texts| texts.len())).unwrap_or(u32::MAX))
    }

    pub(super) fn key(&self, index: u32) -> Result<Option<String>, ()> {
        Ok(self.with(|texts| texts.keys().nth(index as usize).cloned()))
    }
}
