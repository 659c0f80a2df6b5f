//! Kubernetes quantities: `500m`, `2Gi`, `1e3` (contract 1.5).

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
pub fn parse(text: &str) -> Option<f64> {
    let (number, factor) = SUFFIXES
        .iter()
        .find_map(|(suffix, factor)| Some((text.strip_suffix(suffix)?, *factor)))
        .unwrap_or((text, 1.0));
    if !number.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let value: f64 = number.parse().ok()?;
    (value.is_finite() && value >= 0.0).then_some(value * factor)
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
            ("129e6", 129e6),
            ("129M", 129e6),
            ("1E", 1e18),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        for text in [
            "", "Gi", "lots", "-1", "+1", "1 Gi", "inf", "NaN", "1gi", "1KiB",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
