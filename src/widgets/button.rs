//! Buttons. One that cannot be pressed says why, so it keeps the focus and explains itself.

use leptos::{ev::MouseEvent, prelude::*};

use super::{
    icon::{Glyph, Icon},
    tip::{Tip, next_id},
};

/// How much a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    /// The one thing that the place is for.
    Primary,
    #[default]
    Plain,
    /// Destroys something.
    Danger,
    /// Without a border.
    Quiet,
}

impl Kind {
    /// CSS class.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Plain => "button",
            Self::Danger => "button button-danger",
            Self::Quiet => "button button-quiet",
        }
    }
}

/// A button with a word, perhaps an icon, and a reason while it cannot be pressed.
#[component]
pub(crate) fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] kind: Kind,
    #[prop(optional_no_strip, into)] icon: Option<Icon>,
    /// Why it cannot be pressed now.
    #[prop(optional, into)]
    refused: Signal<Option<String>>,
    /// `submit` inside forms.
    #[prop(default = "button")]
    r#type: &'static str,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
) -> impl IntoView {
    let is_refused = Memo::new(move |_| refused.with(Option::is_some));
    let reason_id = StoredValue::new(next_id());
    let press = move |event: MouseEvent| {
        if is_refused.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <Tip text=move || refused.get()>
            <button
                type=r#type
                class=kind.class()
                aria-disabled=move || is_refused.get().then_some("true")
                aria-describedby=move || is_refused.get().then(|| reason_id.get_value())
                on:click=press
            >
                {icon.map(|icon| view! { <Glyph icon /> })}
                {move || label.get()}
            </button>
            {move || {
                // Told by the button alone, and beside it when it is looked at.
                refused.get().map(|reason| view! { <span id=reason_id.get_value() hidden>{reason}</span> })
            }}
        </Tip>
    }
}

/// A button that shows an icon alone; its words are read out.
#[component]
pub(crate) fn IconButton(
    icon: Icon,
    #[prop(into)] label: Signal<String>,
    #[prop(default = "icon-button")] class: &'static str,
    #[prop(optional, into)] disabled: Signal<bool>,
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=class
            aria-label=move || label.get()
            disabled=move || disabled.get()
            on:click=move |_| on_press.run(())
        >
            <Glyph icon />
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub(crate) fn ButtonLink(
    href: String,
    #[prop(into)] label: String,
    #[prop(optional)] kind: Kind,
    #[prop(optional_no_strip, into)] icon: Option<Icon>,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href>
            {icon.map(|icon| view! { <Glyph icon /> })}
            {label}
        </a>
    }
}
