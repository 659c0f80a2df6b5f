//! Chance that falls the same way every time.

use uuid::{Builder, Uuid};

/// A pseudo-random sequence (SplitMix64): small, and the same on every machine.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound - 1`.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        // Less than the bound, so it fits; the bias of the remainder does not matter here.
        u32::try_from(self.next() % u64::from(bound.max(1))).unwrap_or(0)
    }

    /// One of the items; `items` is not empty.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let bound = u32::try_from(items.len()).unwrap_or(u32::MAX);
        items[self.below(bound) as usize]
    }
}

/// The UUID that belongs to a name.
pub(crate) fn uuid(name: &str) -> Uuid {
    // FNV-1a spreads the name over the seed.
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut random = Random::new(seed);
    let bits = (u128::from(random.next()) << 64) | u128::from(random.next());
    Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_have_uuids_of_their_own() {
        let ids: HashSet<_> = (0..10_000)
            .map(|n| uuid(&format!("runner-{n:06}")))
            .collect();
        assert_eq!(ids.len(), 10_000);
        assert_eq!(uuid("a"), uuid("a"));
        assert_eq!(uuid("a").get_version_num(), 4);
    }

    #[test]
    fn numbers_stay_below_their_bound() {
        let mut random = Random::new(1);
        let seen: HashSet<_> = (0..1_000).map(|_| random.below(7)).collect();
        assert_eq!(seen, (0..7).collect());
    }
}
