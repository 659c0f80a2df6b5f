//! The changes between two states of a shared page: usually almost nothing.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{SharedPage, SharedRunner};
use crate::console::Millis;

/// Data of the event `update`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SharedUpdate {
    /// When the API was last asked; absent if never.
    pub as_of: Option<Millis>,
    /// The present as the server's clock has it.
    pub now: Millis,
    /// Whether the API can be asked now.
    pub live: bool,
    /// Runners that are new or changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<SharedRunner>,
    /// Runners of which nothing but the newest heartbeat changed: key and instant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<(String, Millis)>,
    /// Keys of runners that are gone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
}

impl SharedUpdate {
    /// The changes between one page and a later one; none if more than runners changed.
    pub fn between(before: &SharedPage, after: &SharedPage) -> Option<Self> {
        let frame = |page: &SharedPage| {
            let SharedPage {
                title,
                note,
                sharer,
                until,
                more,
                ..
            } = page.clone();
            (title, note, sharer, until, more)
        };
        if frame(before) != frame(after) {
            return None;
        }
        let mut old: HashMap<&str, &SharedRunner> = before
            .runners
            .iter()
            .map(|runner| (runner.key.as_str(), runner))
            .collect();
        let mut update = Self {
            as_of: after.as_of,
            now: after.now,
            live: after.live,
            ..Self::default()
        };
        for runner in &after.runners {
            match old.remove(runner.key.as_str()) {
                Some(known) if known == runner => {}
                Some(known) => match only_heard(known, runner) {
                    Some(at) => update.heard.push((runner.key.clone(), at)),
                    None => update.changed.push(runner.clone()),
                },
                None => update.changed.push(runner.clone()),
            }
        }
        update.gone = old.into_keys().map(str::to_owned).collect();
        Some(update)
    }

    /// Brings a page up to date.
    pub fn apply(self, page: &mut SharedPage) {
        page.as_of = self.as_of;
        page.now = self.now;
        page.live = self.live;
        page.runners
            .retain(|runner| !self.gone.contains(&runner.key));
        for (key, at) in self.heard {
            if let Some(runner) = page.runners.iter_mut().find(|runner| runner.key == key) {
                runner.heard_at = Some(at);
            }
        }
        for runner in self.changed {
            match page
                .runners
                .iter_mut()
                .find(|known| known.key == runner.key)
            {
                Some(known) => *known = runner,
                None => page.runners.push(runner),
            }
        }
        page.sort();
    }
}

fn only_heard(before: &SharedRunner, after: &SharedRunner) -> Option<Millis> {
    let at = after.heard_at?;
    let same = SharedRunner {
        heard_at: after.heard_at,
        ..before.clone()
    };
    (same == *after).then_some(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pages() -> impl Strategy<Value = SharedPage> {
        let runner = ("[a-e]", "[x-z]", proptest::option::of(0_i64..3), "[pq]");
        let runners = proptest::collection::btree_map("[a-e]", runner, 0..5);
        (runners, any::<bool>(), 0_i64..5).prop_map(|(runners, live, now)| {
            let runners = runners
                .into_iter()
                .map(|(key, (name, zone, heard, error))| SharedRunner {
                    key,
                    name,
                    zone,
                    error,
                    heard_at: heard.map(Millis),
                    ..SharedRunner::default()
                });
            let mut page = SharedPage {
                live,
                now: Millis(now),
                runners: runners.collect(),
                ..SharedPage::default()
            };
            page.sort();
            page
        })
    }

    proptest! {
        #[test]
        fn an_update_leads_to_the_later_page(before in pages(), after in pages()) {
            let update = SharedUpdate::between(&before, &after).unwrap();
            let mut page = before;
            update.apply(&mut page);
            prop_assert_eq!(page, after);
        }
    }

    #[test]
    fn another_title_is_another_page_and_a_heartbeat_is_almost_nothing() {
        let runner = |heard| SharedRunner {
            key: "a".into(),
            heard_at: Some(Millis(heard)),
            ..SharedRunner::default()
        };
        let page = |title: &str, heard| SharedPage {
            title: title.into(),
            runners: vec![runner(heard)],
            ..SharedPage::default()
        };
        assert_eq!(SharedUpdate::between(&page("a", 1), &page("b", 1)), None);
        let update = SharedUpdate::between(&page("a", 1), &page("a", 2)).unwrap();
        assert_eq!(update.heard, [("a".to_owned(), Millis(2))]);
        assert!(update.changed.is_empty());
    }
}
