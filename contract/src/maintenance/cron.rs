//! Cron expressions: five fields in UTC (contract 1.4), checked in our words.

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};

use super::CalendarError;
use crate::invisible;

/// A field of an expression.
struct Field {
    name: &'static str,
    /// What is over when its values begin anew.
    period: &'static str,
    least: u16,
    most: u16,
    /// How many values there are: 0 and 7 are one weekday.
    count: u16,
    /// Names that may stand for values, from the least on.
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    field("minute", "hour", 0, 59, 60, &[]),
    field("hour", "day", 0, 23, 24, &[]),
    field("day of the month", "month", 1, 31, 31, &[]),
    field("month", "year", 1, 12, 12, &MONTHS),
    field("weekday", "week", 0, 7, 7, &WEEKDAYS),
];

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// More values than these are no list that anybody writes.
const LISTED: usize = 8;

const fn field(
    name: &'static str,
    period: &'static str,
    least: u16,
    most: u16,
    count: u16,
    names: &'static [&'static str],
) -> Field {
    Field {
        name,
        period,
        least,
        most,
        count,
        names,
    }
}

impl Field {
    fn check(&self, text: &str) -> Result<(), String> {
        text.split(',').try_for_each(|part| self.part(part))
    }

    /// A value, `*` or a range, perhaps with a step.
    fn part(&self, part: &str) -> Result<(), String> {
        let name = self.name;
        if part.is_empty() {
            return Err(format!("has an empty entry for the {name}"));
        }
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (part, None),
        };
        let every = match step.map(str::parse::<u16>) {
            None => 1,
            Some(Ok(step)) if step > 0 => step,
            Some(_) => {
                return Err(format!(
                    "has a step for the {name} that is not a number above 0"
                ));
            }
        };
        match range.split_once('-') {
            None if range == "*" => Ok(()),
            None if step.is_some() => {
                let whole = match range {
                    "" => format!("*/{every}"),
                    _ => format!("{range}-{}/{every}", self.most),
                };
                Err(format!(
                    "has a step without a range ({part}); write {whole}"
                ))
            }
            None => self.value(range).map(drop),
            Some((first, last)) => {
                let (from, mut to) = (self.value(first)?, self.value(last)?);
                if last.eq_ignore_ascii_case("SUN") {
                    to = 7;
                }
                if from <= to {
                    return Ok(());
                }
                let (period, instead) = (self.period, self.unrolled(first, from, to, every));
                Err(format!(
                    "has a range that runs past the end of the {period} ({part}); write {instead}"
                ))
            }
        }
    }

    fn value(&self, text: &str) -> Result<u16, String> {
        let mut names = self.names.iter();
        if let Some(at) = names.position(|name| name.eq_ignore_ascii_case(text)) {
            return Ok(self.least + u16::try_from(at).unwrap_or(0));
        }
        let (name, least, most) = (self.name, self.least, self.most);
        let number = text.bytes().all(|b| b.is_ascii_digit());
        match text.parse::<u16>() {
            Ok(value) if number && (least..=most).contains(&value) => Ok(value),
            _ if text.is_empty() => Err(format!("has an incomplete range for the {name}")),
            _ if number => Err(format!(
                "has the {name} {text}, which is not {least} to {most}"
            )),
            _ => Err(format!("has a word that is not a {name} ({text})")),
        }
    }

    /// What a range over the end of its period means, in a way that cron takes.
    fn unrolled(&self, first: &str, from: u16, to: u16, every: u16) -> String {
        let Self { least, count, .. } = *self;
        let at = |steps: u16| (from - least + steps) % count;
        let length = (to + count - from) % count;
        let is_named = first.starts_with(|c: char| c.is_ascii_alphabetic());
        let spell = |at: u16| match self.names.get(usize::from(at)) {
            Some(name) if is_named => (*name).to_owned(),
            _ => (least + at).to_string(),
        };
        let values: Vec<_> = (0..=length)
            .step_by(every.into())
            .map(|steps| spell(at(steps)))
            .collect();
        if every > 1 || values.len() <= LISTED {
            return values.join(",");
        }
        let (last, again) = (spell(count - 1), spell(0));
        format!("{first}-{last},{again}-{}", spell(to - least))
    }
}

