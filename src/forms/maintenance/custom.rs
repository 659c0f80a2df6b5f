//! Windows that say more than a week can show, in words.

use contract::{
    maintenance::{self, Calendar},
    model::{MaintenancePolicy, MaintenanceWindow},
};
use jiff::Timestamp;

use crate::format::time;

/// Such a window with its next opening; none where it cannot be read, which has an error.
pub(super) fn custom(window: &MaintenanceWindow, now: Timestamp) -> Option<String> {
    let schedule = maintenance::describe(&window.cron)?;
    Some(match next(window, now)? {
        Some(next) if next <= now => format!("{schedule} (UTC); open now"),
        Some(next) => format!(
            "{schedule} (UTC); opens next {} ({})",
            time::utc_minute(next),
            time::local_minute(next)
        ),
        None => format!("{schedule} (UTC); it never opens"),
    })
}

/// When it opens next, if it ever does.
#[expect(clippy::option_option, reason = "unreadable is not the same as never")]
fn next(window: &MaintenanceWindow, now: Timestamp) -> Option<Option<Timestamp>> {
    let alone = MaintenancePolicy {
        windows: vec![window.clone()],
        ..MaintenancePolicy::default()
    };
    let calendar = Calendar::new(Some(&alone)).ok()?;
    Some(calendar.openings(now, 1).first().map(|next| next.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_opening_of_a_month() {
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let next = |cron: &str| {
            let window = MaintenanceWindow {
                cron: cron.into(),
                duration_seconds: 60,
                ..MaintenanceWindow::default()
            };
            next(&window, now)
        };
        assert_eq!(next("0 3 1 * *"), Some("2026-12-01T03:00:00Z".parse().ok()));
        assert_eq!(next("0 3 30 2 *"), Some(None));
        assert_eq!(next("0 3 1 *"), None);
    }
}
