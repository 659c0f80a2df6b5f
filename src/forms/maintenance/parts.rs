//! Small parts of the form.

use leptos::{html, prelude::*};

use super::{
    form::Form,
    listed::{Listed, part_id},
};
use crate::widgets::{button::IconButton, icon::Icon};

/// One of two, as chips.
#[component]
pub(super) fn Chips(
    legend: &'static str,
    /// Unique in the page.
    name: &'static str,
    /// What `false` and `true` are called.
    labels: [String; 2],
    #[prop(into)] chosen: Signal<bool>,
    #[prop(into)] choose: Callback<bool>,
) -> impl IntoView {
    let chips = [false, true].into_iter().zip(labels).map(|(value, label)| {
        view! {
            <label class="chip week-chip" class:chip-on=move || chosen.get() == value>
                <input
                    type="radio"
                    name=name
                    class="visually-hidden"
                    prop:checked=move || chosen.get() == value
                    on:change=move |_| choose.run(value)
                />
                {label}
            </label>
        }
    });
    view! {
        <fieldset class="week-chips">
            <legend>{legend}</legend>
            {chips.collect_view()}
        </fieldset>
    }
}

/// An input for a time or a day, drawn by the browser. While a person fills in its parts it has no value;
/// setting one then would empty the parts that are filled in, so it is only set where it differs.
#[component]
pub(super) fn Clockwork(
    id: String,
    /// `time` or `datetime-local`.
    r#type: &'static str,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] described_by: String,
    #[prop(optional, into)] is_wrong: Signal<bool>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let show = move || {
        let value = value.get();
        if let Some(input) = input.get()
            && input.value() != value
        {
            input.set_value(&value);
        }
    };
    Effect::new(move |_| show());
    view! {
        <input
            node_ref=input
            id=id
            class="input"
            type=r#type
            aria-label=label
            aria-describedby=described_by
            aria-invalid=move || is_wrong.get().then_some("true")
            on:input=move |event| on_input.run(event_target_value(&event))
            on:blur=move |_| untrack(show)
        />
    }
}

/// The button that removes a row.
pub(super) fn remove<T: Listed>(
    form: Form,
    id: u32,
    label: impl Fn() -> String + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <IconButton
            icon=Icon::Trash
            label=Signal::derive(label)
            on_press=Callback::new(move |()| form.remove::<T>(id))
        />
    }
}

/// What is left of a removed row.
pub(super) fn removed<T: Listed>(form: Form, id: u32, text: &'static str) -> impl IntoView {
    let undo = part_id::<T>(id, "undo");
    let press = move |_| form.restore::<T>(id);
    view! {
        <p class="week-removed">
            {text} <button type="button" class="link-button" id=undo on:click=press>
                "Undo"
            </button>
        </p>
    }
}
