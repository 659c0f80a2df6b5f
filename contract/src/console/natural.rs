//! Natural sort order of names: numbers are compared by value, so that `r-2` comes before `r-10`.

use std::cmp::Ordering;

/// Which of two names comes first. Case counts only between names that are the same otherwise.
pub fn natural(a: &str, b: &str) -> Ordering {
    by_value(a.as_bytes(), b.as_bytes()).then_with(|| a.cmp(b))
}

fn by_value(mut a: &[u8], mut b: &[u8]) -> Ordering {
    loop {
        let (Some(x), Some(y)) = (a.first(), b.first()) else {
            return a.len().cmp(&b.len());
        };
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let (left, right) = (number(&mut a), number(&mut b));
            // Of two numbers without leading zeros the longer one is the greater.
            left.len().cmp(&right.len()).then_with(|| left.cmp(right))
        } else {
            let order = x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase());
            (a, b) = (&a[1..], &b[1..]);
            order
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Takes the digits at the beginning; the answer is without leading zeros.
fn number<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let end = text.iter().position(|byte| !byte.is_ascii_digit());
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    *text = rest;
    let first = digits.iter().position(|digit| *digit != b'0');
    &digits[first.unwrap_or(digits.len())..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_count_by_their_value() {
        let mut names = [
            "r-10",
            "R-3",
            "r-2",
            "r-2a",
            "r",
            "s-1",
            "r-02",
            "r-20240101000000000000000",
            "r-9-10",
            "r-9-9",
        ];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(
            names,
            [
                "r",
                "r-02",
                "r-2",
                "r-2a",
                "R-3",
                "r-9-9",
                "r-9-10",
                "r-10",
                "r-20240101000000000000000",
                "s-1",
            ]
        );
    }

    proptest! {
        #[test]
        fn it_is_an_order(mut names in proptest::collection::vec("[a-bA0-2é-]{0,5}", 0..8)) {
            for a in &names {
                for b in &names {
                    prop_assert_eq!(natural(a, b), natural(b, a).reverse());
                    prop_assert_eq!(natural(a, b) == Ordering::Equal, a == b);
                }
            }
            names.sort_by(|a, b| natural(a, b));
            prop_assert!(names.is_sorted_by(|a, b| natural(a, b) != Ordering::Greater));
        }
    }
}
