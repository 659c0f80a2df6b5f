//! The table as CSV (RFC 4180). Spreadsheets run cells that begin like a formula, so those are defused.

use std::borrow::Cow;

use contract::console::{Maintenance, Millis, RunnerSummary};

use crate::{
    format::{time, word},
    pages::fleet::view::Facet,
};

/// The name of a column, and its cell.
type Column = (&'static str, fn(&RunnerSummary) -> String);

/// What a file says of a runner, in order.
static COLUMNS: [Column; 19] = [
    ("runner_id", |runner| runner.runner_id.clone()),
    ("display_name", |runner| runner.display_name.clone()),
    ("install_status", |runner| word(Facet::Install, runner)),
    ("failure", |runner| runner.failure.clone()),
    ("connection_status", |runner| {
        word(Facet::Connection, runner)
    }),
    ("last_heartbeat_at", |runner| {
        instant(runner.last_heartbeat_at)
    }),
    ("zone", |runner| runner.zone.clone()),
    ("cluster", |runner| runner.cluster().to_owned()),
    ("runner_group_id", |runner| runner.runner_group_id.clone()),
    ("management", |runner| word(Facet::Management, runner)),
    ("policy", |runner| {
        let policy = runner.policy.as_ref();
        policy
            .map(|policy| policy.word().to_owned())
            .unwrap_or_default()
    }),
    ("channel", |runner| {
        let channel = runner
            .is_managed()
            .then(|| word::channel(&runner.release_channel));
        channel.unwrap_or_default()
    }),
    ("active_revision", |runner| {
        runner.active_revision.to_string()
    }),
    ("target_revision", |runner| {
        runner.target_revision.to_string()
    }),
    ("update", |runner| word(Facet::Update, runner)),
    ("next_maintenance_opening", |runner| {
        opening(runner.maintenance)
    }),
    ("labels", |runner| {
        let labels = runner
            .labels
            .iter()
            .map(|(key, value)| format!("{key}={value}"));
        labels.collect::<Vec<_>>().join(" ")
    }),
    ("created_at", |runner| instant(runner.created_at)),
    ("updated_at", |runner| instant(runner.updated_at)),
];

/// Without a byte order mark spreadsheets read another encoding than UTF-8.
const MARK: char = '\u{feff}';

/// The runners as a file with a heading.
pub(super) fn file<'a>(runners: impl Iterator<Item = &'a RunnerSummary>) -> String {
    let mut out = String::from(MARK) + &line(COLUMNS.iter().map(|(name, _)| (*name).into()));
    for runner in runners {
        out += &line(COLUMNS.iter().map(|(_, cell)| cell(runner).into()));
    }
    out
}

/// The cells, each quoted where it must be.
fn line<'a>(cells: impl Iterator<Item = Cow<'a, str>>) -> String {
    let cells: Vec<String> = cells.map(|cell| quoted(&cell)).collect();
    cells.join(",") + "\r\n"
}

fn word(facet: Facet, runner: &RunnerSummary) -> String {
    facet.word(runner).into_owned()
}

fn instant(at: Option<Millis>) -> String {
    at.map(|at| time::iso(at.instant())).unwrap_or_default()
}

fn opening(maintenance: Maintenance) -> String {
    match maintenance {
        Maintenance::None => String::new(),
        Maintenance::AnyTime => "any time".to_owned(),
        Maintenance::Never => "never".to_owned(),
        Maintenance::Open(_) => "open".to_owned(),
        Maintenance::Next(at) => instant(Some(at)),
    }
}

/// A cell; one that a spreadsheet would run is text after an apostrophe.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if is_formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if cell.contains(['"', ',', '\n', '\r', ';', '\t']) || is_formula {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_quotes_doubled() {
        for (cell, file) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("+cmd", "\"'+cmd\""),
            ("-2", "\"'-2\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("two\nlines", "\"two\nlines\""),
            ("", ""),
        ] {
            assert_eq!(quoted(cell), file);
        }
    }

    #[test]
    fn every_line_has_every_cell() {
        let runner = RunnerSummary {
            runner_id: "a".into(),
            ..RunnerSummary::default()
        };
        let file = file([&runner].into_iter());
        assert_eq!(file.lines().count(), 2);
        assert!(file.contains("\r\na,,"));
        assert!(file.starts_with("\u{feff}runner_id,"));
    }
}
