//! Whether this browser shows messages as notifications of its own, and from when on; kept in this browser.

use contract::console::Millis;
use leptos::prelude::*;
use web_sys::{Notification, NotificationPermission};

use super::storage::Store;

const KEY: &str = "desktop-notifications";

/// The newest message that was shown; none where the browser is to show none.
pub(crate) type Desktop = RwSignal<Option<Millis>>;

/// Provides the kept choice to the pages.
pub(crate) fn provide_desktop() {
    provide_context::<Desktop>(RwSignal::new(kept()));
}

/// The present choice.
pub(crate) fn use_desktop() -> Desktop {
    expect_context()
}

fn kept() -> Option<Millis> {
    Store::Browser.read(KEY)?.parse().ok().map(Millis)
}

/// Shows messages from that time on, or none.
pub(crate) fn choose(desktop: Desktop, since: Option<Millis>) {
    match since {
        Some(since) => drop(Store::Browser.write(KEY, &since.0.to_string())),
        None => Store::Browser.remove(KEY),
    }
    desktop.set(since);
}

/// The choice as another tab may have changed it.
pub(crate) fn current(desktop: Desktop) -> Option<Millis> {
    let kept = kept();
    if desktop.get_untracked().is_some() != kept.is_some() {
        desktop.set(kept);
    }
    kept
}

/// What the browser allows; none where it has no notifications.
pub(crate) fn permission() -> Option<NotificationPermission> {
    let has_any = js_sys::Reflect::has(&window(), &"Notification".into());
    has_any.unwrap_or(false).then(Notification::permission)
}
