//! The entries of a map as they are typed.

use contract::{invisible::trimmed, model::TextMap};

/// A key and its value, as typed.
pub(super) type Entry = (String, String);

/// The map that rows stand for: of those with the same key the first counts.
pub(super) fn map_of(entries: &[Entry]) -> TextMap {
    let mut map = TextMap::new();
    for (key, value) in entries {
        let key = trimmed(key);
        if !key.is_empty() {
            map.entry(key.to_owned()).or_insert_with(|| value.clone());
        }
    }
    map
}

/// What keeps a row out of the map.
pub(super) fn out_of_place(entries: &[Entry], at: usize) -> Option<&'static str> {
    let (key, value) = entries.get(at)?;
    let key = trimmed(key);
    if key.is_empty() {
        return (!value.is_empty()).then_some("Enter a key.");
    }
    let is_there = entries[..at].iter().any(|(other, _)| trimmed(other) == key);
    is_there.then_some("This key appears twice; the first one counts.")
}

/// Rows for a map that changed elsewhere; those that were not in it stay as typed.
pub(super) fn rows_for(map: &TextMap, before: &[Entry]) -> Vec<Entry> {
    let kept = (0..before.len())
        .filter(|at| out_of_place(before, *at).is_some())
        .map(|at| before[at].clone());
    let entries = map.iter().map(|(key, value)| (key.clone(), value.clone()));
    entries.chain(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(of: &[(&str, &str)]) -> Vec<Entry> {
        of.iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn rows_that_cannot_be_in_the_map_stay() {
        let typed = entries(&[("b", "1"), ("", "half"), ("b", "2"), ("", "")]);
        let map = map_of(&typed);
        assert_eq!(map, TextMap::from([("b".to_owned(), "1".to_owned())]));
        assert_eq!(out_of_place(&typed, 0), None);
        assert!(out_of_place(&typed, 1).is_some());
        assert!(out_of_place(&typed, 2).is_some());
        assert_eq!(out_of_place(&typed, 3), None, "an empty row is no mistake");
        let newer = TextMap::from([("a".to_owned(), "9".to_owned())]);
        assert_eq!(
            rows_for(&newer, &typed),
            entries(&[("a", "9"), ("", "half"), ("b", "2")])
        );
    }

    #[test]
    fn a_key_is_what_is_seen_of_it() {
        let typed = entries(&[("\u{200b}A\u{a0}", "1"), ("A", "2")]);
        assert_eq!(
            map_of(&typed),
            TextMap::from([("A".to_owned(), "1".to_owned())])
        );
        assert!(out_of_place(&typed, 1).is_some());
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn rows_of_a_map_give_it_back(map in proptest::collection::btree_map("[a-z./]{1,6}", ".{0,6}", 0..6)) {
            proptest::prop_assert_eq!(map_of(&rows_for(&map, &[])), map);
        }

        #[test]
        fn no_row_is_lost(
            typed in proptest::collection::vec(("[ab ]{0,2}", "[xy]{0,2}"), 0..6),
            map in proptest::collection::btree_map("[ab]{1,2}", "[xy]{0,2}", 0..4),
        ) {
            let rows = rows_for(&map, &typed);
            for at in 0..typed.len() {
                if out_of_place(&typed, at).is_some() {
                    proptest::prop_assert!(rows.contains(&typed[at]));
                }
            }
        }
    }
}
