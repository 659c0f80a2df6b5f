//! Making, listing, changing and revoking links. Every verb looks whose link it is (CVE-2024-1313).

use axum::Json;
use axum::response::{IntoResponse, Response};
use contract::console::share::{
    MadeBadge, MadeShare, MakeShare, SHORTEST, Share, ShareChange, ShareEnd, ShareList,
    SharePreview, Terms, check_passphrase,
};
use contract::console::{Happening, Millis};
use contract::model::Code;
use http::{StatusCode, header, request::Parts};
use jiff::{SignedDuration, Timestamp};

use super::Shares;
use super::presented_secret::{Fresh, new_id};
use super::stored::{Stored, made};
use super::{passphrase, picture};
use crate::http::Refusal;
use crate::identity::Rights;
use crate::session::Caller;
use crate::settings::secret;

impl Shares {
    pub(super) async fn list(&self, caller: &Caller) -> Result<Response, Refusal> {
        self.openings.flush().await;
        let stored = self
            .store
            .list(&caller.organization)
            .await
            .map_err(unreadable)?;
        let mut shares = Vec::new();
        for share in stored {
            if may_manage(caller, &share) {
                shares.push(self.seen(caller, share).await);
            }
        }
        let rules = self.sharing.rules();
        Ok(Json(ShareList { shares, rules }).into_response())
    }

    pub(super) async fn preview(
        &self,
        caller: &Caller,
        preview: &SharePreview,
    ) -> Result<Response, Refusal> {
        // A title that is still being typed is no reason to show nothing.
        let page = self
            .renderer
            .preview(&caller.organization, &preview.terms, Timestamp::now());
        Ok(Json(page.await).into_response())
    }

    pub(super) async fn make(
        &self,
        caller: &Caller,
        make: MakeShare,
        origin: &str,
    ) -> Result<Response, Refusal> {
        if !self.sharing.enabled {
            let message = "links are turned off in this console";
            return Err(Refusal::new(Code::PermissionDenied, message));
        }
        let MakeShare {
            terms,
            lifetime,
            passphrase,
        } = make;
        check_terms(caller, &terms)?;
        let now = Timestamp::now();
        let ends_at = self.end(lifetime, now)?;
        let passphrase = self.passphrase(&passphrase).await?;
        let (id, secret) = (new_id(), Fresh::new());
        let share = Stored {
            secret_hash: secret.hash,
            badge_hash: None,
            organization: caller.organization.clone(),
            maker: caller.person.principal.clone(),
            token: self.creator_rights.seal(&caller.token, &made(&id)),
            salt: secret::random(),
            made_at: now.into(),
            revoked_at: None,
            version: 0,
            opened: 0,
            opened_at: None,
            id,
            passphrase,
            terms,
            ends_at,
        };
        self.store.insert(&share).await.map_err(unreadable)?;
        self.renderer.keep(&share, now).await;
        tracing::info!(id = share.id, by = share.maker, "a link was created");
        let (by, title) = by_and_title(caller, &share);
        self.trail
            .note(&share, Happening::Shared { by, title })
            .await;
        let asks = if share.passphrase.is_some() { ".p" } else { "" };
        let link = format!("{origin}/shared#{}.{}{asks}", share.id, secret.secret);
        let picture = picture::draw(&link);
        let picture = picture.ok_or_else(|| {
            let message =
                "the link was created, but it is too long for a QR code; use a shorter --public-url";
            Refusal::new(Code::Internal, message)
        })?;
        let made = MadeShare {
            share: self.seen(caller, share).await,
            link,
            picture,
        };
        Ok((StatusCode::CREATED, Json(made)).into_response())
    }

    pub(super) async fn change(
        &self,
        caller: &Caller,
        id: &str,
        change: ShareChange,
    ) -> Result<Response, Refusal> {
        let mut share = self.find(caller, id).await?;
        if share.revoked_at.is_some() {
            let message = "this link was revoked, which cannot be undone; create a new one";
            return Err(Refusal::new(Code::FailedPrecondition, message));
        }
        if let Some(terms) = change.terms {
            check_terms(caller, &terms)?;
            share.terms = terms;
        }
        if let Some(lifetime) = change.lifetime {
            share.ends_at = self.end(lifetime, Timestamp::now())?;
        }
        if let Some(passphrase) = change.passphrase {
            share.passphrase = self.passphrase(&passphrase).await?;
        }
        if share.maker == caller.person.principal {
            // The link depends on the right that its maker has now.
            share.token = self.creator_rights.seal(&caller.token, &made(&share.id));
        }
        self.store.update(&share).await.map_err(unreadable)?;
        self.tell();
        self.renderer.keep(&share, Timestamp::now()).await;
        let (by, title) = by_and_title(caller, &share);
        tracing::info!(id = share.id, by, "a link was changed");
        self.trail
            .note(&share, Happening::ShareChanged { by, title })
            .await;
        let share = self.find(caller, id).await?;
        Ok(Json(self.seen(caller, share).await).into_response())
    }

    pub(super) async fn revoke(&self, caller: &Caller, id: &str) -> Result<Response, Refusal> {
        let share = self.find(caller, id).await?;
        let now = Millis::from(Timestamp::now());
        if share.revoked_at.is_none() {
            self.store
                .revoke(&share.id, now)
                .await
                .map_err(unreadable)?;
            self.tell();
            let (by, title) = by_and_title(caller, &share);
            tracing::info!(id = share.id, by, "a link was revoked");
            self.trail
                .note(&share, Happening::ShareRevoked { by, title })
                .await;
        }
        let share = self.find(caller, id).await?;
        Ok(Json(self.seen(caller, share).await).into_response())
    }

