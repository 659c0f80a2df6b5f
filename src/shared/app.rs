//! The page that a link leads to.

use contract::condition::Overall;
use leptos::prelude::*;

use super::{
    board::{Board, Look},
    following::{Following, Stage},
    refused::Refused,
};
use crate::{
    format::zone,
    paths,
    state::{
        clock::{Clock, use_clock},
        theme::provide_theme,
    },
    widgets::{
        beacon::Beacon,
        status::{Tone, ToneClass as _},
    },
};

/// The whole of it.
#[component]
pub(crate) fn SharedApp() -> impl IntoView {
    let clock = Clock::start();
    provide_context(clock);
    provide_theme();
    let query = window().location().search().unwrap_or_default();
    let wall = paths::query_value(&query, "display").as_deref() == Some("wall");
    let following = Following::start(clock, wall);
    let spelled = RwSignal::new(false);
    let look = Look {
        now: Signal::derive(move || following.now()),
        fresh: Memo::new(move |_| following.is_fresh()).into(),
        spelled: spelled.into(),
    };
    let stage = Memo::new(move |_| following.stage());
    name_document(following, look);
    let body = move || match stage.get() {
        Stage::Opening => view! {
            <p class="board-opening muted" role="status">"Loading the status…"</p>
        }
        .into_any(),
        Stage::Shown => view! { <Board page=following.page() look on_wall=wall /> }.into_any(),
        Stage::Locked | Stage::Refused => view! { <Refused following /> }.into_any(),
    };
    view! {
        <div class="board-page" class:board-wall=wall>
            <header class="board-top">
                <p class="brand">
                    <span class="brand-mark" aria-hidden="true">"rc"</span>
                    "Runner status"
                </p>
                {move || (stage.get() == Stage::Shown).then(|| view! { <Line following look /> })}
            </header>
            <main>{body}</main>
            {move || (stage.get() == Stage::Shown && !wall).then(|| view! { <Foot spelled /> })}
        </div>
    }
}

/// Whether news arrive.
#[component]
fn Line(following: Following, look: Look) -> impl IntoView {
    let line = Memo::new(
        move |_| match (following.is_connected(), look.fresh.get()) {
            (true, true) => (Tone::Ok, "Live"),
            (true, false) => (
                Tone::Warn,
                "Out of date: the status can’t be loaded right now",
            ),
            (false, _) => (Tone::Warn, "Not live: trying to connect"),
        },
    );
    view! {
        <p class=move || format!("board-live {}", line.get().0.class()) role="status">
            {move || line.get().1}
        </p>
    }
}

#[component]
fn Foot(spelled: RwSignal<bool>) -> impl IntoView {
    let clock = use_clock();
    let difference = Memo::new(move |_| clock.difference());
    let skew = move || {
        let difference = difference.get()?;
        Some(format!(
            " This device’s clock is {difference} the server’s. Ages use the server’s clock."
        ))
    };
    let wall = window().location();
    let wall = format!(
        "{}?display=wall{}",
        wall.pathname().unwrap_or_default(),
        wall.hash().unwrap_or_default()
    );
    view! {
        <footer class="board-foot muted">
            <span>{format!("Read only. Times in your zone ({}).", zone::full())}{skew}</span>
            <span class="board-ways">
                <button
                    type="button"
                    class="link-button"
                    aria-pressed=move || spelled.get().to_string()
                    on:click=move |_| spelled.update(|spelled| *spelled = !*spelled)
                >
                    {move || if spelled.get() { "Hide the API’s terms" } else { "Show the API’s terms" }}
                </button>
                <button
                    type="button"
                    class="link-button"
                    // Printing cannot be refused to a button that was pressed.
                    on:click=move |_| drop(window().print())
                >
                    "Print"
                </button>
                <a class="link" href=wall>"Wall display"</a>
            </span>
        </footer>
    }
}

/// The title and the icon of the tab tell what the page tells.
fn name_document(following: Following, look: Look) {
    let page = following.page();
    let overall = Memo::new(move |_| {
        let shown = following.stage() == Stage::Shown;
        (shown && look.fresh.get()).then(|| page.with(|page| page.overall(look.now.get())))
    });
    Effect::new(move |_| {
        let title = page.with(|page| page.title.clone());
        let parts = [
            overall
                .get()
                .map(contract::console::share::Overall::sentence),
            Some(title),
        ];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        let parts: Vec<_> = parts.chain(["Runner status".to_owned()]).collect();
        document().set_title(&parts.join(" · "));
    });
    let worst = move || overall.get().map(Overall::tone);
    // Rendered nowhere: it follows the signal by an effect.
    drop(view! { <Beacon worst=Signal::derive(worst) /> });
}
