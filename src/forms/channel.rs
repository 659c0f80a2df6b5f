//! Which versions a runner gets (contract 1.3).

use contract::model::ReleaseChannel;
use leptos::prelude::*;

use super::problems::Problems;
use crate::{
    format::word,
    widgets::{field::FieldError, option::RadioOption},
};

/// The channels with what is wrong with the choice.
#[component]
pub(crate) fn ChannelForm(
    #[prop(into)] channel: Signal<ReleaseChannel>,
    on_change: Callback<ReleaseChannel>,
) -> impl IntoView {
    let problems = Problems::context();
    view! {
        <ChannelOptions name="channel" channel on_change />
        <FieldError
            id="channel-error".to_owned()
            error=Signal::derive(move || problems.at(contract::part::Part::ReleaseChannel.place()))
        />
    }
}

/// The channels, in words.
#[component]
pub(crate) fn ChannelOptions(
    /// Unique in the page: options of one name exclude each other.
    name: &'static str,
    #[prop(into)] channel: Signal<ReleaseChannel>,
    on_change: Callback<ReleaseChannel>,
) -> impl IntoView {
    let option = move |one: &ReleaseChannel| {
        let one = StoredValue::new(one.clone());
        let is_chosen = move || one.with_value(|one| channel.with(|channel| channel == one));
        view! {
            <RadioOption
                name
                label=one.with_value(word::channel)
                hint=one.with_value(word::channel_meaning)
                chosen=Signal::derive(is_chosen)
                choose=Callback::new(move |()| on_change.run(one.get_value()))
            />
        }
    };
    view! {
        <fieldset class="options options-beside" aria-describedby=format!("{name}-error")>
            <legend class="visually-hidden">"Release channel"</legend>
            {ReleaseChannel::KNOWN.iter().map(option).collect_view()}
        </fieldset>
    }
}
