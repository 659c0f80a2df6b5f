//! A button that opens a panel below itself. The panel goes with Escape, a press elsewhere, or when the
//! focus leaves it; updates of the page leave it alone.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

/// The button and its panel, whose content is made anew each time it opens.
#[component]
pub(crate) fn Menu(
    /// CSS class of the button.
    #[prop(into)]
    class: Signal<String>,
    /// What the panel is, for screen readers.
    #[prop(into)]
    label: String,
    /// What the button shows.
    #[prop(into)]
    face: ViewFn,
    /// The panel stands below the button's right end.
    #[prop(optional)]
    at_end: bool,
    open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let is_inside = move |target: Option<web_sys::EventTarget>| {
        let node = target.and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        place
            .get_untracked()
            .is_some_and(|place| place.contains(node.as_ref()))
    };
    Effect::new(move |_| {
        if open.get() {
            let press = window_event_listener(ev::pointerdown, move |event| {
                if !is_inside(event.target()) {
                    open.set(false);
                }
            });
            on_cleanup(move || press.remove());
        }
    });
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            if let Some(button) = button.get_untracked() {
                // A button in the page takes the focus.
                button.focus().ok();
            }
        }
    };
    let leave = move |event: ev::FocusEvent| {
        let to = event.related_target();
        if to.is_some() && !is_inside(to) {
            open.set(false);
        }
    };
    let children = StoredValue::new(children);
    view! {
        <div class="menu" node_ref=place on:keydown=key on:focusout=leave>
            <button
                type="button"
                class=move || class.get()
                node_ref=button
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {face.run()}
            </button>
            <Show when=move || open.get()>
                <div class="menu-panel" class:menu-panel-end=at_end role="group" aria-label=label.clone()>
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </div>
    }
}
