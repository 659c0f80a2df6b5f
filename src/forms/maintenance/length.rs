//! A length as hours and minutes that a person types.

/// What the two fields hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) hours: String,
    pub(super) minutes: String,
}

impl Length {
    /// A length in seconds as it is written. Seconds are a part of the minutes: 90 is 1.5 minutes.
    pub(super) fn of(seconds: i32) -> Self {
        let seconds = seconds.max(0);
        let (hours, rest) = (seconds / 3600, seconds % 3600);
        let minutes = if rest % 60 == 0 {
            (rest / 60).to_string()
        } else {
            format!("{:.2}", f64::from(rest) / 60.0)
        };
        Self {
            hours: hours.to_string(),
            minutes,
        }
    }

    /// In seconds; nothing where a field holds no number. An empty field is 0, part hours are fine.
    pub(super) fn seconds(&self) -> Option<i32> {
        let seconds = number(&self.hours)? * 3600.0 + number(&self.minutes)? * 60.0;
        #[expect(clippy::cast_possible_truncation, reason = "it is cut at the largest")]
        Some(seconds.round().min(f64::from(i32::MAX)) as i32)
    }
}

/// What stands in a field, if it is digits with at most one point.
fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    if text.is_empty() {
        return Some(0.0);
    }
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    text.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(hours: &str, minutes: &str) -> Option<i32> {
        Length {
            hours: hours.into(),
            minutes: minutes.into(),
        }
        .seconds()
    }

    #[test]
    fn what_people_type() {
        assert_eq!(read("4", "0"), Some(14_400));
        assert_eq!(read("", "90"), Some(5_400));
        assert_eq!(read(" 1,5 ", ""), Some(5_400));
        assert_eq!(read("", ""), Some(0));
        assert_eq!(read("99999999999", "0"), Some(i32::MAX));
        for text in ["x", "-1", "1e3", "1.2.3", "inf", "NaN", "4 h"] {
            assert_eq!(read(text, "0"), None, "{text}");
            assert_eq!(read("0", text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(seconds in 0..=700_000_i32) {
            prop_assert_eq!(Length::of(seconds).seconds(), Some(seconds));
        }
    }
}
