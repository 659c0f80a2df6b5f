//! One decision: news and runners in, messages out.

use std::collections::{BTreeMap, HashMap};

use contract::console::notify::{Content, Kind};
use contract::console::share::{Known, Selection};
use contract::console::{Millis, RunnerSummary};

use super::Notifier;
use super::compose::Composer;
use super::decide::{ActiveRule, Fact, Outcome, State, Subject, World};
use super::organization::{Seen, lease_of};
use super::store::{NewMessage, Store, StoredRule};
use crate::live::Hub;

/// One decision, in one transaction.
pub(super) struct Decision<'a> {
    pub(super) notifier: &'a Notifier,
    pub(super) name: &'a str,
    pub(super) hub: &'a Hub,
    pub(super) rules: &'a [StoredRule],
    pub(super) active: &'a [ActiveRule],
    pub(super) seen: &'a Seen,
    pub(super) now: Millis,
}

impl Decision<'_> {
    /// Decides, and writes what comes of it; none if it is for another gateway to do.
    pub(super) async fn commit(&self, before: State) -> Result<Option<State>, sqlx::Error> {
        let Notifier {
            store,
            history,
            leases,
            shares,
            ..
        } = self.notifier;
        let links = shares.ends(self.name, self.now.instant()).await?;
        let snapshot = self.hub.snapshot();
        // What the snapshot has was seen before that.
        let seen_at = snapshot.now.map_or(self.now, |at| at.max(self.now));
        let snapshot = snapshot.runners;
        let by_id: HashMap<&str, &RunnerSummary> = snapshot
            .iter()
            .map(|runner| (runner.runner_id.as_str(), runner))
            .collect();
        let runner = |id: &str| by_id.get(id).map(|runner| (*runner).clone());
        let world = World {
            rules: self.active,
            runner: &runner,
        };

        let mut write = store.database.begin().await?;
        if !leases.is_held(&lease_of(self.name), &mut write).await? {
            return Ok(None);
        }
        let news = history.take_news(self.name, &mut write).await?;
        let mut state = before.clone();
        let mut outcomes = Vec::new();
        // What one reading brought has one time, and is one.
        for together in news.chunk_by(|one, other| one.at == other.at) {
            let facts: Vec<_> = together.iter().map(Fact::Entry).collect();
            outcomes.extend(state.take(&world, together[0].at, &facts));
        }
        let ends: Vec<_> = links.iter().map(|(id, _, at)| (id.clone(), *at)).collect();
        let mut facts = vec![Fact::Links(&ends)];
        match self.seen.can_see {
            Some(true) => facts.extend([Fact::Sight(self.seen.as_of), Fact::Runners(&snapshot)]),
            Some(false) => facts.push(Fact::Sight(None)),
            None => {}
        }
        outcomes.extend(state.take(&world, seen_at, &facts));
        if news.is_empty() && outcomes.is_empty() && state.is_like(&before) {
            return Ok(Some(state));
        }

        let titles: BTreeMap<&str, _> = links
            .iter()
            .map(|(id, title, at)| (id.as_str(), (title.clone(), *at)))
            .collect();
        let link = |id: &str| titles.get(id).cloned();
        let known = |id: &str| self.known(id);
        for outcome in &outcomes {
            self.put(&mut write, outcome, &known, &link).await?;
        }
        Store::keep_state(&mut write, self.name, &state).await?;
        write.commit().await?;
        Ok(Some(state))
    }

    fn known(&self, id: &str) -> Option<Known> {
        let only = Selection::Only([id.to_owned()].into());
        self.hub.select(&only, self.now.instant()).known.pop()
    }

    async fn put(
        &self,
        write: &mut sqlx::Transaction<'static, sqlx::Any>,
        outcome: &Outcome,
        known: &(dyn Fn(&str) -> Option<Known> + Sync),
        link: &(dyn Fn(&str) -> Option<(String, Millis)> + Sync),
    ) -> Result<(), sqlx::Error> {
        let (Outcome::Tell { rule, .. } | Outcome::KeepBack { rule, .. }) = outcome;
        let Some(rule) = self.rules.iter().find(|one| one.id == *rule) else {
            return Ok(());
        };
        let composer = Composer::of(rule, known, link);
        let content: Content;
        let (at, channels, suppressed): (_, Vec<&str>, _) = match outcome {
            Outcome::Tell {
                at,
                kind,
                cause,
                subjects,
                ..
            } => {
                content = composer.content(*kind, cause.clone(), subjects);
                let channels = rule.sketch.channels.iter().map(String::as_str);
                (*at, channels.collect(), None)
            }
            Outcome::KeepBack {
                at,
                subject,
                reason,
                ..
            } => {
                let subject: &[Subject] = std::slice::from_ref(subject);
                content = composer.content(Kind::Alarm, None, subject);
                (*at, vec![""], Some(*reason))
            }
        };
        for channel in channels {
            let message = NewMessage {
                rule: &rule.id,
                channel,
                at,
                content: &content,
                suppressed,
            };
            Store::insert_message(write, self.name, &message, self.now).await?;
        }
        Ok(())
    }
}
