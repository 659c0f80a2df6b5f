//! Keeps the view and the address the same: a click makes a step of the history, typing does not.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use super::view::{Sort, View};
use crate::{paths, state::storage::Store};

/// Typing is in the address when it pauses: browsers refuse more than some hundred changes in half a
/// minute.
const PAUSE: Duration = Duration::from_millis(300);

/// Key of the order that was chosen last.
const SORT: &str = "fleet-sort";

type Go = Box<dyn Fn(&View, bool) + Send + Sync>;

/// The view of the page.
#[derive(Clone, Copy)]
pub(super) struct Address {
    view: RwSignal<View>,
    go: StoredValue<Go>,
    typing: StoredValue<Option<TimeoutHandle>>,
}

impl Address {
    /// The view that the address names, now and whenever it changes.
    pub(super) fn follow() -> Self {
        let location = use_location();
        let navigate = use_navigate();
        let go = move |view: &View, replace: bool| {
            navigate(
                &paths::fleet_view(&view.query()),
                NavigateOptions {
                    replace,
                    scroll: false,
                    ..NavigateOptions::default()
                },
            );
        };
        let mut first = View::parse(&location.search.get_untracked());
        // The order that was chosen last, where the address has none.
        first.sort = first
            .sort
            .or_else(|| Sort::parse(&Store::Browser.read(SORT)?));
        let view = RwSignal::new(first);
        let address = Self {
            view,
            go: StoredValue::new(Box::new(go)),
            typing: StoredValue::new(None),
        };
        let path = location.pathname.get_untracked();
        Effect::watch(
            move || (location.search.get(), location.pathname.get()),
            move |(search, now), _, _| {
                // On the way to another page the address is not this page's any more.
                let named = View::parse(search);
                if *now == path && view.with_untracked(|view| view.query() != named.query()) {
                    view.set(named);
                }
            },
            false,
        );
        on_cleanup(move || address.stop_typing());
        address
    }

    /// The view.
    pub(super) fn get(self) -> View {
        self.view.get()
    }

    /// Looks at the view.
    pub(super) fn with<T>(self, look: impl FnOnce(&View) -> T) -> T {
        self.view.with(look)
    }

    /// Looks at the view as it is now.
    pub(super) fn with_untracked<T>(self, look: impl FnOnce(&View) -> T) -> T {
        self.view.with_untracked(look)
    }

    /// Changes the view: a step that the browser's Back undoes.
    pub(super) fn change(self, change: impl FnOnce(&mut View)) {
        self.stop_typing();
        let before = self.view.with_untracked(|view| view.sort);
        self.view.update(change);
        let sort = self.view.with_untracked(|view| view.sort);
        if sort != before {
            match sort {
                Some(sort) => drop(Store::Browser.write(SORT, &sort.key())),
                None => Store::Browser.remove(SORT),
            }
        }
        self.go(false);
    }

    /// Changes the text of the search as it is typed.
    pub(super) fn type_text(self, text: String) {
        self.stop_typing();
        self.view.update(|view| view.text = text);
        let later = set_timeout_with_handle(move || self.go(true), PAUSE);
        self.typing.set_value(later.ok());
    }

    fn go(self, replace: bool) {
        if let Some(view) = self.view.try_get_untracked() {
            self.go.with_value(|go| go(&view, replace));
        }
    }

    fn stop_typing(self) {
        if let Some(typing) = self.typing.try_update_value(Option::take).flatten() {
            typing.clear();
        }
    }
}
