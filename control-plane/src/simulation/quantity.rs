//! Kubernetes quantities as numbers: `500m`, `2Gi`, `1e3`.

const SUFFIXES: &[(&str, f64)] = &[
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
    ("Ei", 1_152_921_504_606_846_976.0),
    ("n", 1e-9),
    ("u", 1e-6),
    ("m", 1e-3),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
];

/// The number of cores or bytes; nothing where the text is not a quantity.
pub(crate) fn quantity(text: &str) -> Option<f64> {
    let (number, factor) = SUFFIXES
        .iter()
        .find_map(|(suffix, factor)| Some((text.strip_suffix(suffix)?, *factor)))
        .unwrap_or((text, 1.0));
    let value: f64 = number.parse().ok()?;
    (value.is_finite() && value >= 0.0).then_some(value * factor)
}

/// Bytes in the largest binary unit that keeps the number readable: `3.5Gi`.
pub(crate) fn memory(bytes: f64) -> String {
    let (suffix, factor) = SUFFIXES[..6]
        .iter()
        .rfind(|(_, factor)| bytes >= *factor)
        .unwrap_or(&("", 1.0));
    format!("{}{suffix}", rounded(bytes / factor))
}

/// Cores: `1`, `0.5`.
pub(crate) fn cores(cores: f64) -> String {
    rounded(cores)
}

fn rounded(value: f64) -> String {
    ((value * 100.0).round() / 100.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        for (text, value) in [
            ("1", 1.0),
            ("0.5", 0.5),
            ("500m", 0.5),
            ("2Gi", 2_147_483_648.0),
            ("128974848", 128_974_848.0),
            ("129e6", 129e6),
            ("129M", 129e6),
            ("1E", 1e18),
        ] {
            assert_eq!(quantity(text), Some(value), "{text}");
        }
        for text in ["", "Gi", "lots", "-1", "1 Gi", "inf", "NaN"] {
            assert_eq!(quantity(text), None, "{text}");
        }
    }

    #[test]
    fn reads_well() {
        assert_eq!(memory(4.0 * 1_073_741_824.0), "4Gi");
        assert_eq!(memory(256.0 * 1_048_576.0), "256Mi");
        assert_eq!(memory(100.0), "100");
        assert_eq!(cores(0.5), "0.5");
        assert_eq!(cores(0.1 + 0.2), "0.3");
    }
}
