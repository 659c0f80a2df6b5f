//! The line of a file that a problem is about, with a mark under its place.

use super::Diagnostic;

/// Most characters of a line that are shown, so that its mark stays in sight.
const WIDTH: usize = 72;

impl Diagnostic {
    /// The line and below it a caret under the column. Tabs and control characters become spaces, and
    /// of a long line only the surroundings are shown. `None` where the text has no such line.
    pub fn excerpt(&self, text: &str) -> Option<String> {
        let line = text.lines().nth(self.line.checked_sub(1)?)?;
        let line: Vec<char> = line
            .trim_start_matches('\u{feff}')
            .trim_end()
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let caret = self.column.saturating_sub(1).min(line.len());
        let start = (caret + WIDTH / 3).saturating_sub(WIDTH).min(caret);
        let end = line.len().min(start + WIDTH);
        let shown: String = line[start..end].iter().collect();
        let (before, after) = (
            if start > 0 { "…" } else { "" },
            if end < line.len() { "…" } else { "" },
        );
        let space = " ".repeat(caret - start + before.chars().count());
        Some(format!("{before}{shown}{after}\n{space}^"))
    }
}
