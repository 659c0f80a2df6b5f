//! The last 24 hours of the runners in sight. What reads them is downloaded where a column shows them.

mod reader;

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

use crate::lazy::{self, chunk};

/// What a cell shows of a runner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DayShown {
    /// The bar, as the image of a background.
    pub(super) bar: String,
    /// The same in words.
    pub(super) words: String,
}

type Cell = ArcRwSignal<Option<Arc<DayShown>>>;

/// What is known of the last 24 hours of runners.
#[derive(Clone, Copy)]
pub(super) struct Days {
    known: StoredValue<HashMap<Arc<str>, Cell>>,
    /// The runners in sight; none while no column shows them.
    wanted: RwSignal<Vec<Arc<str>>>,
    /// Whether a column shows them.
    is_shown: Memo<bool>,
}

impl Days {
    /// Of no runner yet.
    pub(super) fn new(is_shown: Memo<bool>) -> Self {
        Self {
            known: StoredValue::new(HashMap::new()),
            wanted: RwSignal::new(Vec::new()),
            is_shown,
        }
    }

    /// These runners are in sight.
    pub(super) fn want(self, runner_ids: Vec<Arc<str>>) {
        if self.wanted.with_untracked(|wanted| *wanted != runner_ids) {
            self.wanted.set(runner_ids);
        }
    }

    /// The last 24 hours of a runner, once they are read; none while no column shows them. Who reads this is told of
    /// other columns anyway.
    pub(super) fn of(self, runner_id: &Arc<str>) -> Option<Arc<DayShown>> {
        if !self.is_shown.try_get_untracked()? {
            return None;
        }
        self.cell(runner_id)?.get()
    }

    fn cell(self, runner_id: &Arc<str>) -> Option<Cell> {
        self.known.try_update_value(|known| {
            let cell = known.entry(Arc::clone(runner_id));
            cell.or_insert_with(|| ArcRwSignal::new(None)).clone()
        })
    }
}

chunk! {
    /// What reads the last 24 hours.
    read_days in days: () => |()| view! { <reader::Reader /> }.into_any()
}

/// Nothing to be seen: it reads what is wanted.
#[component]
pub(super) fn DaysRead(days: Days) -> impl IntoView {
    provide_context(days);
    move || days.is_shown.get().then(|| lazy::unseen(read_days))
}
