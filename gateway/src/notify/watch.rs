//! Watches organizations: takes their news, decides, and queues messages.

use std::sync::Arc;
use std::time::Duration;

use contract::console::Millis;
use jiff::Timestamp;
use tokio::time::{Instant, MissedTickBehavior};

use super::Notifier;
use super::compose::Composer;
use super::decide::{ActiveRule, Readiness, World};
use super::decision::Decision;
use super::organization::{Organization, Seen, lease_of};
use super::store::StoredRule;
use crate::live::Hub;

impl Notifier {
    /// Decides and delivers until it is dropped.
    pub(crate) async fn run(self: Arc<Self>) {
        // The API may let the look at rights wait; what is due does not.
        tokio::join!(
            self.look_again_and_again(),
            self.check_rights_again_and_again()
        );
    }

    async fn look_again_and_again(&self) {
        let mut news = self.history.news();
        let mut looks = tokio::time::interval(self.pace.look);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = looks.tick() => {}
                _ = news.changed() => {}
            }
            news.mark_unchanged();
            if let Err(error) = self.look().await {
                tracing::error!(%error, "notifications: the database failed; trying again");
            }
        }
    }

    async fn look(&self) -> Result<(), sqlx::Error> {
        let names = self.store.organizations().await?;
        let mut organizations = self.organizations.lock().await;
        organizations.retain(|name, _| names.contains(name));
        for name in names {
            let organization = organizations.entry(name.clone()).or_default();
            if !self.leads(&name, organization).await {
                continue;
            }
            let looked = async {
                self.decide(&name, organization).await?;
                self.deliver(&name, organization).await
            };
            if let Err(error) = looked.await {
                // What was committed and what was not is for the database to say.
                organization.state = None;
                tracing::error!(%error, organization = name, "notifications: trying again");
            }
        }
        Ok(())
    }

    /// Whether it is for this gateway to look after an organization.
    async fn leads(&self, name: &str, organization: &mut Organization) -> bool {
        if organization
            .lease
            .as_ref()
            .is_some_and(|lease| !lease.is_lost())
        {
            return true;
        }
        if organization.lease.is_some() {
            organization.give_up(Duration::ZERO);
        }
        if organization.ask_at.is_some_and(|at| at > Instant::now()) {
            return false;
        }
        match self.leases.take(&lease_of(name)).await {
            Ok(Some(lease)) => {
                organization.lease = Some(lease);
                organization.since = Some((Instant::now(), Timestamp::now().into()));
                true
            }
            Ok(None) => {
                organization.ask_at = Some(Instant::now() + self.leases.pause());
                false
            }
            Err(error) => {
                tracing::warn!(%error, "notifications: the database did not say which gateway notifies");
                organization.ask_at = Some(Instant::now() + self.leases.pause());
                false
            }
        }
    }

    async fn decide(&self, name: &str, organization: &mut Organization) -> Result<(), sqlx::Error> {
        let rules = self.store.rules(name).await?.into_iter();
        let rules: Vec<_> = rules.filter(|rule| rule.ended_at.is_none()).collect();
        if rules.is_empty() {
            (organization.subscription, organization.state) = (None, None);
            return Ok(());
        }
        let subscription = &mut organization.subscription;
        let hub = &subscription
            .get_or_insert_with(|| self.live.subscribe(name))
            .hub;
        let active: Vec<ActiveRule> = rules.iter().map(StoredRule::active).collect();
        let state = match organization.state.take() {
            Some(state) => state,
            None => self.store.state(name).await?,
        };
        let seen = self.seen(hub, &active, organization.since);
        let now = Millis::from(Timestamp::now());
        let nothing = World {
            rules: &active,
            runner: &|_| None,
        };
        let readiness = state.readiness(&nothing, now);
        if readiness == Readiness::Unseen {
            hub.look_again();
        }
        let has_news = self.history.has_news(name).await?;
        if readiness != Readiness::Ready && !has_news && seen == organization.seen {
            organization.state = Some(state);
            return Ok(());
        }
        let decision = Decision {
            notifier: self,
            name,
            hub,
            rules: &rules,
            active: &active,
            seen: &seen,
            now,
        };
        if let Some(decided) = decision.commit(state).await? {
            organization.state = Some(decided);
            organization.seen = seen;
        } else {
            organization.give_up(self.leases.pause());
        }
        Ok(())
    }

    fn seen(&self, hub: &Hub, rules: &[ActiveRule], since: Option<(Instant, Millis)>) -> Seen {
        let (as_of, is_well) = hub.sight();
        let (begun, begun_at) = since.unwrap_or_else(|| (Instant::now(), Millis(0)));
        let is_read = as_of.is_some_and(|as_of| as_of >= begun_at);
        let can_see = match (is_well, is_read) {
            (false, _) => Some(false),
            (true, true) => Some(true),
            (true, false) if begun.elapsed() > self.pace.first_reading => Some(false),
            (true, false) => None,
        };
        Seen {
            rules: rules
                .iter()
                .map(|rule| (rule.id.clone(), rule.version))
                .collect(),
            as_of,
            can_see,
        }
    }

    async fn check_rights_again_and_again(&self) {
        let mut checks = tokio::time::interval(self.intervals.check);
        checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            checks.tick().await;
            let led = {
                let organizations = self.organizations.lock().await;
                let led = organizations.iter().filter(|(_, one)| one.lease.is_some());
                led.map(|(name, _)| name.clone()).collect::<Vec<_>>()
            };
            for name in led {
                if let Err(error) = self.check_rights(&name).await {
                    tracing::error!(%error, "notifications: rights could not be checked");
                }
            }
        }
    }

    /// Ends the rules of those who may not read any more, and seals anew what is sealed with an old key.
    async fn check_rights(&self, name: &str) -> Result<(), sqlx::Error> {
        for rule in self.store.rules(name).await? {
            if rule.ended_at.is_some() {
                continue;
            }
            let made = StoredRule::made(&rule.id);
            if !self.creator_rights.may(name, &rule.token, &made).await {
                let content = Composer::of(&rule, &|_| None, &|_| None).rule_ended();
                let now = Timestamp::now().into();
                if self.store.end_rule(&rule, &content, now).await? {
                    tracing::info!(
                        id = rule.id,
                        maker = rule.maker,
                        "a rule ended because its maker may no longer read"
                    );
                }
            } else if let Some(token) = self.creator_rights.seal_again(&rule.token, &made) {
                self.store.set_rule_token(&rule, &token).await?;
            }
        }
        self.seal_channels_again(name).await
    }
}
