//! What can be done to the runner of the row that has the keyboard.

use std::sync::Arc;

use contract::model::ReleaseChannel;
use leptos::prelude::*;

use super::keys::Cursor;
use crate::{
    actions::{Action as Offered, Offer, Scope},
    pages::fleet::bulk::{Action, Bulk},
    paths::{self, Route, Tab},
    state::{fleet::use_fleet, session::use_person},
};

/// Offers the actions of a row for as long as it has the keyboard.
pub(super) fn offer_of_row(cursor: Cursor, bulk: Bulk) {
    let at = Memo::new(move |_| cursor.id());
    // Offers go with the row that they are of.
    Effect::new(move |_| {
        if let Some(id) = at.get() {
            put(&id, bulk);
        }
    });
}

fn put(id: &Arc<str>, bulk: Bulk) {
    let person = use_person();
    let fleet = use_fleet();
    let subject = Signal::stored(id.to_string());
    let refusal = |action: Offered| {
        let id = id.clone();
        Signal::derive(move || {
            let row = fleet.row(&id)?;
            row.summary
                .with(|runner| action.refusal(person.rights(), Some(&**runner)))
        })
    };
    let leading = |action: Offered, href: String| {
        Offer::link(action, Scope::Row, refusal(action), href)
            .to(subject)
            .put();
    };
    let asking = |action: Offered, ask: Action| {
        let id = id.clone();
        let run = move || bulk.ask_of_one(&ask, &id);
        Offer::new(action, Scope::Row, refusal(action), run)
            .to(subject)
            .put();
    };
    leading(Offered::Open, Route::runner(id).href());
    leading(
        Offered::Edit,
        Route::Runner(id.to_string(), Tab::Edit).href(),
    );
    asking(Offered::Upgrade, Action::Upgrade);
    asking(Offered::Channel, Action::Channel(ReleaseChannel::Stable));
    leading(Offered::Duplicate, paths::create_like(id));
    leading(Offered::Share, paths::share_runner(Some(id)));
    asking(Offered::Delete, Action::Delete);
}
