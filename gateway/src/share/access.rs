//! The one way in for those who have nothing but a link. Behind it are broadcasts and badges; nothing else of
//! the gateway can be reached through it, and nothing can be changed.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use contract::console::share::Overall;
use jiff::Timestamp;

use super::broadcast::Broadcast;
use super::broadcasts::Broadcasts;
use super::openings::Openings;
use super::passphrase::Passphrases;
use super::presented_secret::PresentedSecret;
use super::renderer::{Memory, Renderer};
use super::store::Store;
use super::stored::Stored;
use crate::http::RateLimit;
use crate::http::Refusal;
use crate::session::CreatorRights;
use crate::settings::secret::{self, Hash};

/// Passphrases that may be tried at a link at once; then one each [`PER_TRY`].
const TRIES: NonZeroU32 = NonZeroU32::new(10).unwrap();
const PER_TRY: Duration = Duration::from_secs(6);

/// Passphrases that may be tried in all at once; then one each [`PER_TRY_IN_ALL`].
const TRIES_IN_ALL: NonZeroU32 = NonZeroU32::new(60).unwrap();
const PER_TRY_IN_ALL: Duration = Duration::from_millis(50);

/// Why a link does not open.
#[derive(Debug)]
pub(super) enum Closed {
    /// Ended, revoked, mistyped, a wrong passphrase: nobody is told which.
    Refused,
    /// Too many tries.
    Busy(Refusal),
    /// The gateway's own fault.
    Fault,
}

/// What the access is made of.
pub(super) struct Deps {
    pub(super) store: Store,
    pub(super) creator_rights: Arc<CreatorRights>,
    pub(super) broadcasts: Broadcasts,
    pub(super) renderer: Arc<Renderer>,
    pub(super) openings: Arc<Openings>,
    pub(super) enabled: bool,
}

/// The way in. Clones lead to the same.
#[derive(Clone)]
pub(crate) struct ShareAccess(Arc<Inner>);

struct Inner {
    deps: Deps,
    passphrases: Passphrases,
    tries: RateLimit,
    tries_in_all: RateLimit,
    /// Of what no link has.
    dummy_hash: Hash,
}

impl ShareAccess {
    pub(super) fn new(deps: Deps) -> Self {
        Self(Arc::new(Inner {
            deps,
            passphrases: Passphrases::new(),
            tries: RateLimit::new(TRIES, PER_TRY),
            tries_in_all: RateLimit::new(TRIES_IN_ALL, PER_TRY_IN_ALL),
            dummy_hash: secret::hash(&secret::random()),
        }))
    }

    /// Opens the broadcast of a link. A visit is counted, a page that comes back is not.
    pub(super) async fn enter(
        &self,
        presented: &PresentedSecret,
        is_visit: bool,
    ) -> Result<Arc<Broadcast>, Closed> {
        let share = self.0.open(presented).await?;
        if is_visit {
            self.0.deps.openings.add(&share);
        }
        Ok(self.0.deps.broadcasts.open(share))
    }

    /// How the runners of a badge's link are.
    pub(super) async fn badge(
        &self,
        presented: &PresentedSecret,
    ) -> Result<Option<Overall>, Closed> {
        let Deps {
            store, renderer, ..
        } = &self.0.deps;
        let share = store.find(&presented.id).await.map_err(fault)?;
        let hash = share.as_ref().and_then(|share| share.badge_hash);
        let is_right = presented.has_hash(&hash.unwrap_or(self.0.dummy_hash));
        let share = self
            .0
            .alive(share.filter(|_| is_right && hash.is_some()))
            .await?;
        let subscription = renderer.subscribe(&share.organization);
        let now = Timestamp::now();
        let mut memory = Memory::default();
        let page = renderer
            .page(&share, &subscription.hub, &mut memory, now)
            .await;
        Ok(page.live.then(|| page.overall(now)))
    }
}

impl Inner {
    async fn open(&self, presented: &PresentedSecret) -> Result<Stored, Closed> {
        let share = self.deps.store.find(&presented.id).await.map_err(fault)?;
        let hash = share
            .as_ref()
            .map_or(&self.dummy_hash, |share| &share.secret_hash);
        let is_right = presented.has_hash(hash);
        // What is asked of a link whose secret is wrong is asked of none.
        let share = share.filter(|_| is_right);
        let expected = share.as_ref().and_then(|share| share.passphrase.as_deref());
        if let Some(passphrase) = &presented.passphrase
            && !self.passphrases.is_known(expected, passphrase)
        {
            self.count_try(&presented.id)?;
        }
        let passphrase = presented.passphrase.as_deref();
        let opens = self.passphrases.opens(expected, passphrase).await;
        self.alive(share.filter(|_| opens)).await
    }

    /// The link, if it shows anything.
    async fn alive(&self, share: Option<Stored>) -> Result<Stored, Closed> {
        let is_alive = |share: &Stored| share.over(Timestamp::now().into()).is_none();
        let share = share.filter(|share| self.deps.enabled && is_alive(share));
        let share = share.ok_or(Closed::Refused)?;
        if share.creator_may(&self.deps.creator_rights).await {
            Ok(share)
        } else {
            Err(Closed::Refused)
        }
    }

    /// Counts a try of a passphrase, by the link that was named, whether it exists or not.
    fn count_try(&self, id: &str) -> Result<(), Closed> {
        self.tries.check(&id).map_err(Closed::Busy)?;
        self.tries_in_all.check(&()).map_err(Closed::Busy)
    }
}

fn fault(error: sqlx::Error) -> Closed {
    tracing::error!(%error, "links could not be read");
    Closed::Fault
}
