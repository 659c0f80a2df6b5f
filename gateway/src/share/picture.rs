//! A link as a QR code.

use std::fmt::Write;

use contract::console::share::LinkPicture;
use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code (ISO/IEC 18004, 9.1).
const QUIET: usize = 4;

/// Draws a link; none if it is longer than a code can hold.
pub(super) fn draw(link: &str) -> Option<LinkPicture> {
    let code = QrCode::with_error_correction_level(link, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let run = modules[column..]
                .iter()
                .take_while(|color| **color == Color::Dark)
                .count();
            if run > 0 {
                let (x, y) = (column + QUIET, row + QUIET);
                // Writing to a string cannot fail.
                write!(path, "M{x} {y}h{run}v1h-{run}z").ok();
            }
            column += run.max(1);
        }
    }
    Some(LinkPicture {
        size: width + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_draws_every_dark_module_and_no_other() {
        let link = format!("https://console.example.com/shared#{}", "0a".repeat(40));
        let picture = draw(&link).unwrap();
        let code = QrCode::with_error_correction_level(&link, EcLevel::M).unwrap();
        let dark = code
            .to_colors()
            .iter()
            .filter(|color| **color == Color::Dark)
            .count();
        let drawn: usize = picture
            .path
            .split('h')
            .skip(1)
            .filter_map(|part| part.split('v').next()?.parse::<usize>().ok())
            .sum();
        assert_eq!(drawn, dark);
        assert_eq!(picture.size, code.width() + 8);
        assert_eq!(draw(&"x".repeat(10_000)), None);
    }
}
