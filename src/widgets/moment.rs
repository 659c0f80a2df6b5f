//! An instant: its age, and on hover or focus the instant itself in UTC and in the person's zone.

use contract::condition::since;
use contract::{console::Millis, model};
use jiff::Timestamp;
use leptos::prelude::*;

use super::tip::Tip;
use crate::{
    format::{age, time},
    state::clock::use_clock,
};

/// An instant, or what a server gave in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum When {
    At(Timestamp),
    Text(String),
}

impl From<&model::Timestamp> for When {
    fn from(at: &model::Timestamp) -> Self {
        match (at.moment(), at.instant()) {
            (Some(at), _) => Self::At(at),
            (None, Some(_)) => Self::Text("never".to_owned()),
            (None, None) => Self::Text(at.text().to_owned()),
        }
    }
}

impl From<Millis> for When {
    fn from(at: Millis) -> Self {
        Self::At(at.instant())
    }
}

/// An instant as its age. Text that is no timestamp is shown as it is.
#[component]
pub(crate) fn Moment(
    /// The instant, if there is one.
    #[prop(into)]
    at: Signal<Option<When>>,
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
    let instant = move || match at.get() {
        Some(When::At(instant)) => Some(instant),
        Some(When::Text(_)) | None => None,
    };
    let text = move || match at.get() {
        Some(When::At(instant)) => format!("{}{suffix}", age::short(since(instant, clock.now()))),
        Some(When::Text(text)) => text,
        None => none.to_owned(),
    };
    let both = move || {
        let instant = instant()?;
        Some(format!("{}\n{}", time::utc(instant), time::local(instant)))
    };
    let machine = move || instant().map(time::iso);
    view! {
        <Tip text=both focusable>
            <time datetime=machine>{text}</time>
        </Tip>
    }
}
