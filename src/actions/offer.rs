//! What the place one is on offers now.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::Action;

/// What an action is done to, the nearest last: of two with one key the nearer one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// Whatever is on screen.
    Everywhere,
    /// The page, or what it is about.
    Page,
    /// The row that has the keyboard.
    Row,
    /// The selected rows.
    Selection,
}

/// An action that is offered, for as long as the part of the page that offers it is there.
#[derive(Clone, Copy)]
pub(crate) struct Offer {
    pub(crate) action: Action,
    pub(crate) scope: Scope,
    /// What it is done to, in a few words; empty where that is plain.
    subject: Signal<String>,
    label: Signal<String>,
    refused: Signal<Option<String>>,
    /// Where it leads, if it only leads somewhere.
    href: Option<Signal<String>>,
    run: Callback<()>,
}

impl Offer {
    /// Offers to do something.
    pub(crate) fn new(
        action: Action,
        scope: Scope,
        refused: impl Into<Signal<Option<String>>>,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            action,
            scope,
            subject: Signal::stored(String::new()),
            label: Signal::stored(action.label().to_owned()),
            refused: refused.into(),
            href: None,
            run: Callback::new(move |()| run()),
        }
    }

    /// Offers to go somewhere.
    pub(crate) fn link(
        action: Action,
        scope: Scope,
        refused: impl Into<Signal<Option<String>>>,
        href: impl Into<Signal<String>>,
    ) -> Self {
        let href = href.into();
        let navigate = use_navigate();
        let go = move || navigate(&href.get_untracked(), NavigateOptions::default());
        Self {
            href: Some(href),
            ..Self::new(action, scope, refused, go)
        }
    }

    /// Says what it is done to.
    pub(crate) fn to(self, subject: impl Into<Signal<String>>) -> Self {
        let subject = subject.into();
        Self { subject, ..self }
    }

    /// Says it in other words than the table's, such as with a number.
    pub(crate) fn called(self, label: impl Into<Signal<String>>) -> Self {
        let label = label.into();
        Self { label, ..self }
    }

    /// Offers it until the part of the page that it is made in goes.
    pub(crate) fn put(self) -> Self {
        let offers = use_offers();
        let number = offers.put(self);
        on_cleanup(move || offers.take(number));
        self
    }

    /// Its words.
    pub(crate) fn label(self) -> Signal<String> {
        self.label
    }

    /// Why it is not possible now.
    pub(crate) fn refused(self) -> Signal<Option<String>> {
        self.refused
    }

    /// Where it leads, if it only leads somewhere.
    pub(crate) fn href(self) -> Option<Signal<String>> {
        self.href
    }

    /// Its words now.
    pub(crate) fn label_now(self) -> String {
        self.label.get_untracked()
    }

    /// What it is done to now.
    pub(crate) fn subject_now(self) -> String {
        self.subject.get_untracked()
    }

    /// Why it is not possible now.
    pub(crate) fn refused_now(self) -> Option<String> {
        self.refused.get_untracked()
    }

    /// Where it leads now, if it only leads somewhere.
    pub(crate) fn href_now(self) -> Option<String> {
        self.href.map(|href| href.get_untracked())
    }

    /// Does it, or answers why not.
    pub(crate) fn run(self) -> Result<(), String> {
        if let Some(reason) = self.refused_now() {
            return Err(reason);
        }
        self.run.run(());
        Ok(())
    }
}

/// Everything that is offered.
#[derive(Clone, Copy)]
pub(crate) struct Offers {
    next: StoredValue<u32>,
    all: RwSignal<Vec<(u32, Offer)>>,
}

impl Offers {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            next: StoredValue::new(0),
            all: RwSignal::new(Vec::new()),
        }
    }

    fn put(self, offer: Offer) -> u32 {
        let number = self.next.get_value();
        self.next.set_value(number.wrapping_add(1));
        self.all.update(|all| all.push((number, offer)));
        number
    }

    fn take(self, number: u32) {
        self.all
            .try_update(|all| all.retain(|(other, _)| *other != number));
    }

    /// What is offered, the nearest first, otherwise in the order in which it was put.
    pub(crate) fn nearest_first(self) -> Vec<Offer> {
        let all = self.all.get();
        let mut all: Vec<Offer> = all.into_iter().map(|(_, offer)| offer).collect();
        all.sort_by_key(|offer| std::cmp::Reverse(offer.scope));
        all
    }

    /// What is offered for the nearest thing alone: the selection, else the row, else the page.
    pub(crate) fn of_the_nearest(self) -> Vec<Offer> {
        let mut all = self.nearest_first();
        let nearest = all.first().map(|offer| offer.scope);
        all.retain(|offer| Some(offer.scope) == nearest);
        all
    }

    /// The offer that a key takes.
    pub(crate) fn by_key(self, key: char) -> Option<Offer> {
        let all = untrack(|| self.nearest_first());
        all.into_iter()
            .find(|offer| offer.action.key() == Some(key))
    }
}

/// The offers of the signed-in console.
pub(crate) fn use_offers() -> Offers {
    expect_context()
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_offer_takes_the_key_until_it_goes() {
        Owner::new().with(|| {
            provide_context(Offers::new());
            let offers = use_offers();
            let ran = RwSignal::new("");
            let offer =
                |scope, name| Offer::new(Action::Upgrade, scope, None, move || ran.set(name)).put();
            offer(Scope::Page, "page");
            let nearer = Owner::new();
            nearer.with(|| offer(Scope::Selection, "selection"));
            let press = || {
                let offer = offers.by_key('u').expect("it is offered");
                offer.run().expect("nothing refuses it");
                ran.get_untracked()
            };
            assert_eq!(press(), "selection");
            nearer.cleanup();
            assert_eq!(press(), "page");
            assert!(offers.by_key('e').is_none());
        });
    }

    #[test]
    fn what_is_refused_is_not_done() {
        Owner::new().with(|| {
            provide_context(Offers::new());
            let refused = Some("Not now.".to_owned());
            let offer = Offer::new(Action::Delete, Scope::Page, refused, || {
                panic!("it was done")
            });
            assert_eq!(offer.run(), Err("Not now.".to_owned()));
        });
    }
}
