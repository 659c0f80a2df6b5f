//! The browser's storage, which may be full, forbidden or absent: then nothing is kept.

use leptos::prelude::window;
use web_sys::Storage;

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Reads a kept text.
pub(crate) fn read(key: &str) -> Option<String> {
    local()?.get_item(key).ok().flatten()
}

/// Keeps a text; answers whether it is kept.
pub(crate) fn write(key: &str, text: &str) -> bool {
    local().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Forgets a text.
pub(crate) fn remove(key: &str) {
    if let Some(storage) = local() {
        // Removing fails only where nothing can be kept either.
        storage.remove_item(key).ok();
    }
}

/// Forgets every text whose key begins so.
pub(crate) fn remove_all(prefix: &str) {
    let Some(storage) = local() else { return };
    let keys: Vec<String> = (0..storage.length().unwrap_or(0))
        .filter_map(|index| storage.key(index).ok().flatten())
        .filter(|key| key.starts_with(prefix))
        .collect();
    for key in &keys {
        remove(key);
    }
}
