//! The newest events, for readers that are a little behind.

use std::collections::VecDeque;

use axum::body::Bytes;

use crate::identity::Rights;

/// How many events are kept.
const LENGTH: usize = 4096;

/// How many bytes of them: two rounds of heartbeats of a hundred thousand runners.
const SIZE: usize = 8 << 20;

/// An event as text.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// For administrators.
    pub(super) whole: Bytes,
    /// For the others.
    pub(super) reduced: Reduced,
}

/// What people may know of an event who are no administrators.
#[derive(Debug, Clone)]
pub(super) enum Reduced {
    /// All of it.
    All,
    /// Less.
    Less(Bytes),
    /// Nothing, not even that it happened.
    Nothing,
}

impl Told {
    /// One text for everybody.
    pub(super) fn everybody(text: Bytes) -> Self {
        Self {
            whole: text,
            reduced: Reduced::All,
        }
    }

    fn for_rights(&self, rights: Rights) -> Option<Bytes> {
        match (&self.reduced, rights) {
            (_, Rights::Admin) | (Reduced::All, Rights::User) => Some(self.whole.clone()),
            (Reduced::Less(text), Rights::User) => Some(text.clone()),
            (Reduced::Nothing, Rights::User) => None,
        }
    }

    fn len(&self) -> usize {
        let reduced = match &self.reduced {
            Reduced::Less(text) => text.len(),
            Reduced::All | Reduced::Nothing => 0,
        };
        self.whole.len() + reduced
    }
}

/// Numbered events, the oldest dropped as new ones come. The newest is always kept.
#[derive(Debug, Default)]
pub(super) struct Ring {
    events: VecDeque<Told>,
    size: usize,
    /// Number of the newest event; the first is 1.
    last: u64,
}

impl Ring {
    /// Number of the newest event; 0 before the first.
    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// Adds an event, which `write` makes of its number.
    pub(super) fn push(&mut self, write: impl FnOnce(u64) -> Told) {
        self.last += 1;
        let event = write(self.last);
        self.size += event.len();
        self.events.push_back(event);
        while self.events.len() > LENGTH || (self.size > SIZE && self.events.len() > 1) {
            self.size -= self.events.pop_front().map_or(0, |event| event.len());
        }
    }

    /// Everything after the event of that number, as that right may know it; none if something of it is lost, or it is
    /// yet to come.
    pub(super) fn after(&self, number: u64, rights: Rights) -> Option<Vec<Bytes>> {
        let events = self.events.iter().skip(self.skipped(number)?);
        Some(
            events
                .filter_map(|event| event.for_rights(rights))
                .collect(),
        )
    }

    /// Whether everything after the event of that number is there.
    pub(super) fn reaches(&self, number: u64) -> bool {
        self.skipped(number).is_some()
    }

    /// How many of those that are kept came up to that number.
    fn skipped(&self, number: u64) -> Option<usize> {
        let missed = usize::try_from(self.last.checked_sub(number)?).ok()?;
        self.events.len().checked_sub(missed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(count: u64, size: usize) -> Ring {
        let mut ring = Ring::default();
        for _ in 0..count {
            ring.push(|number| Told::everybody(format!("{number}{}", " ".repeat(size - 1)).into()));
        }
        ring
    }

    #[test]
    fn a_reader_gets_exactly_what_it_missed() {
        let ring = ring(5, 1);
        assert_eq!(ring.after(3, Rights::User).unwrap(), ["4", "5"]);
        assert!(ring.after(5, Rights::User).unwrap().is_empty());
        assert_eq!(ring.after(0, Rights::User).unwrap().len(), 5);
        assert_eq!(ring.after(6, Rights::User), None, "it is of another life");
    }

    #[test]
    fn each_gets_what_their_right_lets_them_know() {
        let mut ring = Ring::default();
        ring.push(|_| Told {
            whole: "all".into(),
            reduced: Reduced::Less("less".into()),
        });
        ring.push(|_| Told {
            whole: "secret".into(),
            reduced: Reduced::Nothing,
        });
        ring.push(|_| Told::everybody("same".into()));
        assert_eq!(
            ring.after(0, Rights::Admin).unwrap(),
            ["all", "secret", "same"]
        );
        assert_eq!(ring.after(0, Rights::User).unwrap(), ["less", "same"]);
    }

    #[test]
    fn it_is_bounded_in_number_and_in_bytes() {
        let many = ring(5000, 1);
        assert_eq!(many.events.len(), LENGTH);
        assert_eq!(
            many.after(5000 - LENGTH as u64, Rights::User)
                .unwrap()
                .len(),
            LENGTH
        );
        assert_eq!(many.after(5000 - LENGTH as u64 - 1, Rights::User), None);

        let large = ring(20, 1 << 20);
        assert!(large.size <= SIZE);
        assert_eq!(large.events.len(), 7);

        let huge = ring(2, SIZE + 1);
        assert_eq!(
            huge.after(1, Rights::User).unwrap().len(),
            1,
            "the newest is kept"
        );
    }
}
