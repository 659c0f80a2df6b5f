//! The table as CSV (RFC 4180). Spreadsheets run cells that begin like a formula, so those are defused.

use contract::console::{Maintenance, RunnerSummary};

use crate::{
    format::{time, word},
    pages::fleet::view::Facet,
};

const HEAD: &str = "runner_id,display_name,install_status,failure,connection_status,last_heartbeat_at,\
zone,cluster,runner_group_id,management,channel,active_revision,target_revision,update,\
next_maintenance_opening,labels,created_at,updated_at";

/// The runners as a file with a heading.
pub(super) fn file<'a>(runners: impl Iterator<Item = &'a RunnerSummary>) -> String {
    let mut out = format!("{HEAD}\r\n");
    for runner in runners {
        let cells = line(runner);
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        out += &cells.join(",");
        out += "\r\n";
    }
    out
}

fn line(runner: &RunnerSummary) -> [String; 18] {
    let instant = |at: Option<contract::console::Millis>| {
        at.map(|at| time::iso(at.instant())).unwrap_or_default()
    };
    let labels: Vec<String> = runner
        .labels
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let channel = if runner.is_managed() {
        word::channel(&runner.release_channel)
    } else {
        String::new()
    };
    [
        runner.runner_id.clone(),
        runner.display_name.clone(),
        Facet::Install.word(runner).into_owned(),
        runner.failure.clone(),
        Facet::Connection.word(runner).into_owned(),
        instant(runner.last_heartbeat_at),
        runner.zone.clone(),
        runner.cluster().to_owned(),
        runner.runner_group_id.clone(),
        Facet::Management.word(runner).into_owned(),
        channel,
        runner.active_revision.to_string(),
        runner.target_revision.to_string(),
        Facet::Update.word(runner).into_owned(),
        match runner.maintenance {
            Maintenance::None => String::new(),
            Maintenance::AnyTime => "any time".to_owned(),
            Maintenance::Never => "never".to_owned(),
            Maintenance::Open(_) => "open".to_owned(),
            Maintenance::Next(at) => instant(Some(at)),
        },
        labels.join(" "),
        instant(runner.created_at),
        instant(runner.updated_at),
    ]
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
        assert_eq!(line(&runner).len(), HEAD.split(',').count());
        let file = file([&runner].into_iter());
        assert_eq!(file.lines().count(), 2);
        assert!(file.contains("\r\na,,"));
    }
}
