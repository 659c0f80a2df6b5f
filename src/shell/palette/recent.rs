//! What was chosen last. Kept in this browser with the person's drafts, so somebody else who signs in finds none of it.

use crate::state::draft;

const KEPT: &str = "palette";
/// So many are remembered.
const REMEMBERED: usize = 12;

/// The keys of what was chosen, the last first.
pub(super) fn keys() -> Vec<String> {
    let kept = draft::restore::<Vec<String>>(KEPT);
    kept.map(|(keys, _)| keys).unwrap_or_default()
}

/// Notes what was chosen.
pub(super) fn note(key: String) {
    let mut keys = keys();
    keys.retain(|other| *other != key);
    keys.insert(0, key);
    keys.truncate(REMEMBERED);
    draft::keep(KEPT, &keys);
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn the_last_comes_first_and_the_oldest_goes() {
        for number in 0..20 {
            note(format!("/{number}"));
        }
        note("/15".to_owned());
        let keys = keys();
        assert_eq!(keys[..3], ["/15", "/19", "/18"]);
        assert_eq!(keys.len(), REMEMBERED);
    }
}
