//! Edits through this console, so that the changes that the poller sees are not attributed to someone else. The
//! poller may see a change before the response to the edit has arrived.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::console::Happening;
use contract::mask::FieldMask;
use jiff::{SignedDuration, Timestamp};

/// A read may show the state before an edit for a while after it.
const LAG: SignedDuration = SignedDuration::from_secs(10);

/// An edit is forgotten after that, whether it was seen or not.
pub(super) const EXPIRY: SignedDuration = SignedDuration::from_mins(10);

/// What an edit will look like to the poller.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expected {
    /// The runner comes to be.
    Creation,
    /// These parts of it change.
    Change(FieldMask),
}

#[derive(Debug)]
struct Edit {
    number: u64,
    /// By which another gateway tells of it; none of one that goes through this one.
    remote: Option<String>,
    /// Not known at first for a script's edit: whose the token is, is asked afterwards.
    organization: Option<String>,
    /// Runner ID or UUID, as the request named it.
    key: String,
    expected: Expected,
    begun_at: Timestamp,
    /// When it was known to have been done.
    done_at: Option<Timestamp>,
    /// What the poller saw of it.
    seen: Vec<Seen>,
}

/// An edit as reported by another gateway.
#[derive(Debug, Clone)]
pub(super) struct RemoteEdit {
    pub(super) id: String,
    pub(super) organization: Option<String>,
    pub(super) key: String,
    pub(super) expected: Expected,
    pub(super) begun_at: Timestamp,
    pub(super) done_at: Option<Timestamp>,
    pub(super) has_failed: bool,
}

/// What the poller saw and put down to an edit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub(super) organization: String,
    pub(super) runner_id: String,
    pub(super) what: Happening,
}

/// Edits that the poller may not have seen yet.
#[derive(Debug, Default)]
pub(super) struct Attribution {
    open: Mutex<Vec<Edit>>,
    numbers: AtomicU64,
}

impl Attribution {
    /// An edit is about to be sent.
    pub(super) fn begin(
        &self,
        organization: Option<&str>,
        key: &str,
        expected: Expected,
        now: Timestamp,
    ) -> u64 {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let mut open = self.open();
        open.retain(|edit| now.duration_since(edit.begun_at) < EXPIRY);
        open.push(Edit {
            number,
            remote: None,
            organization: organization.map(str::to_owned),
            key: key.to_owned(),
            expected,
            begun_at: now,
            done_at: None,
            seen: Vec::new(),
        });
        number
    }

    /// Another gateway reports an edit. One that has nothing left to explain is skipped.
    pub(super) fn import(&self, told: RemoteEdit, asked_at: Timestamp) {
        let is_over = |done| asked_at.duration_since(done) > LAG;
        let mut open = self.open();
        let known = open
            .iter_mut()
            .find(|edit| edit.remote.as_ref() == Some(&told.id));
        if let Some(edit) = known {
            (edit.organization, edit.done_at) = (told.organization, told.done_at);
        } else if !told.done_at.is_some_and(is_over)
            && asked_at.duration_since(told.begun_at) < EXPIRY
        {
            open.push(Edit {
                number: self.numbers.fetch_add(1, Ordering::Relaxed),
                remote: Some(told.id),
                organization: told.organization,
                key: told.key,
                expected: told.expected,
                begun_at: told.begun_at,
                done_at: told.done_at,
                seen: Vec::new(),
            });
        }
    }

    /// Another gateway tells that an edit was not done.
    pub(super) fn fail_remote(&self, id: &str) -> Vec<Seen> {
        let mut open = self.open();
        let position = open
            .iter()
            .position(|edit| edit.remote.as_deref() == Some(id));
        position.map_or_else(Vec::new, |position| open.swap_remove(position).seen)
    }

    /// It was done, for that organization.
    pub(super) fn succeed(&self, number: u64, organization: &str, now: Timestamp) {
        let mut open = self.open();
        if let Some(edit) = open.iter_mut().find(|edit| edit.number == number) {
            edit.organization = Some(organization.to_owned());
            edit.done_at = Some(now);
        }
    }

