//! The keys of the whole console, and the dialogs that two of them open.

use leptos::{
    ev::{self, KeyboardEvent},
    prelude::*,
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{focus, palette};
use crate::{
    actions::{Action, Offer, Scope, keys, use_offers},
    lazy,
    paths::Route,
    state::{
        density::{self, Density, use_density},
        notices::use_notices,
        session::use_person,
        shortcuts::use_shortcuts,
        theme::{self, Theme, use_theme},
    },
    widgets::dialog::Dialog,
};

/// A key that follows `g` within so many milliseconds belongs to it.
const PAUSE: f64 = 1_500.0;

/// How the palette is opened, from wherever.
#[derive(Clone, Copy)]
pub(super) struct Opener {
    about: RwSignal<Option<palette::About>>,
    open: RwSignal<bool>,
    text: RwSignal<String>,
}

impl Opener {
    pub(super) fn new() -> Self {
        Self {
            about: RwSignal::new(None),
            open: RwSignal::new(false),
            text: RwSignal::new(String::new()),
        }
    }

    /// Lists everything.
    pub(super) fn open(self, offers: Vec<Offer>) {
        self.show(offers, false);
    }

    fn show(self, offers: Vec<Offer>, offers_only: bool) {
        let Self { open, text, .. } = self;
        text.set(String::new());
        self.about.set(Some(palette::About {
            offers,
            offers_only,
            open,
            text,
        }));
        open.set(true);
    }

    /// Takes a letter that was typed while the palette is on its way, when no field has the focus yet.
    fn takes(self, event: &KeyboardEvent) -> bool {
        let key = event.key();
        let is_waiting = self.open.get_untracked() && !keys::is_in_field(event);
        let is_letter = key.chars().count() == 1 && !event.is_composing();
        if is_waiting && is_letter {
            event.prevent_default();
            self.text.update(|text| text.push_str(&key));
        }
        is_waiting && is_letter
    }
}

/// Follows the keys.
#[component]
pub(super) fn Keyboard(opener: Opener) -> impl IntoView {
    let shortcuts = use_shortcuts();
    let offers = use_offers();
    let notices = use_notices();
    let navigate = use_navigate();
    let sheet = RwSignal::new(false);
    offer_everywhere(sheet);
    // When `g` was pressed.
    let begun = StoredValue::new(None::<f64>);
    let listener = window_event_listener(ev::keydown, move |event| {
        let key = event.key();
        let is_command = event.ctrl_key() || event.meta_key();
        if is_command && key.eq_ignore_ascii_case("k") && !event.alt_key() && !event.shift_key() {
            if !event.is_composing() && !keys::is_dialog_open() {
                event.prevent_default();
                opener.open(untrack(|| offers.nearest_first()));
            }
            return;
        }
        let is_other = is_command || event.alt_key();
        if !is_other && opener.takes(&event) {
            return;
        }
        let is_other = is_other || event.repeat();
        if is_other || !shortcuts.are_on_untracked() || keys::is_typing(&event) {
            return;
        }
        let mut letters = key.chars();
        let (Some(key), None) = (letters.next(), letters.next()) else {
            return;
        };
        let now = event.time_stamp();
        let is_second = begun.get_value().is_some_and(|begun| now - begun < PAUSE);
        begun.set_value(None);
        if is_second {
            if let Some((_, route)) = keys::PAGES.iter().find(|(page, _)| *page == key) {
                event.prevent_default();
                navigate(&route.href(), NavigateOptions::default());
            }
            return;
        }
        match key {
            'g' => begun.set_value(Some(now)),
            '.' => {
                event.prevent_default();
                opener.show(untrack(|| offers.of_the_nearest()), true);
            }
            _ => {
                if let Some(offer) = offers.by_key(key) {
                    event.prevent_default();
                    match offer.run() {
                        Ok(()) => request_animation_frame(focus::enter),
                        Err(reason) => notices.done(reason),
                    }
                }
            }
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <Dialog title="Command palette" bare=true open=opener.open>
            {move || {
                let about = opener.about.get_untracked()?;
                Some(lazy::part(palette::palette, about))
            }}
        </Dialog>
        <Dialog title="Keyboard shortcuts" open=sheet>
            {move || lazy::part(palette::sheet, ())}
        </Dialog>
    }
}

/// What can be done wherever one is.
fn offer_everywhere(sheet: RwSignal<bool>) {
    let (theme, density, person) = (use_theme(), use_density(), use_person());
    Offer::link(
        Action::Create,
        Scope::Everywhere,
        Signal::derive(move || Action::Create.refusal(person.rights(), None)),
        Route::CREATE.href(),
    )
    .put();
    Offer::new(Action::Keys, Scope::Everywhere, None, move || {
        sheet.set(true);
    })
    .put();
    for choice in Theme::ALL {
        let choose = move || theme::choose(theme, choice);
        Offer::new(Action::Theme(choice), Scope::Everywhere, None, choose).put();
    }
    for choice in Density::ALL {
        let choose = move || density::choose(density, choice);
        Offer::new(Action::Density(choice), Scope::Everywhere, None, choose).put();
    }
}
