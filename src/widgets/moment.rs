//! An instant: its age, and on hover or focus the instant itself in UTC and in the person's zone.

use contract::wire;
use leptos::prelude::*;

use super::tip::Tip;
use crate::{
    format::{age, time},
    state::{clock::use_clock, lifecycle::since},
};

/// An instant as its age. Text that is no timestamp is shown as it is.
#[component]
pub(crate) fn Moment(
    /// The instant, if there is one.
    #[prop(into)]
    at: Signal<Option<wire::Timestamp>>,
    /// What is shown where there is none.
    #[prop(default = "never")]
    none: &'static str,
    /// What follows the age, such as ` ago`.
    #[prop(default = "")]
    suffix: &'static str,
    /// Whether it can be focused; off in tables, where every row would add stops.
    #[prop(default = true)]
    focusable: bool,
) -> impl IntoView {
    let clock = use_clock();
    let instant = Memo::new(move |_| at.with(|at| at.as_ref()?.instant()));
    let text = move || match (instant.get(), at.get()) {
        (Some(instant), _) => format!("{}{suffix}", age::short(since(instant, clock.now()))),
        (None, Some(text)) => text.text().to_owned(),
        (None, None) => none.to_owned(),
    };
    let both = move || {
        let instant = instant.get()?;
        Some(format!("{}\n{}", time::utc(instant), time::local(instant)))
    };
    let machine = move || instant.get().map(time::iso);
    view! {
        <Tip text=both focusable>
            <time datetime=machine>{text}</time>
        </Tip>
    }
}
