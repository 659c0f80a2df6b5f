//! What a calendar has published before, and what it publishes now: the same entries under the same UIDs, changed
//! ones with a higher sequence number, and those that no longer take place as cancelled (RFC 5545 3.8.1.11, 3.8.7.4).

use std::collections::HashMap;

use contract::console::Millis;

use super::periods::Period;

/// An entry is told of for so long after it is over, in milliseconds.
const KEPT: i64 = 7 * 24 * 3600 * 1000;

/// An entry of a calendar as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Published {
    pub(super) uid: String,
    /// Counts its changes.
    pub(super) sequence: i64,
    pub(super) changed_at: Millis,
    pub(super) from: Millis,
    pub(super) to: Millis,
    pub(super) summary: String,
    pub(super) description: String,
    pub(super) is_cancelled: bool,
}

/// Everything that is told now, in order.
pub(super) fn merge(before: Vec<Published>, periods: Vec<Period>, now: Millis) -> Vec<Published> {
    let mut before: HashMap<String, Published> = before
        .into_iter()
        .map(|entry| (entry.uid.clone(), entry))
        .collect();
    let mut told: Vec<Published> = periods
        .into_iter()
        .map(|period| {
            let known = before.remove(&period.uid);
            let is_same = |entry: &&Published| {
                !entry.is_cancelled
                    && (&entry.summary, &entry.description)
                        == (&period.summary, &period.description)
            };
            match known.as_ref().filter(is_same) {
                Some(same) => same.clone(),
                None => Published {
                    sequence: known.map_or(0, |entry| entry.sequence + 1),
                    changed_at: now,
                    from: period.from.into(),
                    to: period.to.into(),
                    uid: period.uid,
                    summary: period.summary,
                    description: period.description,
                    is_cancelled: false,
                },
            }
        })
        .collect();
    let rest = before
        .into_values()
        .filter(|entry| entry.to.0 + KEPT > now.0);
    told.extend(rest.map(|entry| {
        if entry.is_cancelled || entry.to <= now {
            return entry;
        }
        Published {
            sequence: entry.sequence + 1,
            changed_at: now,
            is_cancelled: true,
            ..entry
        }
    }));
    told.sort_by(|a, b| (a.from, &a.uid).cmp(&(b.from, &b.uid)));
    told
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    const HOUR: i64 = 3_600_000;

    fn period(uid: &str, from: i64, summary: &str) -> Period {
        let at = |millis| Timestamp::from_millisecond(millis).unwrap();
        Period {
            uid: uid.to_owned(),
            from: at(from),
            to: at(from + HOUR),
            summary: summary.to_owned(),
            description: String::new(),
        }
    }

    fn told(entries: &[Published]) -> Vec<(&str, i64, bool)> {
        let entries = entries.iter();
        entries
            .map(|entry| (entry.uid.as_str(), entry.sequence, entry.is_cancelled))
            .collect()
    }

    #[test]
    fn entries_are_updated_cancelled_and_come_back() {
        let (one, two) = (period("one", 10 * HOUR, "a"), period("two", 20 * HOUR, "a"));
        let first = merge(Vec::new(), vec![one.clone(), two.clone()], Millis(0));
        assert_eq!(told(&first), [("one", 0, false), ("two", 0, false)]);
        let same = merge(first.clone(), vec![one.clone(), two.clone()], Millis(5));
        assert_eq!(same, first);
        let changed = period("two", 20 * HOUR, "b");
        let second = merge(first, vec![changed.clone()], Millis(HOUR));
        assert_eq!(told(&second), [("one", 1, true), ("two", 1, false)]);
        assert_eq!(second[0].changed_at, Millis(HOUR));
        let still = merge(second.clone(), vec![changed.clone()], Millis(2 * HOUR));
        assert_eq!(still, second, "it is cancelled once");
        let back = merge(second, vec![one, changed], Millis(3 * HOUR));
        assert_eq!(told(&back), [("one", 2, false), ("two", 1, false)]);
    }

    #[test]
    fn what_is_over_stays_for_a_week_as_it_was() {
        let first = merge(Vec::new(), vec![period("one", HOUR, "a")], Millis(0));
        let over = merge(first.clone(), Vec::new(), Millis(2 * HOUR));
        assert_eq!(over, first);
        let last = merge(over.clone(), Vec::new(), Millis(2 * HOUR + KEPT - 1));
        assert_eq!(last, first);
        assert_eq!(merge(over, Vec::new(), Millis(2 * HOUR + KEPT)), []);
        let under_way = merge(first, Vec::new(), Millis(2 * HOUR - 1));
        assert_eq!(told(&under_way), [("one", 1, true)]);
    }
}
