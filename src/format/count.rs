//! So many of something, in words.

use std::fmt::Display;

/// `1 runner`, `3 runners`.
pub(crate) fn of<N: Display + PartialEq + From<u8>>(count: N, one: &str) -> String {
    let s = if count == N::from(1) { "" } else { "s" };
    format!("{count} {one}{s}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_singular() {
        assert_eq!(
            [0, 1, 2].map(|count| of(count, "runner")),
            ["0 runners", "1 runner", "2 runners"]
        );
    }
}
