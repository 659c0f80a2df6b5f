//! Making, changing, pausing and ending rules.

use axum::Json;
use axum::response::{IntoResponse, Response};
use contract::console::notify::{Pause, Sketch};
use contract::model::Code;
use http::StatusCode;
use jiff::Timestamp;

use super::super::Notifier;
use super::{full, may_manage, unreadable};
use crate::http::Refusal;
use crate::notify::decide::zone;
use crate::notify::store::StoredRule;
use crate::session::Caller;
use crate::settings::secret;

/// Rules of an organization.
const RULES: i64 = 50;

impl Notifier {
    pub(in crate::notify) async fn make_rule(
        &self,
        caller: &Caller,
        sketch: Sketch,
        origin: String,
    ) -> Result<Response, Refusal> {
        self.check(caller, &sketch).await?;
        let id = secret::random()[..16].to_owned();
        let rule = StoredRule {
            organization: caller.organization.clone(),
            maker: caller.person.principal.clone(),
            token: self
                .creator_rights
                .seal(&caller.token, &StoredRule::made(&id)),
            sketch,
            pause: None,
            origin,
            made_at: Timestamp::now().into(),
            version: 0,
            ended_at: None,
            id,
        };
        if !self
            .store
            .insert_rule(&rule, RULES)
            .await
            .map_err(unreadable)?
        {
            return Err(full(&format!(
                "an organization can have at most {RULES} rules"
            )));
        }
        tracing::info!(id = rule.id, by = rule.maker, "a rule was created");
        let made = rule.seen_by(&caller.person.principal);
        Ok((StatusCode::CREATED, Json(made)).into_response())
    }

    pub(in crate::notify) async fn change_rule(
        &self,
        caller: &Caller,
        id: &str,
        sketch: Sketch,
    ) -> Result<Response, Refusal> {
        let mut rule = self.rule(caller, id).await?;
        self.check(caller, &sketch).await?;
        rule.sketch = sketch;
        if rule.maker == caller.person.principal {
            // It hangs on the right that its maker has now.
            rule.token = self
                .creator_rights
                .seal(&caller.token, &StoredRule::made(id));
            rule.ended_at = None;
        }
        self.update(caller, rule).await
    }

    pub(in crate::notify) async fn pause(
        &self,
        caller: &Caller,
        id: &str,
        pause: Option<Pause>,
    ) -> Result<Response, Refusal> {
        let mut rule = self.rule(caller, id).await?;
        if let Some(pause) = &pause {
            let wrong = pause.check(Timestamp::now().into());
            wrong.map_err(|(field, wrong)| Refusal::invalid(field, wrong))?;
        }
        rule.pause = pause;
        self.update(caller, rule).await
    }

    async fn update(&self, caller: &Caller, rule: StoredRule) -> Result<Response, Refusal> {
        self.store.update_rule(&rule).await.map_err(unreadable)?;
        tracing::info!(
            id = rule.id,
            by = caller.person.principal,
            "a rule was changed"
        );
        Ok(Json(rule.seen_by(&caller.person.principal)).into_response())
    }

    pub(in crate::notify) async fn delete_rule(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<Response, Refusal> {
        let rule = self.rule(caller, id).await?;
        self.store.delete_rule(&rule.id).await.map_err(unreadable)?;
        tracing::info!(id, by = caller.person.principal, "a rule was deleted");
        Ok(Json(rule.seen_by(&caller.person.principal)).into_response())
    }

    /// Checks what a person wrote.
    pub(in crate::notify) async fn check(
        &self,
        caller: &Caller,
        sketch: &Sketch,
    ) -> Result<(), Refusal> {
        caller.check_selection(&sketch.selection)?;
        sketch
            .check()
            .map_err(|(field, wrong)| Refusal::invalid(field, wrong))?;
        if let Some(quiet) = &sketch.quiet
            && zone(&quiet.zone).is_none()
        {
            let wrong = "write a time zone by its name, like Europe/Helsinki".to_owned();
            return Err(Refusal::invalid("quiet.zone", wrong));
        }
        let known = self
            .store
            .channels(&caller.organization)
            .await
            .map_err(unreadable)?;
        let is_known = |id: &String| known.iter().any(|channel| channel.id == *id);
        if !sketch.channels.iter().all(is_known) {
            let wrong = "there is no such channel".to_owned();
            return Err(Refusal::invalid("channels", wrong));
        }
        Ok(())
    }

    /// A rule of the caller's, or for an administrator of their organization's.
    async fn rule(&self, caller: &Caller, id: &str) -> Result<StoredRule, Refusal> {
        let rules = self
            .store
            .rules(&caller.organization)
            .await
            .map_err(unreadable)?;
        let rule = rules.into_iter().find(|rule| rule.id == id);
        let rule = rule.ok_or_else(|| Refusal::new(Code::NotFound, "there is no such rule"))?;
        may_manage(caller, &rule.maker)?;
        Ok(rule)
    }
}
