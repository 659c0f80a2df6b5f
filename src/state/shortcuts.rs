//! Whether shortcuts of a single character are on; kept in this browser (WCAG 2.1.4).

use leptos::prelude::*;

use super::storage::Store;

const KEY: &str = "shortcuts";
const OFF: &str = "off";

/// The switch.
#[derive(Clone, Copy)]
pub(crate) struct Shortcuts(RwSignal<bool>);

impl Shortcuts {
    /// As it was kept; on where nothing was.
    pub(crate) fn kept() -> Self {
        let is_off = Store::Browser.read(KEY).as_deref() == Some(OFF);
        Self(RwSignal::new(!is_off))
    }

    /// Whether they are on.
    pub(crate) fn are_on(self) -> bool {
        self.0.get()
    }

    /// Whether they are on now.
    pub(crate) fn are_on_untracked(self) -> bool {
        self.0.get_untracked()
    }

    /// Switches them, and keeps that.
    pub(crate) fn switch(self, on: bool) {
        self.0.set(on);
        if on {
            Store::Browser.remove(KEY);
        } else {
            Store::Browser.write(KEY, OFF);
        }
    }
}

/// The switch of this browser.
pub(crate) fn use_shortcuts() -> Shortcuts {
    expect_context()
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn what_was_switched_stays_so() {
        Owner::new().with(|| {
            assert!(Shortcuts::kept().are_on_untracked());
            Shortcuts::kept().switch(false);
            assert!(!Shortcuts::kept().are_on_untracked());
            Shortcuts::kept().switch(true);
            assert!(Shortcuts::kept().are_on_untracked());
        });
    }
}
