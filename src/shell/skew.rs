//! Says once that the browser's clock is wrong: what the page shows is right all the same.

use leptos::prelude::*;

use crate::{
    state::{clock::use_clock, storage::Store},
    widgets::{
        button::Button,
        icon::{Glyph, Icon},
    },
};

/// Where it is kept that it was told, as long as the tab lives.
const TOLD: &str = "clock-told";

/// The difference between the two clocks, where it is worth a word.
#[component]
pub(super) fn ClockSkew() -> impl IntoView {
    let clock = use_clock();
    let is_told = RwSignal::new(Store::Tab.read(TOLD).is_some());
    let difference = Memo::new(move |_| clock.difference().filter(|_| !is_told.get()));
    Effect::new(move |_| {
        if difference.with(Option::is_some) {
            Store::Tab.write(TOLD, "1");
        }
    });
    move || {
        difference.get().map(|difference| {
            view! {
                <div class="callout shell-callout" role="status">
                    <span class="badge"><Glyph icon=Icon::Clock />"This computer’s clock is off"</span>
                    <p>
                        {format!("It is {difference} the server’s. Ages and times here use the server’s clock.")}
                    </p>
                    <Button label="OK" on_press=Callback::new(move |()| is_told.set(true)) />
                </div>
            }
        })
    }
}
