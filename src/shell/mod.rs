//! What surrounds every page: side bar, top bar, messages.

mod desktop;
mod elsewhere;
mod focus;
mod keyboard;
pub(crate) mod live;
mod newer;
mod palette;
mod side;
mod skew;
mod top;
mod who;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::widgets::notices::NoticeList;
use keyboard::{Keyboard, Opener};
use side::Side;
use top::Top;

/// Side bar, top bar, page.
#[component]
pub(crate) fn Shell(children: Children) -> impl IntoView {
    let menu_open = RwSignal::new(false);
    let opener = Opener::new();
    focus::keep();
    // On narrow screens the side bar is a menu; going somewhere closes it.
    let path = use_location().pathname;
    Effect::watch(
        move || path.track(),
        move |(), _, _| menu_open.set(false),
        false,
    );

    view! {
        // Left to the browser, which moves the focus too.
        <a class="skip-link" href="#main" rel="external">"Skip to content"</a>
        <div class="app">
            <Side menu_open />
            <div class="body">
                <Top menu_open opener />
                <elsewhere::Elsewhere />
                <newer::NewerBuild />
                <skew::ClockSkew />
                <main id="main" tabindex="-1">{children()}</main>
            </div>
        </div>
        <NoticeList />
        <desktop::DesktopMessages />
        <Keyboard opener />
    }
}
