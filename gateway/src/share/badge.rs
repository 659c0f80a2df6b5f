//! A badge: one word of status as a picture that pages elsewhere can show.

use contract::condition::{Overall, Tone};

/// Width of a letter of the badge's type, in units of the picture.
const LETTER: usize = 7;

/// What a badge looks like.
struct Style {
    word: &'static str,
    /// Behind the word in light and dark; the text on it has at least 4.5 : 1.
    light: &'static str,
    dark: &'static str,
}

/// Draws a badge. None stands for a status that is not known now.
pub(super) fn draw(overall: Option<Overall>) -> String {
    let (light, dark) = match overall.map_or(Tone::Off, Overall::tone) {
        Tone::Ok => ("#13714a", "#6fd3a1"),
        Tone::Busy => ("#1f56d8", "#86aaff"),
        Tone::Warn => ("#855600", "#ecc067"),
        Tone::Bad => ("#b3261e", "#ff8f86"),
        Tone::Off => ("#5d6461", "#a0a9a6"),
    };
    let word = overall.map_or("unknown", Overall::word);
    picture(&Style { word, light, dark })
}

/// The one answer for a badge that shows nothing.
pub(super) fn nothing() -> String {
    picture(&Style {
        word: "not shared",
        light: "#5d6461",
        dark: "#a0a9a6",
    })
}

fn picture(style: &Style) -> String {
    let Style { word, light, dark } = style;
    let (left, right) = ("runners".len() * LETTER + 12, word.len() * LETTER + 12);
    let width = left + right;
    let (middle_left, middle_right) = (left / 2, left + right / 2);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" viewBox="0 0 {width} 20" role="img" aria-label="runners: {word}">
<title>runners: {word}</title>
<style>.l{{fill:#eeeeea}}.r{{fill:{light}}}.a{{fill:#1a1c1b}}.b{{fill:#fff}}@media(prefers-color-scheme:dark){{.l{{fill:#22272a}}.r{{fill:{dark}}}.a{{fill:#e6e9e7}}.b{{fill:#0c1220}}}}</style>
<clipPath id="c"><rect width="{width}" height="20" rx="4"/></clipPath>
<g clip-path="url(#c)"><path class="l" d="M0 0h{left}v20H0z"/><path class="r" d="M{left} 0h{right}v20H{left}z"/></g>
<g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle"><text class="a" x="{middle_left}" y="14">runners</text><text class="b" x="{middle_right}" y="14">{word}</text></g>
</svg>
"#
    )
}

#[cfg(test)]
mod tests {
    use contract::condition::SharedState;

    use super::*;

    #[test]
    fn it_says_one_word_in_light_and_dark() {
        let working = Overall::of([SharedState::Working; 3]);
        let picture = draw(Some(working));
        assert!(picture.contains(">working</text>"), "{picture}");
        assert!(picture.contains("prefers-color-scheme:dark"));
        let worst = Overall::of([SharedState::Working, SharedState::Attention]);
        assert!(draw(Some(worst)).contains(">attention</text>"));
        assert!(
            draw(None).contains(">unknown</text>"),
            "never a made-up “up”"
        );
        assert!(nothing().contains(">not shared</text>"));
    }
}
