//! Amounts of CPU and memory as people read them, never more than there is.

const UNITS: [(&str, f64); 5] = [
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
];

/// Bytes in the largest binary unit that they fill: `3.5Gi`.
pub(crate) fn memory(bytes: f64) -> String {
    let unit = UNITS.iter().rfind(|(_, size)| bytes >= *size);
    let (suffix, size) = unit.unwrap_or(&("", 1.0));
    format!("{}{suffix}", hundredths(bytes, *size))
}

/// Cores: `1`, `0.5`.
pub(crate) fn cores(cores: f64) -> String {
    hundredths(cores, 1.0)
}

/// The value in hundredths of a unit, rounded to the nearest that is not above it by more than the noise of
/// binary fractions.
fn hundredths(value: f64, unit: f64) -> String {
    let nearest = (value / unit * 100.0).round();
    let is_above = nearest / 100.0 * unit > value * (1.0 + f64::EPSILON * 4.0);
    let hundredths = if is_above { nearest - 1.0 } else { nearest };
    (hundredths / 100.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_well() {
        assert_eq!(memory(4.0 * 1_073_741_824.0), "4Gi");
        assert_eq!(memory(256.0 * 1_048_576.0), "256Mi");
        assert_eq!(memory(100.0), "100");
        assert_eq!(cores(0.5), "0.5");
        assert_eq!(cores(0.1 + 0.2), "0.3");
        assert_eq!(cores(0.29), "0.29");
        assert_eq!(cores(7.999), "7.99", "a node has no more than it has");
        assert_eq!(memory(3.4567 * 1_073_741_824.0), "3.45Gi");
    }
}