    /// It was not done: what the poller saw was not of it.
    pub(super) fn fail(&self, number: u64) -> Vec<Seen> {
        let mut open = self.open();
        let position = open.iter().position(|edit| edit.number == number);
        position.map_or_else(Vec::new, |position| open.swap_remove(position).seen)
    }

    /// Leaves of what the poller saw on a runner, named by its ID and its UUID, what no edit explains.
    /// `asked_at` is when the poller asked.
    pub(super) fn attribute(
        &self,
        organization: &str,
        keys: [&str; 2],
        happenings: Vec<Happening>,
        asked_at: Timestamp,
    ) -> Vec<Happening> {
        let mut open = self.open();
        if open.is_empty() {
            return happenings;
        }
        let concerns = |edit: &Edit| {
            let organization = edit.organization.as_deref().unwrap_or(organization) == organization;
            organization && keys.contains(&edit.key.as_str())
        };
        let mut left = Vec::new();
        for happening in happenings {
            let mut edits = open.iter_mut().filter(|edit| concerns(edit));
            let seen = |what| Seen {
                organization: organization.to_owned(),
                runner_id: keys[0].to_owned(),
                what,
            };
            left.extend(edits.try_fold(happening, |left, edit| edit.attribute(left, seen)));
        }
        open.retain(|edit| {
            let is_over = edit
                .done_at
                .is_some_and(|done| asked_at.duration_since(done) > LAG);
            !(is_over && concerns(edit))
        });
        left
    }

    /// Every runner was seen as it was at that time: edits before it have nothing left to explain.
    pub(super) fn expire(&self, organization: &str, as_of: Timestamp) {
        self.open().retain(|edit| {
            let own = edit.organization.as_deref() == Some(organization);
            let done = edit.done_at;
            !(own && done.is_some_and(|done| as_of.duration_since(done) > LAG))
        });
    }

