//! Which rows are in sight, and how wide the columns are.

use std::ops::Range;

use crate::pages::fleet::column::Column;

/// Rows above and below that are there before they are scrolled to.
const AHEAD: usize = 5;

/// The rows to show in a window of this height whose upper edge is `top` pixels below the first row's, after those of
/// `before`. Far from there only those in sight are: what flies past is not worth its drawing.
pub(super) fn shown(
    before: &Range<usize>,
    top: f64,
    window: f64,
    row: f64,
    len: usize,
) -> Range<usize> {
    let Range { start, end } = in_sight(top, window, row, len);
    let is_far = end <= before.start || before.end <= start;
    let ahead = if is_far && !before.is_empty() {
        0
    } else {
        AHEAD
    };
    start.saturating_sub(ahead)..(end + ahead).min(len)
}

fn in_sight(top: f64, window: f64, row: f64, len: usize) -> Range<usize> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped; a float beyond usize saturates"
    )]
    let at = |pixels: f64| (pixels.max(0.0) / row) as usize;
    let first = at(top).min(len);
    let last = (at(top + window) + 1).min(len);
    first..last
}

/// Columns for `grid-template-columns`: the box to select with, then each with its width.
pub(super) fn template(columns: &[Column]) -> String {
    let widths = columns.iter().map(|column| match column.width() {
        (least, 0) => format!("{least}px"),
        (least, share) => format!("minmax({least}px, {share}fr)"),
    });
    let mut all = vec![format!("{}px", Column::SELECT)];
    all.extend(widths);
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_sight_is_there() {
        for len in [0, 1, 7, 100, 100_000] {
            for top in [-5_000.0, -10.0, 0.0, 19.0, 399.0, 4_000_000.0] {
                for before in [0..0, 0..30, 99_000..99_030] {
                    let range = shown(&before, top, 800.0, 40.0, len);
                    assert!(
                        range.end <= len && range.start <= range.end,
                        "{len} {top} {range:?}"
                    );
                    assert!(range.len() <= 60);
                    #[expect(clippy::cast_precision_loss, reason = "small")]
                    let visible = (0..len).filter(|at| {
                        let y = *at as f64 * 40.0 - top;
                        y > -40.0 && y < 800.0
                    });
                    for at in visible {
                        assert!(range.contains(&at), "{at} of {len} at {top}");
                    }
                }
            }
        }
    }

    #[test]
    fn small_steps_change_nothing() {
        assert_eq!(
            shown(&(0..0), 1_000.0, 800.0, 40.0, 500),
            shown(&(0..0), 1_010.0, 800.0, 40.0, 500)
        );
    }

    #[test]
    fn a_jump_shows_what_is_in_sight_and_its_end_what_is_beside_it() {
        let jump = shown(&(0..30), 40_000.0, 800.0, 40.0, 5_000);
        assert_eq!(jump, 1_000..1_021);
        assert_eq!(shown(&jump, 40_000.0, 800.0, 40.0, 5_000), 995..1_026);
    }
}
