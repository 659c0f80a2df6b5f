//! Reads the last 24 hours of runners when they come into sight, and again each minute.

use std::{collections::HashMap, sync::Arc, time::Duration};

use contract::console::day::MOST;
use jiff::{SignedDuration, Timestamp};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};

use super::{DayShown, Days};
use crate::{
    api::{self, Client},
    format::day,
    state::clock::Clock,
};

/// How long what was read is believed.
const BELIEVED: SignedDuration = SignedDuration::from_mins(1);
/// It is looked so often whether something is old.
const LOOK: Duration = Duration::from_secs(20);

/// Reads for as long as it is there.
#[component]
pub(super) fn Reader() -> impl IntoView {
    let (days, client): (Days, Client) = (expect_context(), expect_context());
    let asked = StoredValue::new(HashMap::<Arc<str>, Timestamp>::new());
    let read = move |runner_ids: Vec<Arc<str>>| {
        let now = Clock::instant();
        let old = asked.try_update_value(|asked| {
            let is_old = |id: &Arc<str>| {
                let before = asked.get(id);
                before.is_none_or(|before| now.duration_since(*before) >= BELIEVED)
            };
            let old: Vec<_> = runner_ids.into_iter().filter(is_old).collect();
            asked.extend(old.iter().map(|id| (Arc::clone(id), now)));
            old
        });
        for some in old.unwrap_or_default().chunks(MOST) {
            let some = some.to_vec();
            spawn_local(async move { take(days, &client, &some).await });
        }
    };
    Effect::new(move |_| read(days.wanted.get()));
    let again = set_interval_with_handle(move || read(days.wanted.get_untracked()), LOOK);
    on_cleanup(move || {
        if let Ok(again) = again {
            again.clear();
        }
    });
}

/// What cannot be read stays as it was, and is asked for again in a while.
async fn take(days: Days, client: &Client, runner_ids: &[Arc<str>]) {
    let Ok(read) = api::console::days(client, runner_ids).await else {
        return;
    };
    for (id, day) in read.runners {
        let shown = DayShown {
            bar: day::bar(&day.slots),
            words: day::connected(day.connected),
        };
        if let Some(cell) = days.cell(&Arc::from(id))
            && cell.with_untracked(|before| before.as_deref() != Some(&shown))
        {
            cell.set(Some(Arc::new(shown)));
        }
    }
}
