//! Dialogs: the browser's own, which keeps the focus inside, closes with Escape and gives the focus back.

use leptos::{html, prelude::*};

use super::{
    button::{Button, Kind},
    icon::{Glyph, Icon},
};

/// A modal dialog, open while `open` is true. Its content is made anew each time it opens.
#[component]
pub(crate) fn Dialog(
    #[prop(into)] title: Signal<String>,
    open: RwSignal<bool>,
    /// While true it cannot be closed: a write is under way.
    #[prop(optional, into)]
    locked: Signal<bool>,
    /// Without a head: the title is for screen readers, and Escape the way out.
    #[prop(optional)]
    bare: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    view! {
        <Show when=move || open.get()>
            <Open title open locked bare>
                {children.with_value(|children| children())}
            </Open>
        </Show>
    }
}

/// The foot of a dialog: the way out, then what the dialog is for.
#[component]
pub(crate) fn DialogFoot(
    open: RwSignal<bool>,
    /// What the way out is called.
    #[prop(default = "Cancel")]
    keep: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <footer class="dialog-foot">
            <Button kind=Kind::Quiet label=keep on_press=Callback::new(move |()| open.set(false)) />
            {children()}
        </footer>
    }
}

#[component]
fn Open(
    title: Signal<String>,
    open: RwSignal<bool>,
    locked: Signal<bool>,
    bare: bool,
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    let shown = StoredValue::new_local(None::<web_sys::HtmlDialogElement>);
    let show = move || {
        if let Some(dialog) = element.get_untracked() {
            // Fails only for an element that is open or not in the page.
            dialog.show_modal().ok();
            shown.set_value(Some(dialog));
        }
    };
    Effect::new(move |_| {
        element.track();
        show();
    });
    // Closing gives the focus back to what had it; an element that just leaves the page does not.
    on_cleanup(move || {
        if let Some(dialog) = shown.try_get_value().flatten() {
            dialog.close();
        }
    });

    view! {
        <dialog
            class="dialog"
            aria-labelledby="dialog-title"
            node_ref=element
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                if !locked.get_untracked() {
                    open.set(false);
                }
            }
            // Browsers close a dialog on a second Escape, whatever `cancel` says.
            on:close=move |_| {
                if locked.try_get_untracked() == Some(true) {
                    show();
                } else {
                    open.try_set(false);
                }
            }
        >
            <header class="dialog-head" class:visually-hidden=bare>
                <h2 id="dialog-title">{move || title.get()}</h2>
                <button
                    type="button"
                    class="icon-button"
                    aria-label="Close"
                    tabindex=bare.then_some("-1")
                    disabled=move || locked.get()
                    on:click=move |_| open.set(false)
                >
                    <Glyph icon=Icon::Close />
                </button>
            </header>
            {children()}
        </dialog>
    }
}
