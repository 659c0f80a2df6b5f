//! The newest events, for readers that are a little behind.

use std::collections::VecDeque;

use axum::body::Bytes;

/// How many events are kept.
const LENGTH: usize = 4096;

/// How many bytes of them: two rounds of heartbeats of a hundred thousand runners.
const SIZE: usize = 8 << 20;

/// Numbered events, the oldest dropped as new ones come. The newest is always kept.
#[derive(Debug, Default)]
pub(super) struct Ring {
    events: VecDeque<Bytes>,
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
    pub(super) fn push(&mut self, write: impl FnOnce(u64) -> Bytes) {
        self.last += 1;
        let event = write(self.last);
        self.size += event.len();
        self.events.push_back(event);
        while self.events.len() > LENGTH || (self.size > SIZE && self.events.len() > 1) {
            self.size -= self.events.pop_front().map_or(0, |event| event.len());
        }
    }

    /// Everything after the event of that number; none if something of it is lost, or it is yet to come.
    pub(super) fn after(&self, number: u64) -> Option<Vec<Bytes>> {
        let missed = usize::try_from(self.last.checked_sub(number)?).ok()?;
        let skipped = self.events.len().checked_sub(missed)?;
        Some(self.events.iter().skip(skipped).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(count: u64, size: usize) -> Ring {
        let mut ring = Ring::default();
        for _ in 0..count {
            ring.push(|number| format!("{number}{}", " ".repeat(size - 1)).into());
        }
        ring
    }

    #[test]
    fn a_reader_gets_exactly_what_it_missed() {
        let ring = ring(5, 1);
        assert_eq!(ring.after(3).unwrap(), ["4", "5"]);
        assert!(ring.after(5).unwrap().is_empty());
        assert_eq!(ring.after(0).unwrap().len(), 5);
        assert_eq!(ring.after(6), None, "it is of another life");
    }

    #[test]
    fn it_is_bounded_in_number_and_in_bytes() {
        let many = ring(5000, 1);
        assert_eq!(many.events.len(), LENGTH);
        assert_eq!(many.after(5000 - LENGTH as u64).unwrap().len(), LENGTH);
        assert_eq!(many.after(5000 - LENGTH as u64 - 1), None);

        let large = ring(20, 1 << 20);
        assert!(large.size <= SIZE);
        assert_eq!(large.events.len(), 7);

        let huge = ring(2, SIZE + 1);
        assert_eq!(huge.after(1).unwrap().len(), 1, "the newest is kept");
    }
}
