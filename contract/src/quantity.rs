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
    let value = decimal(number)?;
    (value.is_finite() && value >= 0.0).then_some(value * factor)
}

/// A decimal number. By hand, because the one of the standard library brings a table of ten kilobytes
/// that no compression shrinks; it is exact up to fifteen digits, which no quantity exceeds.
fn decimal(text: &str) -> Option<f64> {
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut value = 0.0;
    for digit in whole.chars().chain(fraction.chars()) {
        value = value * 10.0 + f64::from(digit.to_digit(10)?);
    }
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let places = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let power = 10_f64.powi(places.saturating_abs());
    Some(if places < 0 {
        value / power
    } else {
        value * power
    })
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
            (".5", 0.5),
            ("1.", 1.0),
            ("0.1", 0.1),
            ("123456789.012345", 123_456_789.012_345),
            ("1e-3", 0.001),
            ("2.5e3m", 2.5),
            ("1e-9999999", 0.0),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        for text in [
            "", "Gi", "lots", "-1", "+1", "1 Gi", "inf", "NaN", "1gi", "1KiB", ".", "1e", "1e1.5",
            "1e400", "1.2.3", "1_0", "９",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
