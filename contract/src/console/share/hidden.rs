//! What a link hides, compared with everything that it shows: hidden names are removed from messages, and if the
//! creator typed them, they are warned.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Known, Pseudonym, Terms, terms::Shows};
use crate::console::RunnerSummary;

/// A hidden name that can still be read through a link, because its creator wrote it or shows names that
/// contain it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revealed {
    /// Where it is read.
    pub place: Place,
    /// What it is, such as `the zone`.
    pub what: &'static str,
    /// The name.
    pub name: String,
}

/// Where a hidden name is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The title.
    Title,
    /// The note.
    Note,
    /// The name of who shares.
    Sharer,
    /// An alias.
    Alias,
    /// The name or display name of a runner.
    Name,
}

impl Terms {
    /// The hidden names that can still be read, each once per place, of the runners that match now.
    pub fn reveals<'a>(
        &self,
        runners: impl IntoIterator<Item = &'a RunnerSummary>,
    ) -> Vec<Revealed> {
        let runners: Vec<_> = runners.into_iter().collect();
        let alias = self.aliases.as_ref().map(|_| String::new());
        let hidden = Hidden::new(
            runners.iter().map(|runner| (*runner, alias.clone())),
            self.shows,
        );
        let written = [
            (Place::Title, &self.title),
            (Place::Note, &self.note),
            (Place::Sharer, &self.sharer),
        ];
        let aliases = self.aliases.iter().flat_map(|aliases| aliases.values());
        let names = runners
            .iter()
            .filter(|_| self.aliases.is_none())
            .flat_map(|runner| [&runner.runner_id, &runner.display_name]);
        let texts = written
            .into_iter()
            .chain(aliases.map(|alias| (Place::Alias, alias)))
            .chain(names.map(|name| (Place::Name, name)));
        let mut found = BTreeSet::new();
        for (place, text) in texts {
            for (what, name) in hidden.names_in(text) {
                let name = name.to_owned();
                found.insert(Revealed { place, what, name });
            }
        }
        found.into_iter().collect()
    }
}

/// A name that is hidden.
#[derive(Debug)]
struct Word<'a> {
    name: &'a str,
    /// In the case in which texts are compared.
    folded: Vec<char>,
    what: &'static str,
    /// What stands in its place.
    instead: String,
}

/// What may be read nowhere.
#[derive(Debug, Default)]
pub(super) struct Hidden<'a> {
    words: Vec<Word<'a>>,
    /// The words that begin with a character, the longest first, so that a part of a name does not spoil
    /// the whole.
    by_first: HashMap<char, Vec<usize>>,
}

impl<'a> Hidden<'a> {
    /// What a page of these runners hides; with the name that stands in for each where it has one.
    pub(super) fn of(runners: &'a [Known], shows: Shows, names: &[Option<Pseudonym>]) -> Self {
        let alias = |name: &Option<Pseudonym>| name.as_ref().map(|name| name.name.clone());
        let summaries = runners.iter().map(|known| &known.summary);
        Self::new(summaries.zip(names.iter().map(alias)), shows)
    }