    fn open(&self) -> MutexGuard<'_, Vec<Edit>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Edit {
    /// What is left of a happening beside this edit.
    fn attribute(
        &mut self,
        happening: Happening,
        seen: impl Fn(Happening) -> Seen,
    ) -> Option<Happening> {
        match (&self.expected, happening) {
            (Expected::Creation, created @ Happening::Created { .. }) => {
                self.seen.push(seen(created));
                None
            }
            (Expected::Change(expected), Happening::Changed { mask }) => {
                let (own, others): (Vec<_>, Vec<_>) =
                    mask.into_iter().partition(|path| expected.replaces(path));
                if !own.is_empty() {
                    self.seen.push(seen(Happening::Changed { mask: own }));
                }
                (!others.is_empty()).then_some(Happening::Changed { mask: others })
            }
            (_, happening) => Some(happening),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 2] = ["alpha", "0f5d9a8e"];

    fn changed(paths: &[&str]) -> Vec<Happening> {
        let mask = paths.iter().map(|path| (*path).to_owned()).collect();
        vec![Happening::Changed { mask }]
    }

    fn mask(text: &str) -> Expected {
        Expected::Change(FieldMask::parse_text(text).unwrap())
    }

    fn after(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn what_an_edit_does_is_its_own_and_no_more() {
        let edits = Attribution::default();
        let number = edits.begin(Some("acme"), "alpha", mask("managedSpec"), after(0));
        let attribute =
            |paths: &[&str], at| edits.attribute("acme", KEYS, changed(paths), after(at));
        let seen = ["identity.zone", "managed_spec.overrides", "managed_spec"];
        assert_eq!(attribute(&seen, 0), changed(&["identity.zone"]));
        edits.succeed(number, "acme", after(1));
        assert!(attribute(&["managed_spec.release_channel"], 2).is_empty());
        assert!(attribute(&["managed_spec.overrides"], 12).is_empty());
        let later = attribute(&["managed_spec.overrides"], 13);
        assert_eq!(
            later,
            changed(&["managed_spec.overrides"]),
            "by somebody else"
        );
    }

    #[test]
    fn an_edit_that_changed_nothing_explains_nothing_later() {
        let edits = Attribution::default();
        let number = edits.begin(Some("acme"), "alpha", mask("identity.zone"), after(0));
        edits.succeed(number, "acme", after(1));
        edits.expire("acme", after(11));
        edits.expire("other", after(12));
        assert_eq!(edits.open().len(), 1);
        edits.expire("acme", after(12));
        let zone = changed(&["identity.zone"]);
        assert_eq!(edits.attribute("acme", KEYS, zone.clone(), after(13)), zone);
    }

    #[test]
    fn an_edit_explains_its_own_runner_in_its_own_organization() {
        let edits = Attribution::default();
        edits.begin(Some("acme"), "0f5d9a8e", mask("identity.zone"), after(0));
        let zone = changed(&["identity.zone"]);
        for (organization, keys) in [("other", KEYS), ("acme", ["beta", "77"])] {
            assert_eq!(
                edits.attribute(organization, keys, zone.clone(), after(0)),
                zone
            );
        }
        assert!(edits.attribute("acme", KEYS, zone, after(0)).is_empty());
    }

    #[test]
    fn what_was_put_down_to_a_refused_edit_comes_back() {
        let edits = Attribution::default();
        let number = edits.begin(None, "alpha", Expected::Creation, after(0));
        let created = vec![Happening::Created { by: None }];
        assert!(
            edits
                .attribute("acme", KEYS, created.clone(), after(0))
                .is_empty()
        );
        let seen = edits.fail(number);
        assert_eq!(
            (seen[0].organization.as_str(), seen[0].runner_id.as_str()),
            ("acme", "alpha")
        );
        assert_eq!([seen[0].what.clone()], *created);
        assert_eq!(
            edits.attribute("acme", KEYS, created.clone(), after(0)),
            created
        );
    }

    #[test]
    fn edits_are_forgotten() {
        let edits = Attribution::default();
        edits.begin(Some("acme"), "alpha", mask("identity.zone"), after(0));
        edits.begin(Some("acme"), "beta", mask("identity.zone"), after(601));
        assert_eq!(edits.open().len(), 1);
    }

    fn told(done: Option<i64>) -> RemoteEdit {
        RemoteEdit {
            id: "0123".to_owned(),
            organization: Some("acme".to_owned()),
            key: "alpha".to_owned(),
            expected: mask("identity.zone"),
            begun_at: after(0),
            done_at: done.map(after),
            has_failed: false,
        }
    }

    #[test]
    fn an_edit_of_another_gateway_explains_as_long_as_its_own() {
        let edits = Attribution::default();
        let zone = changed(&["identity.zone"]);
        let attribute = |at| edits.attribute("acme", KEYS, zone.clone(), after(at));
        edits.import(told(None), after(1));
        assert!(attribute(1).is_empty());
        edits.import(told(Some(2)), after(3));
        assert_eq!(edits.open().len(), 1, "it is known");
        assert!(attribute(13).is_empty());
        assert_eq!(attribute(14), zone);
        edits.import(told(Some(2)), after(14));
        assert_eq!(
            attribute(14),
            zone,
            "it is over, though it is told of still"
        );
    }

    #[test]
    fn what_was_put_down_to_a_refused_edit_of_another_gateway_comes_back() {
        let edits = Attribution::default();
        edits.import(told(None), after(1));
        let zone = changed(&["identity.zone"]);
        let left = edits.attribute("acme", KEYS, zone.clone(), after(1));
        assert!(left.is_empty());
        let seen = edits.fail_remote("0123").into_iter();
        assert_eq!(seen.map(|seen| seen.what).collect::<Vec<_>>(), zone);
        assert!(edits.fail_remote("0123").is_empty());
    }
}
