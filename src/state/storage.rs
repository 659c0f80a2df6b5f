//! The browser's storage, which may be full, forbidden or absent: then nothing is kept.

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod stand_in;

#[cfg(not(all(test, not(target_arch = "wasm32"))))]
use leptos::prelude::window;
#[cfg(all(test, not(target_arch = "wasm32")))]
use stand_in::{Storage, window};
#[cfg(not(all(test, not(target_arch = "wasm32"))))]
use web_sys::Storage;

/// A place where texts are kept by key.
#[derive(Clone, Copy)]
pub(crate) enum Store {
    /// Until it is thrown away, for every tab.
    Browser,
    /// As long as the tab lives: what may be secret.
    Tab,
}

impl Store {
    fn open(self) -> Option<Storage> {
        match self {
            Self::Browser => window().local_storage(),
            Self::Tab => window().session_storage(),
        }
        .ok()
        .flatten()
    }

    /// Reads a kept text.
    pub(crate) fn read(self, key: &str) -> Option<String> {
        self.open()?.get_item(key).ok().flatten()
    }

    /// Keeps a text; answers whether it is kept.
    pub(crate) fn write(self, key: &str, text: &str) -> bool {
        self.open()
            .is_some_and(|storage| storage.set_item(key, text).is_ok())
    }

    /// Forgets a text.
    pub(crate) fn remove(self, key: &str) {
        if let Some(storage) = self.open() {
            // Removing fails only where nothing can be kept either.
            storage.remove_item(key).ok();
        }
    }

    /// Forgets every text whose key begins so, but not as one of the kept.
    pub(crate) fn remove_all(self, prefix: &str, kept: &[String]) {
        let Some(storage) = self.open() else { return };
        let keys: Vec<String> = (0..storage.length().unwrap_or(0))
            .filter_map(|index| storage.key(index).ok().flatten())
            .filter(|key| key.starts_with(prefix))
            .filter(|key| !kept.iter().any(|kept| key.starts_with(kept)))
            .collect();
        for key in &keys {
            self.remove(key);
        }
    }
}