    fn new(
        runners: impl Iterator<Item = (&'a RunnerSummary, Option<String>)>,
        shows: Shows,
    ) -> Self {
        let mut hidden = Self::default();
        // Of a name that several have, as runners have their zone, the first stands for all.
        let mut known = HashSet::new();
        let mut add = |name: &'a str, what: &'static str, instead: &str| {
            let name = name.trim();
            let folded: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
            if !folded.is_empty() && known.insert(folded.clone()) {
                let instead = instead.to_owned();
                hidden.words.push(Word {
                    name,
                    folded,
                    what,
                    instead,
                });
            }
        };
        for (runner, alias) in runners {
            if let Some(alias) = alias {
                add(&runner.runner_id, "the runner", &alias);
                add(&runner.display_name, "the runner", &alias);
            }
            if !shows.places {
                add(&runner.zone, "the zone", "the zone");
                add(&runner.cluster_name, "the cluster", "the cluster");
                add(&runner.cluster_id, "the cluster", "the cluster");
                add(&runner.runner_group_id, "the group", "the group");
            }
        }
        hidden
            .words
            .sort_by_key(|word| std::cmp::Reverse(word.folded.len()));
        for (at, word) in hidden.words.iter().enumerate() {
            hidden.by_first.entry(word.folded[0]).or_default().push(at);
        }
        hidden
    }

    /// The longest word with which a text begins, and its length there in bytes.
    fn begins(&self, text: &str) -> Option<(&Word<'a>, usize)> {
        let first = text.chars().next()?.to_lowercase().next()?;
        let mut words = self.by_first.get(&first)?.iter().map(|at| &self.words[*at]);
        words.find_map(|word| Some((word, length_in(text, &word.folded)?)))
    }

    /// The text without any of them, ignoring case.
    pub(super) fn within(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if let Some((word, length)) = self.begins(rest) {
                out.push_str(&word.instead);
                rest = &rest[length..];
            } else {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        out
    }

    /// What of it a text has, without names that are only a part of a longer one there. A short name counts
    /// only as a word of its own: it is in many words.
    fn names_in(&self, text: &str) -> Vec<(&'static str, &'a str)> {
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mut told_up_to = 0;
        let found = text.char_indices().filter_map(|(at, _)| {
            let (word, length) = self.begins(&text[at..])?;
            let end = at + length;
            let before = text[..at].chars().next_back();
            let after = text[end..].chars().next();
            let is_apart = !is_letter(before) && !is_letter(after);
            if end <= told_up_to || !(word.folded.len() >= SHORT || is_apart) {
                return None;
            }
            told_up_to = end;
            Some((word.what, word.name))
        });
        found.collect()
    }
}

/// Names of fewer characters are found only where they stand alone.
const SHORT: usize = 4;

/// How many bytes of a text a folded word takes, if the text begins with it.
fn length_in(text: &str, word: &[char]) -> Option<usize> {
    let mut expected = word.iter();
    for (at, c) in text.char_indices() {
        if expected.len() == 0 {
            return Some(at);
        }
        for folded in c.to_lowercase() {
            if expected.next() != Some(&folded) {
                return None;
            }
        }
    }
    (expected.len() == 0).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::console::share::{Selection, SharedPage};
    use crate::model::InstallStatus;

    fn known(id: &str, zone: &str, cluster: &str, failure: &str) -> Known {
        Known {
            summary: RunnerSummary {
                runner_id: id.into(),
                zone: zone.into(),
                cluster_name: cluster.into(),
                install_status: InstallStatus::Failed,
                failure: failure.into(),
                ..RunnerSummary::default()
            },
            hints: vec![failure.into()],
            ..Known::default()
        }
    }

    fn page(terms: &Terms, runners: &[Known]) -> SharedPage {
        let pseudonym = |id: &str| Pseudonym {
            key: format!("key {}", id.len()),
            name: "Runner 3F2A".to_owned(),
        };
        SharedPage::of(terms, runners, pseudonym, jiff::Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_cluster_named_like_its_runner_does_not_give_it_away() {
        let terms = Terms {
            title: "Agents".into(),
            shows: Shows {
                places: true,
                errors: true,
                ..Shows::default()
            },
            aliases: Some(BTreeMap::from([("prod-eu-2".into(), "Runner 2".into())])),
            ..Terms::default()
        };
        let runners = [known(
            "prod-eu-2",
            "eu-north-09c",
            "PROD-EU-2",
            "prod-eu-2 is full",
        )];
        let shown = &page(&terms, &runners).runners[0];
        assert_eq!(
            (shown.cluster.as_str(), shown.zone.as_str()),
            ("Runner 2", "eu-north-09c")
        );
        assert_eq!(shown.error, "Runner 2 is full");
    }

    #[test]
    fn a_message_names_no_other_runner_either() {
        let terms = Terms {
            title: "Agents".into(),
            shows: Shows {
                errors: true,
                ..Shows::default()
            },
            ..Terms::default()
        };
        let runners = [
            known(
                "alpha",
                "us-east-04a",
                "c-one",
                "c-two in EU-NORTH-09C is fuller than c-one",
            ),
            known("beta", "eu-north-09c", "c-two", ""),
        ];
        assert_eq!(
            page(&terms, &runners).runners[0].error,
            "the cluster in the zone is fuller than the cluster"
        );
    }

    #[test]
    fn what_the_maker_wrote_is_held_against_it() {
        let runner = known("prod-eu-2", "eu-north-09c", "prod-eu-2", "").summary;
        let revealed = |terms: &Terms| {
            let found = terms.reveals([&runner]).into_iter();
            found.map(|r| (r.place, r.what, r.name)).collect::<Vec<_>>()
        };
        let zone = ("the zone", "eu-north-09c".to_owned());
        let mut terms = Terms {
            title: "Zone: EU-north-09c".into(),
            note: "of the year".into(),
            ..Terms::default()
        };
        let in_name = (Place::Name, "the cluster", "prod-eu-2".to_owned());
        assert_eq!(revealed(&terms), [(Place::Title, zone.0, zone.1), in_name]);
        terms.shows.places = true;
        assert_eq!(revealed(&terms), []);
        terms.title = "Status of prod-eu-2".into();
        assert_eq!(revealed(&terms), []);
        terms.aliases = Some(BTreeMap::from([(
            "prod-eu-2".into(),
            "My prod-eu-2".into(),
        )]));
        let id = |place| (place, "the runner", "prod-eu-2".to_owned());
        assert_eq!(revealed(&terms), [id(Place::Title), id(Place::Alias)]);
    }

    #[test]
    fn a_name_within_a_longer_one_is_not_told_besides() {
        let mut runner = known("helsinki-evals", "eu-north-09c", "c", "").summary;
        runner.runner_group_id = "evals".into();
        let mut terms = Terms {
            title: "Nightly on helsinki-evals".into(),
            aliases: Some(BTreeMap::new()),
            ..Terms::default()
        };
        let told = |terms: &Terms| {
            let found = terms.reveals([&runner]).into_iter();
            found.map(|r| r.name).collect::<Vec<_>>()
        };
        assert_eq!(told(&terms), ["helsinki-evals"]);
        terms.title = "Evals on helsinki-evals".into();
        assert_eq!(told(&terms), ["evals", "helsinki-evals"]);
    }

    #[test]
    fn a_short_name_is_found_as_a_word() {
        let runner = known("run", "a", "c", "").summary;
        let mut terms = Terms {
            title: "Runners that run a lot".into(),
            aliases: Some(BTreeMap::new()),
            ..Terms::default()
        };
        terms.shows.places = true;
        let found = terms.reveals([&runner]);
        assert_eq!(found.len(), 1, "{found:?}");
        terms.title = "Runners".into();
        assert_eq!(terms.reveals([&runner]), []);
    }

    /// Names that overlap, differ in case, and are parts of each other.
    fn name() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec!["prod", "eu-1", "north", "Agents", "zürich", "x9"]);
        (prop::collection::vec(part, 1..4), 0_u8..9)
            .prop_map(|(parts, n)| format!("{}-{n}q{n}", parts.join("-")))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]
        /// Whatever the names: what is hidden is nowhere on the page, or the maker is told where.
        #[test]
        fn what_is_hidden_is_nowhere_or_told(
            names in prop::collection::vec((name(), name(), name(), name(), name(), 0_u8..8), 1..5),
            written in prop::collection::vec((0_usize..30, any::<bool>()), 4),
            bits in 0_u8..8,
        ) {
            let has = |bit: u8| bits & (1 << bit) != 0;
            let mut all: Vec<String> = Vec::new();
            let mut runners: Vec<Known> = Vec::new();
            for (id, display, zone, cluster, group, odd) in &names {
                let cluster = if odd & 1 != 0 { id } else { cluster };
                let display = if odd & 2 != 0 { cluster } else { display };
                all.extend([id, display, zone, cluster, group].map(Clone::clone));
                let mut known = known(id, zone, cluster, "");
                known.summary.display_name.clone_from(display);
                known.summary.runner_group_id.clone_from(group);
                runners.push(known);
            }
            // Messages quote anybody's names, in another case too.
            let loud = |text: &str| text.to_uppercase();
            for (at, known) in runners.iter_mut().enumerate() {
                let quoted: Vec<_> = all.iter().skip(at).step_by(2).map(|name| loud(name)).collect();
                known.summary.failure = format!("no room: {}", quoted.join(", "));
                known.hints = vec![format!("ask {} about it", all[at % all.len()])];
            }
            let text = |(pick, plain): (usize, bool)| if plain { "Nightly".to_owned() } else { format!("of {}", all[pick % all.len()]) };
            let ids = runners.iter().map(|known| known.summary.runner_id.clone());
            let terms = Terms {
                title: text(written[0]),
                note: text(written[1]),
                sharer: text(written[2]),
                shows: Shows { places: has(0), errors: has(1), ..Shows::default() },
                aliases: has(2).then(|| ids.enumerate().map(|(n, id)| (id, format!("{} {n}", text(written[3])))).collect()),
                selection: Selection::default(),
            };
            let page = page(&terms, &runners);
            let told = terms.reveals(runners.iter().map(|known| &known.summary));
            let is_told = |place: Place, text: &str, name: &str| {
                let has = text.to_lowercase().contains(&name.to_lowercase());
                // A longer name that has this one in it says as much.
                let covered = told.iter().any(|r| r.place == place && r.name.to_lowercase().contains(&name.to_lowercase()));
                !has || covered
            };
            let mut hidden: Vec<&String> = Vec::new();
            for known in &runners {
                let s = &known.summary;
                if terms.aliases.is_some() { hidden.extend([&s.runner_id, &s.display_name]); }
                if !terms.shows.places { hidden.extend([&s.zone, &s.cluster_name, &s.runner_group_id]); }
            }
            for name in hidden {
                prop_assert!(is_told(Place::Title, &page.title, name), "title {}: {}", page.title, name);
                prop_assert!(is_told(Place::Note, &page.note, name));
                prop_assert!(is_told(Place::Sharer, &page.sharer, name));
                for runner in &page.runners {
                    let place = if terms.aliases.is_some() { Place::Alias } else { Place::Name };
                    prop_assert!(is_told(place, &runner.name, name), "name {}: {}", runner.name, name);
                    let shown = [&runner.display_name, &runner.zone, &runner.cluster, &runner.error];
                    for text in shown.into_iter().chain(&runner.hints) {
                        let has = text.to_lowercase().contains(&name.to_lowercase());
                        let by_alias = terms.aliases.iter().flat_map(|a| a.values()).any(|alias| alias.to_lowercase().contains(&name.to_lowercase()));
                        prop_assert!(!has || by_alias, "{} has {}", text, name);
                    }
                }
            }
        }
    }
}
