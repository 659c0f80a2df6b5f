//! A short explanation that appears on hover and on focus, and goes with Escape (WCAG 1.4.13).

use std::sync::Arc;

use leptos::{ev, prelude::*};

/// Numbers the explanations, so that what they explain can name them.
pub(super) fn next_id() -> String {
    thread_local! { static NEXT: std::cell::Cell<u32> = const { std::cell::Cell::new(0) }; }
    NEXT.with(|next| {
        next.set(next.get().wrapping_add(1));
        format!("tip-{}", next.get())
    })
}

/// Wraps what is explained. `text` is asked when it is shown; without one nothing appears. Costs little
/// until then: tables are full of them.
#[component]
pub(crate) fn Tip(
    /// The explanation.
    text: impl Fn() -> Option<String> + Send + Sync + 'static,
    /// Whether the wrapper itself takes the focus; not where what it wraps does.
    #[prop(optional)]
    focusable: bool,
    children: Children,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    // The explanation's ID while there is one on screen.
    let told = RwSignal::new(None::<String>);
    let text = Arc::new(text);
    view! {
        <span
            class="tip-anchor"
            tabindex=focusable.then_some("0")
            aria-describedby=move || told.get().filter(|_| focusable)
            on:pointerenter=move |_| shown.set(true)
            on:pointerleave=move |_| shown.set(false)
            on:focusin=move |_| shown.set(true)
            on:focusout=move |_| shown.set(false)
        >
            {children()}
            {move || {
                let text = Arc::clone(&text);
                shown.get().then(|| view! { <Bubble text=Signal::derive(move || text()) shown told /> })
            }}
        </span>
    }
}

#[component]
fn Bubble(
    text: Signal<Option<String>>,
    shown: RwSignal<bool>,
    told: RwSignal<Option<String>>,
) -> impl IntoView {
    let id = next_id();
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            shown.set(false);
        }
    });
    Effect::new({
        let id = id.clone();
        move |_| told.set(text.with(Option::is_some).then(|| id.clone()))
    });
    on_cleanup(move || {
        escape.remove();
        told.try_set(None);
    });
    move || {
        let text = text.get()?;
        Some(view! { <span class="tip" role="tooltip" id=id.clone()>{text}</span> })
    }
}
