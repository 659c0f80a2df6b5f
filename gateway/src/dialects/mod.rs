//! Which versions of the API each organization has, detected at sign-in and hourly with the tokens of those who are
//! signed in (contract-v1 6.4, 9.1; design D11). An outage changes nothing.

mod answers;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::api::Dialect;
use contract::console::{Choice, Finding, Millis, ServedApi, Version};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::identity::Rights;
use crate::upstream::Upstream;

/// How long a conclusion stands before the API is asked again.
const AGE: Duration = Duration::from_hours(1);

/// How long to wait where nothing could be concluded, or a conclusion is in doubt.
const AGAIN: Duration = Duration::from_mins(1);

/// What is known of all organizations. Clones share it.
#[derive(Clone)]
pub(crate) struct Dialects {
    upstream: Upstream,
    choice: Choice,
    known: Arc<Mutex<HashMap<String, Known>>>,
}

/// What is known of one organization.
#[derive(Debug, Clone, Default)]
struct Known {
    v1beta2: Version,
    v1: Version,
    asked_at: Option<Instant>,
    /// An answer fits the conclusion no more, or there was none.
    in_doubt: bool,
}

/// Organizations that are served alike, without their names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Alike {
    pub(crate) organizations: usize,
    pub(crate) served: ServedApi,
}

impl Dialects {
    pub(crate) fn new(upstream: Upstream, choice: Choice) -> Self {
        Self {
            upstream,
            choice,
            known: Arc::default(),
        }
    }

    /// What an organization is served, asked now with this token.
    pub(crate) async fn ask(&self, organization: &str, token: &str, rights: Rights) -> ServedApi {
        let list = |dialect: Dialect| {
            let path = format!("{}?pageSize=1", dialect.runners());
            async move { answers::read(dialect, &self.upstream.get(&path, token).await) }
        };
        let wants_v1 = self.choice != Choice::V1beta2;
        let v1 = async {
            if wants_v1 {
                list(Dialect::V1).await
            } else {
                None
            }
        };
        let (v1beta2, v1) = tokio::join!(list(Dialect::V1beta2), v1);
        {
            let now = Timestamp::now().into();
            let mut all = self.open();
            let known = all.entry(organization.to_owned()).or_default();
            known.in_doubt = v1beta2.is_none() || (wants_v1 && v1.is_none());
            known.asked_at = Some(Instant::now());
            let before = known.served(self.choice);
            conclude(&mut known.v1beta2, v1beta2, now);
            conclude(&mut known.v1, v1, now);
            log(organization, &before, &known.served(self.choice));
        }
        self.served(organization, rights)
    }

    /// What an organization is served; asked with this token if that was not done for an hour.
    pub(crate) async fn current(
        &self,
        organization: &str,
        token: &str,
        rights: Rights,
    ) -> ServedApi {
        let is_due = self.open().get(organization).is_none_or(Known::is_due);
        if is_due {
            return self.ask(organization, token, rights).await;
        }
        self.served(organization, rights)
    }

    /// The API answered as if it did not serve what was concluded: it is asked again soon.
    pub(crate) fn doubt(&self, organization: &str) {
        if let Some(known) = self.open().get_mut(organization) {
            known.in_doubt = true;
        }
    }

    /// What was concluded for an organization, as far as it concerns that right.
    fn served(&self, organization: &str, rights: Rights) -> ServedApi {
        let all = self.open();
        let mut known = all.get(organization).cloned().unwrap_or_default();
        if rights == Rights::User
            && matches!(known.v1.finding, Finding::Served | Finding::PolicyOnly)
        {
            known.v1.finding = Finding::Forbidden;
            answers::forbidden(Dialect::V1).clone_into(&mut known.v1.why);
        }
        known.served(self.choice)
    }

    /// Organizations by what they are served, for operators.
    pub(crate) fn all(&self) -> Vec<Alike> {
        let mut alike: Vec<Alike> = Vec::new();
        for known in self.open().values() {
            let served = known.served(self.choice);
            let same = |one: &&mut Alike| {
                let versions = [Dialect::V1beta2, Dialect::V1];
                versions.iter().all(|dialect| {
                    let (a, b) = (one.served.version(*dialect), served.version(*dialect));
                    (a.finding, &a.why) == (b.finding, &b.why)
                })
            };
            match alike.iter_mut().find(same) {
                Some(one) => {
                    one.organizations += 1;
                    // The one that is known for the shortest time, and confirmed the longest ago.
                    one.served.v1beta2.widen(&served.v1beta2);
                    one.served.v1.widen(&served.v1);
                }
                None => alike.push(Alike {
                    organizations: 1,
                    served,
                }),
            }
        }
        alike
    }

    fn open(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn served(&self, choice: Choice) -> ServedApi {
        ServedApi::new(choice, self.v1beta2.clone(), self.v1.clone())
    }

    fn is_due(&self) -> bool {
        let age = if self.in_doubt { AGAIN } else { AGE };
        self.asked_at.is_none_or(|at| at.elapsed() >= age)
    }
}

/// Takes over what an answer said. That a right is not enough says nothing of what others are served.
fn conclude(version: &mut Version, found: Option<(Finding, String)>, now: Millis) {
    let Some((finding, why)) = found else {
        return;
    };
    let is_known = matches!(version.finding, Finding::Served | Finding::PolicyOnly);
    if finding == Finding::Forbidden && is_known {
        return;
    }
    if version.finding != finding {
        version.since = Some(now);
    }
    version.finding = finding;
    version.why = why;
    version.confirmed_at = Some(now);
}

fn log(organization: &str, before: &ServedApi, now: &ServedApi) {
    for dialect in Dialect::ALL {
        let (old, new) = (before.version(dialect), now.version(dialect));
        if old.finding != new.finding {
            let (name, finding, why) = (dialect.name(), new.finding, &new.why);
            tracing::info!(%organization, version = name, ?finding, "what the API serves: {why}");
        }
    }
    let is_first =
        before.v1beta2.finding == Finding::Unknown && before.v1.finding == Finding::Unknown;
    if before.speaks != now.speaks || is_first {
        tracing::info!(%organization, choice = ?now.choice, "the console speaks {}", now.speaks.name());
    }
}

#[cfg(test)]
mod tests;
