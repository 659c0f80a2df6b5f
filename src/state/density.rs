//! How high the rows of the fleet's table are; kept in this browser.

use leptos::prelude::*;

use super::storage::Store;

const KEY: &str = "density";

/// What the person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Density {
    Comfortable,
    /// At least thirty rows in 900 pixels.
    Compact,
}

impl Density {
    /// Every choice, in the order in which it is offered.
    pub(crate) const ALL: [Self; 2] = [Self::Comfortable, Self::Compact];

    /// Its word on screen.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Comfortable => "Comfortable",
            Self::Compact => "Compact",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }

    fn kept() -> Self {
        let kept = Store::Browser.read(KEY);
        let mut all = Self::ALL.into_iter();
        all.find(|density| kept.as_deref() == Some(density.key()))
            .unwrap_or(Self::Comfortable)
    }
}

/// Provides the kept choice to the pages.
pub(crate) fn provide_density() {
    provide_context(RwSignal::new(Density::kept()));
}

/// The present choice.
pub(crate) fn use_density() -> RwSignal<Density> {
    expect_context()
}

/// Chooses and keeps.
pub(crate) fn choose(density: RwSignal<Density>, choice: Density) {
    density.set(choice);
    Store::Browser.write(KEY, choice.key());
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_kept() {
        Owner::new().with(|| {
            assert_eq!(Density::kept(), Density::Comfortable);
            choose(RwSignal::new(Density::kept()), Density::Compact);
            assert_eq!(Density::kept(), Density::Compact);
        });
    }
}
