//! The button of an offer.

use leptos::prelude::*;

use super::Offer;
use crate::widgets::button::{Button, ButtonLink};

/// A button that does what is offered, or a link where it leads somewhere; while it is not possible, the reason.
#[component]
pub(crate) fn ActionButton(offer: Offer) -> impl IntoView {
    let (action, refused, label) = (offer.action, offer.refused(), offer.label());
    let is_refused = Memo::new(move |_| refused.with(Option::is_some));
    move || match offer.href().filter(|_| !is_refused.get()) {
        Some(href) => view! {
            <ButtonLink href=href.get() label=label.get() kind=action.kind() icon=action.icon() />
        }
        .into_any(),
        None => view! {
            <Button
                label
                kind=action.kind()
                icon=action.icon()
                refused
                on_press=Callback::new(move |()| drop(offer.run()))
            />
        }
        .into_any(),
    }
}
