//! How well a text that was typed fits a line.

use contract::{console::UidStart, invisible::sought};

use super::entry::Entry;

/// No more lines than this are shown.
pub(super) const SHOWN: usize = 50;
/// What having been used last adds; each earlier one adds a little less.
const RECENT: u32 = 250;

/// The words of what was typed.
pub(super) struct Query(Vec<(String, Option<UidStart>)>);

impl Query {
    pub(super) fn new(text: &str) -> Self {
        let words = sought(text);
        let words = words.split_whitespace();
        Self(
            words
                .map(|word| (word.to_owned(), UidStart::parse(word)))
                .collect(),
        )
    }

    /// How well it fits, if every word does: the higher the better.
    fn score(&self, entry: &Entry) -> Option<u32> {
        let mut sum = 0;
        for (word, uid) in &self.0 {
            let by_uid = (uid.is_some() && *uid == entry.uid).then_some(1_000);
            sum += by_uid.or_else(|| word_score(word, &entry.words))?;
        }
        Some(sum)
    }

    /// The lines that fit, the best first. Of equals those that were used last, then in the order in which they are
    /// given.
    pub(super) fn best<'a>(
        &self,
        entries: impl Iterator<Item = &'a Entry>,
        recent: impl Fn(&Entry) -> Option<usize>,
    ) -> Vec<&'a Entry> {
        let mut found: Vec<(u32, usize, &Entry)> = Vec::new();
        for (at, entry) in entries.enumerate() {
            if let Some(score) = self.score(entry) {
                found.push((score, at, entry));
            }
        }
        let by_score = |(score, at, _): &(u32, usize, &Entry)| (std::cmp::Reverse(*score), *at);
        // Enough of the best to be put in order by what was used last.
        if found.len() > 4 * SHOWN {
            found.select_nth_unstable_by_key(4 * SHOWN, by_score);
            found.truncate(4 * SHOWN);
        }
        for (score, _, entry) in &mut found {
            if let Some(since) = recent(entry) {
                *score += RECENT.saturating_sub(10 * u32::try_from(since).unwrap_or(u32::MAX));
            }
        }
        found.sort_unstable_by_key(by_score);
        found
            .into_iter()
            .map(|(_, _, entry)| entry)
            .take(SHOWN)
            .collect()
    }
}

/// How well a word fits one of the lines: whole, at their beginning, at the beginning of a word, within; scattered over
/// the first line alone, since everything is scattered over a long text.
fn word_score(word: &str, lines: &str) -> Option<u32> {
    let mut best = None;
    for (at, line) in lines.split('\n').enumerate() {
        let first = if at == 0 { 100 } else { 0 };
        let score = match line.find(word) {
            Some(0) if line.len() == word.len() => 1_000 + first,
            Some(0) => 800 + first,
            Some(_) if begins_a_word(word, line) => 600 + first,
            Some(_) => 400 + first,
            None if at == 0 => match scattered(word, line) {
                Some(score) => score,
                None => continue,
            },
            None => continue,
        };
        best = best.max(Some(score));
    }
    best
}

fn begins_a_word(word: &str, line: &str) -> bool {
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(char::is_alphanumeric))
}

/// Whether the letters of a word come one after the other in a line: the closer together the better.
fn scattered(word: &str, line: &str) -> Option<u32> {
    let mut rest = line.char_indices();
    let (mut begin, mut end) = (None, 0);
    for letter in word.chars() {
        let (at, _) = rest.find(|(_, c)| *c == letter)?;
        begin.get_or_insert(at);
        end = at;
    }
    let spread = (end - begin?).saturating_sub(word.len());
    Some(
        300u32
            .saturating_sub(u32::try_from(spread).unwrap_or(u32::MAX).saturating_mul(20))
            .max(1),
    )
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::{super::entry::Place, *};

    fn entries(titles: &[&str]) -> Vec<Entry> {
        let place = |title: &&str| {
            Entry::place(Place {
                kind: "Page",
                title: (*title).to_owned(),
                detail: String::new(),
                href: format!("/{title}"),
            })
        };
        titles.iter().map(place).collect()
    }

    fn found(text: &str, titles: &[&str], recent: &[&str]) -> Vec<String> {
        let entries = entries(titles);
        let recent = |entry: &Entry| {
            let key = entry.thing.key();
            recent.iter().position(|title| key == format!("/{title}"))
        };
        let best = Query::new(text).best(entries.iter(), recent);
        best.into_iter()
            .map(|entry| entry.thing.shown().1)
            .collect()
    }

    #[test]
    fn the_nearer_fit_comes_first() {
        let titles = ["ci-or", "or", "c-ord", "xord-a", "order"];
        assert_eq!(
            found("or", &titles, &[]),
            ["or", "order", "ci-or", "c-ord", "xord-a"]
        );
        assert_eq!(found("oda", &titles, &[]), ["xord-a"]);
        assert!(found("zz", &titles, &[]).is_empty());
    }

    #[test]
    fn every_word_counts_in_any_order_and_case() {
        let titles = ["Change channel", "Channels of change", "Change"];
        assert_eq!(found("CHANNEL change", &titles, &[]).len(), 2);
    }

    #[test]
    fn of_equals_the_one_that_was_used_last_comes_first() {
        let titles = ["run-1", "run-2", "run-3"];
        assert_eq!(
            found("run", &titles, &["run-3"]),
            ["run-3", "run-1", "run-2"]
        );
    }

    #[test]
    fn letters_beyond_ascii_do_no_harm() {
        assert_eq!(found("zrch", &["Zürich"], &[]), ["Zürich"]);
        assert_eq!(found("ü", &["Zürich"], &[]), ["Zürich"]);
    }
}
