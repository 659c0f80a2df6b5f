//! A short explanation that appears on hover and on focus, and goes with Escape (WCAG 1.4.13).

use leptos::{ev, prelude::*};

/// Numbers the explanations, so that what they explain can name them.
fn next_id() -> String {
    thread_local! { static NEXT: std::cell::Cell<u32> = const { std::cell::Cell::new(0) }; }
    NEXT.with(|next| {
        next.set(next.get().wrapping_add(1));
        format!("tip-{}", next.get())
    })
}

/// Wraps what is explained. `text` is asked when it is shown; without one nothing appears.
#[component]
pub(crate) fn Tip(
    /// The explanation.
    text: impl Fn() -> Option<String> + Send + Sync + 'static,
    /// Whether the wrapper itself takes the focus; not where what it wraps does.
    #[prop(optional)]
    focusable: bool,
    children: Children,
) -> impl IntoView {
    let id = next_id();
    let shown = RwSignal::new(false);
    let text = Signal::derive(text);
    let visible = Memo::new(move |_| if shown.get() { text.get() } else { None });

    Effect::new(move |_| {
        if visible.with(Option::is_some) {
            let escape = window_event_listener(ev::keydown, move |event| {
                if event.key() == "Escape" {
                    shown.set(false);
                }
            });
            on_cleanup(move || escape.remove());
        }
    });

    let described_by = {
        let id = id.clone();
        move || (focusable && visible.with(Option::is_some)).then(|| id.clone())
    };
    view! {
        <span
            class="tip-anchor"
            tabindex=focusable.then_some("0")
            aria-describedby=described_by
            on:pointerenter=move |_| shown.set(true)
            on:pointerleave=move |_| shown.set(false)
            on:focusin=move |_| shown.set(true)
            on:focusout=move |_| shown.set(false)
        >
            {children()}
            {move || {
                visible
                    .get()
                    .map(|text| view! { <span class="tip" role="tooltip" id=id.clone()>{text}</span> })
            }}
        </span>
    }
}
