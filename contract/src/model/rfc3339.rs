//! Reads RFC 3339 timestamps.
//!
//! By hand, because the parser of the time crate brings the texts of every error that the crate knows:
//! a tenth of the console's download.

use jiff::Timestamp;

/// The instant of a timestamp with `Z` or a numeric offset and 0 to 9 fractional digits (contract 0.3).
/// A leap second is the second before it, as elsewhere in the time crate.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let (time, rest) = (
        rest.get(1..9)?,
        rest.strip_prefix(['T', 't', ' '])?.get(8..)?,
    );
    let (nanos, offset) = fraction(rest)?;
    let seconds = days(date)? * 86_400 + clock(time)? - seconds_east(offset)?;
    Timestamp::new(seconds, nanos).ok()
}

/// Days since 1970-01-01, counted in years that begin in March, so that the leap day comes last.
fn days(date: &str) -> Option<i64> {
    let [year, month, day] = fields(date, '-', [4, 2, 2])?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468)
}

fn clock(time: &str) -> Option<i64> {
    let [hour, minute, second] = fields(time, ':', [2, 2, 2])?;
    (hour < 24 && minute < 60 && second <= 60).then(|| hour * 3_600 + minute * 60 + second.min(59))
}

/// Nanoseconds, and what follows the fraction.
fn fraction(text: &str) -> Option<(i32, &str)> {
    let Some(digits) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = digits.split_at(length);
    let missing = 9_u32.checked_sub(length.try_into().ok()?)?;
    let nanos = digits.parse::<i32>().ok()? * 10_i32.pow(missing);
    Some((nanos, rest))
}

fn seconds_east(offset: &str) -> Option<i64> {
    if offset.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = match offset.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let [hours, minutes] = fields(&offset[1..], ':', [2, 2])?;
    (hours < 24 && minutes < 60).then(|| sign * (hours * 3_600 + minutes * 60))
}

/// Numbers of fixed widths, digits only.
fn fields<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(separator);
    let mut out = [0; N];
    for (value, width) in out.iter_mut().zip(widths) {
        let part = parts.next()?;
        let is_number = part.len() == width && part.bytes().all(|b| b.is_ascii_digit());
        *value = is_number.then(|| part.parse().ok()).flatten()?;
    }
    parts.next().is_none().then_some(out)
}

#[cfg(test)]
mod tests {
    use jiff::tz::Offset;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_timestamp_is_refused() {
        for text in [
            "",
            "soon",
            "2026-11-20",
            "2026-11-20T16:40:51",
            "2026-11-20T16:40Z",
            "2026-11-20T24:00:00Z",
            "2026-11-20T16:60:00Z",
            "2026-11-20T16:40:61Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-11-20T16:40:51.Z",
            "2026-11-20T16:40:51.1234567890Z",
            "2026-11-20T16:40:51+1:00",
            "2026-11-20T16:40:51+24:00",
            "2026-11-20T16:40:51Z ",
            "2026-11-20T16:40:51Z[UTC]",
            "2026-11-20T+6:40:51Z",
            "2026-1x-20T16:40:51Z",
            "２０26-11-20T16:40:51Z",
            "2026-11-20é16:40:51Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn spellings_of_one_instant() {
        let expected = "2026-11-20T16:40:51Z".parse::<Timestamp>().ok();
        for text in [
            "2026-11-20T16:40:51Z",
            "2026-11-20t16:40:51z",
            "2026-11-20 16:40:51.000Z",
            "2026-11-20T17:40:51+01:00",
            "2026-11-20T07:10:51-09:30",
            "2026-11-21T00:40:51+08:00",
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        assert_eq!(parse("2016-12-31T23:59:60Z"), parse("2016-12-31T23:59:59Z"));
    }

    proptest! {
        #[test]
        fn agrees_with_the_time_crate(
            seconds in -62_167_219_200_i64..253_402_207_200,
            nanos in 0..1_000_000_000_i32,
            east in -86_340..86_340_i32,
        ) {
            let instant = Timestamp::new(seconds, nanos).unwrap();
            prop_assert_eq!(parse(&instant.to_string()), Some(instant));
            let offset = Offset::from_seconds(east - east % 60).unwrap();
            let elsewhere = instant.display_with_offset(offset).to_string();
            if elsewhere.len() >= 25 && !elsewhere.starts_with('-') {
                prop_assert_eq!(parse(&elsewhere), Some(instant), "{}", elsewhere);
            }
        }

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            parse(&text);
        }
    }
}