/// Reads a five-field cron expression: numbers, `*`, lists, ranges, steps, names of days and months. The
/// extensions that some dialects add are refused, since the API promises none.
///
/// # Errors
/// What is wrong with it, and where one can guess what was meant, how to write that.
pub fn cron(text: &str) -> Result<Cron, CalendarError> {
    let wrong = |why: &str| CalendarError(format!("{why}: \"{}\"", invisible::shown(text)));
    if text.trim().is_empty() {
        return Err(CalendarError("is required".into()));
    }
    let fields: Vec<_> = text.split_whitespace().collect();
    let Ok(fields) = <[&str; 5]>::try_from(fields) else {
        return Err(wrong("needs five fields: minute hour day month weekday"));
    };
    let is_known = |c: char| c.is_ascii_alphanumeric() || "*,-/ \t".contains(c);
    if let Some(c) = text.chars().find(|c| !is_known(*c)) {
        let name = invisible::named(c);
        return Err(wrong(&format!(
            "has a character that cron does not allow ({name})"
        )));
    }
    for (field, text) in FIELDS.iter().zip(fields) {
        field.check(text).map_err(|why| wrong(&why))?;
    }
    CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build()
        .parse(text)
        .map_err(|_| wrong("is not a cron expression"))
}

/// What an expression says, in English words; none where it cannot be read.
pub fn describe(text: &str) -> Option<String> {
    let words = cron(text).ok()?.describe();
    Some(words.trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn why(text: &str) -> String {
        cron(text).unwrap_err().0
    }

    #[test]
    fn a_range_over_the_end_is_told_how_to_write() {
        for (text, instead) in [
            ("0 3 * * FRI-MON", "FRI,SAT,SUN,MON"),
            ("0 3 * * sat-tue", "SAT,SUN,MON,TUE"),
            ("0 3 * * 5-1", "5,6,0,1"),
            ("0 3 * * 7-2", "0,1,2"),
            ("0 22-4 * * *", "22,23,0,1,2,3,4"),
            ("0 20-16 * * *", "20-23,0-16"),
            ("0 22-6/4 * * *", "22,2,6"),
            ("50-10/10 3 * * *", "50,0,10"),
            ("0 0 28-2 * *", "28,29,30,31,1,2"),
            ("0 0 * NOV-FEB *", "NOV,DEC,JAN,FEB"),
            ("0 0 * 11-2 *", "11,12,1,2"),
        ] {
            let told = why(text);
            let (_, rest) = told.split_once("write ").unwrap();
            let (written, _) = rest.split_once(':').unwrap();
            assert_eq!(written, instead, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_in_our_words() {
        for (text, told) in [
            ("61 * * * *", "has the minute 61, which is not 0 to 59"),
            ("0 24 * * *", "has the hour 24, which is not 0 to 23"),
            (
                "0 0 0 * *",
                "has the day of the month 0, which is not 1 to 31",
            ),
            ("0 0 * MON *", "has a word that is not a month (MON)"),
            ("0 0 * * L", "has a word that is not a weekday (L)"),
            (
                "*/0 * * * *",
                "has a step for the minute that is not a number above 0",
            ),
            (
                "5/10 * * * *",
                "has a step without a range (5/10); write 5-59/10",
            ),
            (
                "/10 * * * *",
                "has a step without a range (/10); write */10",
            ),
            ("1,,2 * * * *", "has an empty entry for the minute"),
            ("1- * * * *", "has an incomplete range for the minute"),
            (
                "0 3 * *",
                "needs five fields: minute hour day month weekday",
            ),
            (
                "0 3 * * MON\u{200b}",
                "has a character that cron does not allow (U+200B zero width space)",
            ),
        ] {
            let found = why(text);
            assert_eq!(found.rsplit_once(": ").unwrap().0, told, "{text}");
            assert!(!found.contains("\\u{"), "{found}");
        }
    }

    proptest! {
        /// What is proposed is taken, and stands for what the range meant.
        #[test]
        fn what_is_proposed_is_right(from in 0_u16..24, to in 0_u16..24, step in 1_u16..6) {
            let range = format!("0 {from}-{to}/{step} * * *");
            let meant: std::collections::BTreeSet<_> = (0..=(to + 24 - from) % 24)
                .step_by(step.into())
                .map(|steps| (from + steps) % 24)
                .collect();
            let text = match cron(&range) {
                Ok(_) => range,
                Err(CalendarError(told)) => {
                    let (_, rest) = told.split_once("write ").unwrap();
                    format!("0 {} * * *", rest.split_once(':').unwrap().0)
                }
            };
            let hours = cron(&text).unwrap().pattern.hours.values();
            prop_assert_eq!(hours.into_iter().collect::<std::collections::BTreeSet<_>>(), meant);
        }

        /// The library has nothing to say about what passed our check.
        #[test]
        fn our_words_are_enough(text in "[0-9A-Z*/,-]{1,4}( [0-9A-Z*/,-]{1,6}){4}") {
            if let Err(error) = cron(&text) {
                prop_assert!(!error.0.starts_with("is not a cron"), "{}", error);
            }
        }
    }
}
