//! The one way in for those who have nothing but a link. Behind it are boards and badges; nothing else of
//! the gateway can be reached through it, and nothing can be changed.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use contract::console::share::Overall;
use jiff::Timestamp;

use super::board::Board;
use super::boards::Boards;
use super::capability::Given;
use super::look::{Looks, Memory};
use super::openings::Openings;
use super::passphrase::Passphrases;
use super::rights::Makers;
use super::store::Store;
use super::stored::Stored;
use crate::rate_limit::RateLimit;
use crate::refusal::Refusal;
use crate::secret::{self, Hash};

/// Passphrases that may be tried at a link at once; then one each [`PER_TRY`].
const TRIES: NonZeroU32 = NonZeroU32::new(10).unwrap();
const PER_TRY: Duration = Duration::from_secs(6);

/// Passphrases that may be tried in all at once; then one each [`PER_TRY_IN_ALL`].
const TRIES_IN_ALL: NonZeroU32 = NonZeroU32::new(60).unwrap();
const PER_TRY_IN_ALL: Duration = Duration::from_millis(50);

/// Why the door stays shut.
#[derive(Debug)]
pub(super) enum Closed {
    /// Ended, revoked, mistyped, a wrong passphrase: nobody is told which.
    Refused,
    /// Too many tries.
    Busy(Refusal),
    /// The gateway's own fault.
    Fault,
}

/// What a door is made of.
pub(super) struct Parts {
    pub(super) store: Store,
    pub(super) makers: Arc<Makers>,
    pub(super) boards: Boards,
    pub(super) looks: Arc<Looks>,
    pub(super) openings: Arc<Openings>,
    pub(super) enabled: bool,
}

/// The way in. Clones lead to the same.
#[derive(Clone)]
pub(crate) struct Door(Arc<Inner>);

struct Inner {
    parts: Parts,
    passphrases: Passphrases,
    tries: RateLimit,
    tries_in_all: RateLimit,
    /// Of what no link has.
    nobodys: Hash,
}

impl Door {
    pub(super) fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            parts,
            passphrases: Passphrases::new(),
            tries: RateLimit::new(TRIES, PER_TRY),
            tries_in_all: RateLimit::new(TRIES_IN_ALL, PER_TRY_IN_ALL),
            nobodys: secret::hash(&secret::random()),
        }))
    }

    /// Opens the board of a link. A visit is counted, a page that comes back is not.
    pub(super) async fn enter(&self, given: &Given, is_visit: bool) -> Result<Arc<Board>, Closed> {
        let share = self.0.open(given).await?;
        if is_visit {
            self.0.parts.openings.add(&share);
        }
        Ok(self.0.parts.boards.open(share))
    }

    /// How the runners of a badge's link are.
    pub(super) async fn badge(&self, given: &Given) -> Result<Option<Overall>, Closed> {
        let Parts { store, looks, .. } = &self.0.parts;
        let share = store.find(&given.id).await.map_err(fault)?;
        let hash = share.as_ref().and_then(|share| share.badge_hash);
        let is_right = given.has_hash(&hash.unwrap_or(self.0.nobodys));
        let share = self
            .0
            .alive(share.filter(|_| is_right && hash.is_some()))
            .await?;
        let attendance = looks.attend(&share.organization);
        let now = Timestamp::now();
        let mut memory = Memory::default();
        let page = looks.page(&share, &attendance.hub, &mut memory, now).await;
        Ok(page.live.then(|| page.overall(now)))
    }
}

impl Inner {
    async fn open(&self, given: &Given) -> Result<Stored, Closed> {
        let share = self.parts.store.find(&given.id).await.map_err(fault)?;
        let hash = share
            .as_ref()
            .map_or(&self.nobodys, |share| &share.secret_hash);
        let is_right = given.has_hash(hash);
        // What is asked of a link whose secret is wrong is asked of none.
        let share = share.filter(|_| is_right);
        let expected = share.as_ref().and_then(|share| share.passphrase.as_deref());
        if let Some(passphrase) = &given.passphrase
            && !self.passphrases.is_known(expected, passphrase)
        {
            self.count_try(&given.id)?;
        }
        let passphrase = given.passphrase.as_deref();
        let opens = self.passphrases.opens(expected, passphrase).await;
        self.alive(share.filter(|_| opens)).await
    }

    /// The link, if it shows anything.
    async fn alive(&self, share: Option<Stored>) -> Result<Stored, Closed> {
        let is_alive = |share: &Stored| share.over(Timestamp::now().into()).is_none();
        let share = share.filter(|share| self.parts.enabled && is_alive(share));
        let share = share.ok_or(Closed::Refused)?;
        if self.parts.makers.may(&share).await {
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