    pub(super) async fn make_badge(
        &self,
        caller: &Caller,
        id: &str,
        origin: &str,
    ) -> Result<Response, Refusal> {
        let share = self.find(caller, id).await?;
        if share.over(Timestamp::now().into()).is_some() {
            let message = "this link no longer works, so its badge would not work either";
            return Err(Refusal::new(Code::FailedPrecondition, message));
        }
        let badge = Fresh::new();
        let stored = self.store.set_badge(&share.id, Some(&badge.hash));
        stored.await.map_err(unreadable)?;
        let (by, title) = by_and_title(caller, &share);
        self.trail
            .note(&share, Happening::ShareChanged { by, title })
            .await;
        let address = format!("{origin}/console/badge/{}.{}.svg", share.id, badge.secret);
        Ok((StatusCode::CREATED, Json(MadeBadge { address })).into_response())
    }

    pub(super) async fn end_badge(&self, caller: &Caller, id: &str) -> Result<Response, Refusal> {
        let share = self.find(caller, id).await?;
        let stored = self.store.set_badge(&share.id, None);
        stored.await.map_err(unreadable)?;
        let (by, title) = by_and_title(caller, &share);
        self.trail
            .note(&share, Happening::ShareChanged { by, title })
            .await;
        let share = self.find(caller, id).await?;
        Ok(Json(self.seen(caller, share).await).into_response())
    }

    /// A link of the caller's, or for an administrator of their organization's.
    async fn find(&self, caller: &Caller, id: &str) -> Result<Stored, Refusal> {
        let share = self.store.find(id).await.map_err(unreadable)?;
        share
            .filter(|share| may_manage(caller, share))
            .ok_or_else(|| Refusal::new(Code::NotFound, "there is no such link"))
    }

    async fn seen(&self, caller: &Caller, share: Stored) -> Share {
        let mut over = share.over(Timestamp::now().into());
        if over.is_none() && !share.creator_may(&self.creator_rights).await {
            over = Some(ShareEnd::RightsEnded);
        }
        share.seen_by(&caller.person.principal, over)
    }

    fn end(&self, lifetime: u64, now: Timestamp) -> Result<Millis, Refusal> {
        let longest = self.sharing.rules().longest;
        if !(SHORTEST..=longest).contains(&lifetime) {
            let (hours, days) = (SHORTEST / 3600, longest / 86_400);
            let most = if days > 0 {
                format!("{days} days")
            } else {
                format!("{} hours", longest / 3600)
            };
            let wrong = format!("a link works for at least {hours} hour and at most {most}");
            return Err(Refusal::invalid("lifetime", wrong));
        }
        let seconds = i64::try_from(lifetime).unwrap_or(i64::MAX);
        let end = now.saturating_add(SignedDuration::from_secs(seconds));
        Ok(end.unwrap_or(Timestamp::MAX).into())
    }

    /// The hash to keep of a passphrase that was chosen; none for none.
    async fn passphrase(&self, chosen: &str) -> Result<Option<String>, Refusal> {
        if chosen.is_empty() {
            if self.sharing.passphrase_required {
                let wrong = "this console requires a passphrase for every link".to_owned();
                return Err(Refusal::invalid("passphrase", wrong));
            }
            return Ok(None);
        }
        check_passphrase(chosen).map_err(|wrong| Refusal::invalid("passphrase", wrong))?;
        let hash = passphrase::hash(chosen).await;
        let failed = || Refusal::new(Code::Internal, "the passphrase could not be hashed");
        hash.ok_or_else(failed).map(Some)
    }

    /// What links begin with: the public URL, or the address that the maker uses.
    pub(crate) fn origin(&self, request: &Parts) -> Result<String, Refusal> {
        if let Some(public) = &self.public_url {
            return Ok(public.origin());
        }
        let host = request.headers.get(header::HOST);
        let host = host.and_then(|host| host.to_str().ok());
        let host = host.or_else(|| request.uri.authority().map(http::uri::Authority::as_str));
        let unknown = || Refusal::new(Code::InvalidArgument, "the request names no host");
        let scheme = if self.tls { "https" } else { "http" };
        host.map(|host| format!("{scheme}://{host}"))
            .ok_or_else(unknown)
    }

    fn tell(&self) {
        self.changed.send_modify(|count| *count += 1);
    }
}

fn may_manage(caller: &Caller, share: &Stored) -> bool {
    let Caller { person, .. } = caller;
    caller.organization == share.organization
        && (person.rights == Rights::Admin || person.principal == share.maker)
}

/// By whom, and of what.
fn by_and_title(caller: &Caller, share: &Stored) -> (String, String) {
    (caller.person.principal.clone(), share.terms.title.clone())
}

fn check_terms(caller: &Caller, terms: &Terms) -> Result<(), Refusal> {
    caller.check_selection(&terms.selection)?;
    let wrong = terms.check();
    wrong.map_err(|(field, wrong)| Refusal::invalid(&format!("terms.{field}"), wrong))
}

fn unreadable(error: sqlx::Error) -> Refusal {
    Refusal::fault("the gateway's share database failed", &error)
}
