//! Light, dark, or as the system has it; kept in this browser.

use leptos::prelude::*;

use super::storage::Store;

const KEY: &str = "theme";

/// What the person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    /// Every choice, in the order in which it is offered.
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Its word on screen.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn kept() -> Self {
        let kept = Store::Browser.read(KEY);
        Self::ALL
            .into_iter()
            .find(|theme| kept.as_deref() == Some(theme.key()))
            .unwrap_or(Self::System)
    }

    /// Shows the page so.
    fn apply(self) {
        let Some(root) = document().document_element() else {
            return;
        };
        // Attributes of <html> cannot be refused.
        match self {
            Self::System => root.remove_attribute("data-theme").ok(),
            Self::Light | Self::Dark => root.set_attribute("data-theme", self.key()).ok(),
        };
    }
}

/// Shows the kept theme and provides the choice to the pages.
pub(crate) fn provide_theme() {
    let theme = RwSignal::new(Theme::kept());
    theme.get_untracked().apply();
    provide_context(theme);
}

/// The present choice.
pub(crate) fn use_theme() -> RwSignal<Theme> {
    expect_context()
}

/// Chooses, shows and keeps.
pub(crate) fn choose(theme: RwSignal<Theme>, choice: Theme) {
    theme.set(choice);
    choice.apply();
    Store::Browser.write(KEY, choice.key());
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn a_theme_that_an_older_build_kept_is_shown() {
        crate::state::storage::stand_in::left_by_an_older_build();
        assert_eq!(Theme::kept(), Theme::Dark);
    }
}
