//! Quantities that add up and compare exactly: three times `100m` is not more than `300m`.

use crate::quantity;

/// What an amount is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Cores,
    Bytes,
}

const BILLION: u128 = 1_000_000_000;

/// Billionths of a core, or of a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Amount(pub(super) u128);

impl Amount {
    /// Reads a Kubernetes quantity.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a quantity is finite and not negative; more than fits stays the most that fits"
    )]
    pub(super) fn read(text: &str) -> Option<Self> {
        quantity::parse(text).map(|value| Self((value * 1e9).round() as u128))
    }

    /// The shortest quantity of that many; of bytes, rounded up to whole ones.
    pub(super) fn text(self, unit: Unit) -> String {
        match unit {
            Unit::Cores => match self.0 {
                nano if nano.is_multiple_of(BILLION) => (nano / BILLION).to_string(),
                nano if nano.is_multiple_of(1_000_000) => format!("{}m", nano / 1_000_000),
                nano => format!("{nano}n"),
            },
            Unit::Bytes => {
                let bytes = self.0.div_ceil(BILLION);
                let suffixes = [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)];
                let fits = |(_, bits): &&(&str, u32)| bytes > 0 && bytes.trailing_zeros() >= *bits;
                match suffixes.iter().find(fits) {
                    Some((suffix, bits)) => format!("{}{suffix}", bytes >> bits),
                    None => bytes.to_string(),
                }
            }
        }
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        Self(items.fold(0, |sum, item| sum.saturating_add(item.0)))
    }
}
